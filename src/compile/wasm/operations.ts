import { firstResult, operandsOf, operation, type Program } from '../program.js'
import { callGroups } from './call-groups.js'
import { type Code, get } from './formula.js'
import type { Library } from './library.js'
import type { FunctionWriter } from './module.js'
import { op } from './opcodes.js'

/** A stretch of a program's operations, `from` to `to` (exclusive). */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** How a stretch is connected to what is outside of it. */
export interface Surroundings {
  /** Puts a value on the stack that is not a constant and not computed in the stretch. */
  read(value: number): Code
  /** Whether the value, computed in the stretch, is needed after it. */
  isKept(value: number): boolean
  /** Called when a kept value has been computed into a local variable. */
  keep(value: number, local: number): void
}

// Values used once are computed where they are used, to save local variables, but not nested deeper than this.
const deepest = 200

const instructions: Readonly<Record<number, number>> = {
  [operation.add]: op.f64Add,
  [operation.subtract]: op.f64Subtract,
  [operation.multiply]: op.f64Multiply,
  [operation.divide]: op.f64Divide,
  [operation.negate]: op.f64Negate,
  [operation.squareRoot]: op.f64SquareRoot,
}

/** Emits the operations of a stretch, each exactly as the tape carries it out. */
export function emitOperations(
  out: FunctionWriter,
  program: Program,
  library: Library,
  { from, to }: Stretch,
  surroundings: Surroundings,
): void {
  const start = firstResult(program)
  const inStretch = (value: number): boolean => value >= start + from && value < start + to
  const needsLocal = namedValues(program, { from, to }, surroundings)
  const locals = new Map<number, number>()

  const read = (value: number): void => {
    const local = locals.get(value)
    if (local !== undefined) out.get(local)
    else if (inStretch(value)) compute(value - start)
    else if (value >= program.inputs && value < start)
      out.constant(program.constants[value - program.inputs]!)
    else surroundings.read(value)(out)
  }
  const compute = (index: number): void => {
    const code = program.operations[index]!
    if (code === operation.call) {
      const operands = operandsOf(program, index)
      for (const operand of operands) read(operand)
      library.call(out, program.functions[program.callee[index]!]!, operands.length)
      return
    }
    read(program.left[index]!)
    if (program.right[index]! >= 0) read(program.right[index]!)
    out.numeric(instructions[code]!)
  }

  const finished = (index: number, local: number): void => {
    const value = start + index
    locals.set(value, local)
    if (surroundings.isKept(value)) surroundings.keep(value, local)
  }
  const computeTogether = (group: readonly number[]): void => {
    const operands = group.map((index) => {
      const local = out.local(out.numberType)
      read(operandsOf(program, index)[0]!)
      out.set(local)
      return get(local)
    })
    const results = library.callTogether(out, program.functions[program.callee[group[0]!]!]!, operands)
    group.forEach((index, k) => {
      const local = out.local(out.numberType)
      results[k]!(out)
      out.set(local)
      finished(index, local)
    })
  }
  for (const step of callGroups(program, { from, to }, library)) {
    if (step.length > 1) {
      computeTogether(step)
      continue
    }
    const [index] = step as [number]
    if (!needsLocal.has(start + index)) continue
    const local = out.local(out.numberType)
    compute(index)
    out.set(local)
    finished(index, local)
  }
}

/** The values of a stretch that get a local variable: those kept, used more than once, or nested too deep. */
function namedValues(program: Program, { from, to }: Stretch, surroundings: Surroundings): Set<number> {
  const start = firstResult(program)
  const uses = new Uint32Array(to - from)
  for (let index = from; index < to; index++)
    for (const operand of operandsOf(program, index)) {
      const place = operand - start - from
      if (place >= 0) uses[place] = uses[place]! + 1
    }
  const named = new Set<number>()
  const depths = new Uint32Array(to - from)
  for (let index = from; index < to; index++) {
    const value = start + index
    let depth = 1
    for (const operand of operandsOf(program, index))
      if (operand >= start + from && !named.has(operand))
        depth = Math.max(depth, depths[operand - start - from]! + 1)
    depths[index - from] = depth
    if (surroundings.isKept(value) || uses[index - from] !== 1 || depth >= deepest) named.add(value)
  }
  return named
}
