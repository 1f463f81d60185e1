import { firstResult, operandsOf, type Program } from './program.js'

/** A program whose operations are sorted by how often they have to be done. */
export interface PhasedProgram {
  readonly program: Program
  /** Phase p is the operations from `ends[p − 1]` (0 for the first) to `ends[p]` (exclusive). */
  readonly ends: readonly number[]
  /** The phase of an input, a constant (always 0) or a result. */
  phaseOf(value: number): number
}

/**
 * Sorts the operations into phases: each goes into the latest phase of what it is computed from. `phaseOfInput` has one
 * entry per input, from 0 to `phases − 1`; constants are in phase 0. The order within a phase is kept.
 */
export function inPhases(program: Program, phaseOfInput: Uint8Array, phases: number): PhasedProgram {
  const start = firstResult(program)
  const phase = new Uint8Array(start + program.operations.length)
  phase.set(phaseOfInput)
  const order: number[][] = Array.from({ length: phases }, () => [])
  for (let index = 0; index < program.operations.length; index++) {
    const latest = operandsOf(program, index).reduce((most, value) => Math.max(most, phase[value]!), 0)
    phase[start + index] = latest
    order[latest]!.push(index)
  }
  let done = 0
  const ends = order.map((list) => (done += list.length))
  const sorted = order.flat()
  const sortedPhases = phase.slice()
  sorted.forEach((old, index) => (sortedPhases[start + index] = phase[start + old]!))
  return { program: reordered(program, sorted), ends, phaseOf: (value) => sortedPhases[value]! }
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
