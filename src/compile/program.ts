import type { Callee } from './callee.js'

/** What one operation does with its operands. */
export const operation = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  negate: 4,
  squareRoot: 5,
  /** `left` is the place in `Program.operands`, `right` the number of operands, `callee` the function. */
  call: 6,
} as const

/**
 * A list of operations without branches, each computed once, operands before their users. Values are numbered: first
 * the inputs, then the constants, then the results of the operations in order. Every backend does exactly these
 * operations on exactly these operands, so that their arithmetic agrees bit for bit.
 */
export interface Program {
  readonly inputs: number
  readonly constants: Float64Array
  /** One code of `operation` each. */
  readonly operations: Uint8Array
  readonly left: Int32Array
  /** -1 for an operation with one operand. */
  readonly right: Int32Array
  readonly callee: Int32Array
  readonly functions: readonly Callee[]
  /** The operands of calls, one after another. */
  readonly operands: Int32Array
  /** Which values are the outputs. */
  readonly outputs: Int32Array
}

/** The number of the first value that is the result of an operation. */
export function firstResult(program: Program): number {
  return program.inputs + program.constants.length
}

/** The operands of operation `index`, each once per use. */
export function operandsOf(program: Program, index: number): readonly number[] {
  const left = program.left[index]!
  const right = program.right[index]!
  if (program.operations[index] === operation.call) return [...program.operands.subarray(left, left + right)]
  return right < 0 ? [left] : [left, right]
}
