import type { FunctionWriter } from './module.js'
import { emptyBlock, op, valueType } from './opcodes.js'

/**
 * Instructions that leave one value on the stack. Numerical functions are written with these, so that they read like
 * formulas.
 */
export type Code = (out: FunctionWriter) => void

const unary =
  (...instruction: number[]) =>
  (a: Code): Code =>
  (out) => {
    a(out)
    out.op(...instruction)
  }

const binary =
  (instruction: number) =>
  (a: Code, b: Code): Code =>
  (out) => {
    a(out)
    b(out)
    out.op(instruction)
  }

export const add = binary(op.f64Add)
export const subtract = binary(op.f64Subtract)
export const multiply = binary(op.f64Multiply)
export const divide = binary(op.f64Divide)
export const minimum = binary(op.f64Minimum)
export const maximum = binary(op.f64Maximum)
export const copySign = binary(op.f64CopySign)
export const equal = binary(op.f64Equal)
export const less = binary(op.f64Less)
export const greater = binary(op.f64Greater)
export const greaterOrEqual = binary(op.f64GreaterEqual)
export const negate = unary(op.f64Negate)
export const absolute = unary(op.f64Absolute)
export const nearest = unary(op.f64Nearest)
export const squareRoot = unary(op.f64SquareRoot)

/** A 32-bit integer from a number; saturates, and gives 0 for NaN. */
export const toInteger = unary(0xfc, 0x02)
export const toNumber = unary(op.f64ConvertI32)
export const widen = unary(op.i64ExtendI32)
export const bitsOf = unary(op.i64ReinterpretF64)
export const numberOfBits = unary(op.f64ReinterpretI64)
export const lowWord = unary(op.i32WrapI64)
export const integerAdd = binary(op.i32Add)
export const integerSubtract = binary(op.i32Subtract)
export const integerAnd = binary(op.i32And)
export const shiftRight = binary(op.i32ShiftRightSigned)
export const longAdd = binary(op.i64Add)
export const longSubtract = binary(op.i64Subtract)
export const longAnd = binary(op.i64And)
export const longOr = binary(op.i64Or)
export const longShiftLeft = binary(op.i64ShiftLeft)
export const longShiftRight = binary(op.i64ShiftRightSigned)

export const number =
  (value: number): Code =>
  (out) =>
    out.constant(value)

export const integer =
  (value: number): Code =>
  (out) => {
    out.op(op.i32Const)
    out.code.signed(value)
  }

export const long =
  (value: bigint): Code =>
  (out) => {
    out.op(op.i64Const)
    out.code.signed(value)
  }

export const get =
  (local: number): Code =>
  (out) =>
    out.get(local)

/** `condition ? a : b`, with both computed. */
export const choose =
  (condition: Code, a: Code, b: Code): Code =>
  (out) => {
    a(out)
    b(out)
    condition(out)
    out.op(op.select)
  }

/** `condition ? a : b` where only the chosen one is computed. */
export const chooseLazily =
  (condition: Code, a: Code, b: Code): Code =>
  (out) => {
    condition(out)
    out.op(op.if, valueType.f64)
    a(out)
    out.op(op.else)
    b(out)
    out.op(op.end)
  }

/** Leaves the function with `value` unless the condition holds. A comparison with NaN does not hold. */
export function returnUnless(out: FunctionWriter, condition: Code, value: Code): void {
  condition(out)
  out.op(op.i32Eqz, op.if, emptyBlock)
  value(out)
  out.op(op.return, op.end)
}

export const call =
  (functionIndex: number, ...operands: Code[]): Code =>
  (out) => {
    for (const operand of operands) operand(out)
    out.call(functionIndex)
  }

/** Computes `value` into a new local variable. */
export function define(out: FunctionWriter, type: 'f64' | 'i32' | 'i64', value: Code): Code {
  const local = out.local(type)
  value(out)
  out.set(local)
  return get(local)
}

/** c0 + c1 x + c2 x² + …, innermost first. */
export function horner(coefficients: readonly number[], x: Code): Code {
  return coefficients
    .slice(0, -1)
    .reduceRight<Code>((inner, c) => add(multiply(inner, x), number(c)), number(coefficients.at(-1)!))
}

/**
 * The same polynomial by Estrin's scheme: halves are evaluated side by side, which a processor with several arithmetic
 * units does in half the time of Horner's rule. The powers x², x⁴, … become local variables.
 */
export function estrin(out: FunctionWriter, coefficients: readonly number[], x: Code): Code {
  let terms: Code[] = coefficients.map(number)
  let power = x
  while (terms.length > 1) {
    const halved: Code[] = []
    for (let index = 0; index < terms.length; index += 2) {
      const upper = terms[index + 1]
      halved.push(upper === undefined ? terms[index]! : add(terms[index]!, multiply(upper, power)))
    }
    terms = halved
    if (terms.length > 1) power = define(out, 'f64', multiply(power, power))
  }
  return terms[0]!
}
