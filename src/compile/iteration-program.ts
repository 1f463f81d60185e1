import { failure } from '../base/wording.js'
import type { Expression } from '../expression/index.js'
import { firstResult, operandsOf, type Program } from './program.js'
import { schedule } from './schedule.js'

/** One step of an iteration. Its inputs are the parameters, then the state, then the noise. */
export interface IterationProgram {
  readonly program: Program
  /** The first so many operations depend on the parameters alone and need to be done once per run only. */
  readonly invariant: number
}

/** Throws `shape-mismatch` when `next` has not one entry per state, `unknown-symbol` for a symbol that is no input. */
export function iterationProgram(
  next: readonly Expression[],
  state: readonly Expression[],
  parameters: readonly Expression[],
  noise: readonly Expression[],
): IterationProgram {
  if (next.length !== state.length)
    throw failure('shape-mismatch', {
      operation: 'iteration of a map',
      left: `${state.length} states`,
      right: `${next.length} expressions for the next state`,
    })
  return invariantFirst(schedule(next, [...parameters, ...state, ...noise]), parameters.length)
}

/** Moves the operations that depend on the first `fixedInputs` inputs and on constants alone to the front. */
function invariantFirst(program: Program, fixedInputs: number): IterationProgram {
  const start = firstResult(program)
  const varies = new Uint8Array(start + program.operations.length)
  varies.fill(1, fixedInputs, program.inputs)
  const order: number[][] = [[], []]
  for (let index = 0; index < program.operations.length; index++) {
    const moves = operandsOf(program, index).some((operand) => varies[operand] === 1)
    varies[start + index] = moves ? 1 : 0
    order[moves ? 1 : 0]!.push(index)
  }
  return { program: reordered(program, order.flat()), invariant: order[0]!.length }
}

/** The same program with operation `order[0]` first, and so on; operands must still come before their users. */
function reordered(program: Program, order: readonly number[]): Program {
  const start = firstResult(program)
  const renumbering = Int32Array.from({ length: start + order.length }, (_, value) => value)
  order.forEach((old, index) => (renumbering[start + old] = start + index))
  const renumber = (value: number): number => (value < 0 ? value : renumbering[value]!)
  const isCall = (old: number): boolean => program.callee[old]! >= 0
  return {
    ...program,
    operations: Uint8Array.from(order, (old) => program.operations[old]!),
    left: Int32Array.from(order, (old) => (isCall(old) ? program.left[old]! : renumber(program.left[old]!))),
    right: Int32Array.from(order, (old) =>
      isCall(old) ? program.right[old]! : renumber(program.right[old]!),
    ),
    callee: Int32Array.from(order, (old) => program.callee[old]!),
    operands: program.operands.map(renumber),
    outputs: program.outputs.map(renumber),
  }
}
