import type { FunctionWriter } from './module.js'
import { emptyBlock, op, valueType, vector } from './opcodes.js'

/**
 * Instructions that leave one value on the stack. Numerical functions are written with these, so that they read like
 * formulas.
 */
export type Code = (out: FunctionWriter) => void

const unary =
  (instruction: number) =>
  (a: Code): Code =>
  (out) => {
    a(out)
    out.op(instruction)
  }

const binary =
  (instruction: number) =>
  (a: Code, b: Code): Code =>
  (out) => {
    a(out)
    b(out)
    out.op(instruction)
  }

// On numbers, or on pairs of them.
const numeric =
  (instruction: number) =>
  (a: Code, b?: Code): Code =>
  (out) => {
    a(out)
    b?.(out)
    out.numeric(instruction)
  }

type Unary = (a: Code) => Code
type Binary = (a: Code, b: Code) => Code

export const add: Binary = numeric(op.f64Add)
export const subtract: Binary = numeric(op.f64Subtract)
export const multiply: Binary = numeric(op.f64Multiply)
export const divide: Binary = numeric(op.f64Divide)
export const minimum: Binary = numeric(op.f64Minimum)
export const maximum: Binary = numeric(op.f64Maximum)
export const equal: Binary = numeric(op.f64Equal)
export const less: Binary = numeric(op.f64Less)
export const lessOrEqual: Binary = numeric(op.f64LessEqual)
export const greater: Binary = numeric(op.f64Greater)
export const greaterOrEqual: Binary = numeric(op.f64GreaterEqual)
export const negate: Unary = numeric(op.f64Negate)
export const absolute: Unary = numeric(op.f64Absolute)
export const nearest: Unary = numeric(op.f64Nearest)
export const squareRoot: Unary = numeric(op.f64SquareRoot)

export const widen = unary(op.i64ExtendI32)
export const bitsOf = reinterpreted(op.i64ReinterpretF64)
export const numberOfBits = reinterpreted(op.f64ReinterpretI64)
export const integerAdd = binary(op.i32Add)
export const integerSubtract = binary(op.i32Subtract)
export const integerAnd = binary(op.i32And)
export const longAdd: Binary = numeric(op.i64Add)
export const longSubtract: Binary = numeric(op.i64Subtract)
export const longAnd: Binary = numeric(op.i64And)
export const longOr: Binary = numeric(op.i64Or)

/** A number from a 32-bit integer. */
export const toNumber: Unary = (a) => (out) => {
  a(out)
  out.op(op.f64ConvertI32)
  if (out.lanes === 2) out.vector(vector.splatF64)
}

export const longXor: Binary = numeric(op.i64Xor)

// Pairs have no types: their bits are the pair itself.
function reinterpreted(instruction: number): Unary {
  return (a) => (out) => {
    a(out)
    if (out.lanes === 1) out.op(instruction)
  }
}

const shifted =
  (instruction: number) =>
  (a: Code, bits: number): Code =>
  (out) => {
    a(out)
    if (out.lanes === 1) long(BigInt(bits))(out)
    else integer(bits)(out)
    out.numeric(instruction)
  }

export const shiftedLeft = shifted(op.i64ShiftLeft)
/** With zeros moving in. */
export const shiftedRightUnsigned = shifted(op.i64ShiftRightUnsigned)

/** The magnitude of `a` with the sign of `b`. */
export const copySign: Binary = (a, b) => (out) => {
  a(out)
  b(out)
  if (out.lanes === 1) return out.op(op.f64CopySign)
  long(0x7fffffffffffffffn)(out)
  out.vector(vector.bitSelect)
}

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
    if (out.lanes === 1) {
      out.op(op.i64Const)
      out.code.signedLong(value)
    } else {
      out.vector(vector.constant)
      out.code.bits64(value)
      out.code.bits64(value)
    }
  }

export const get =
  (local: number): Code =>
  (out) =>
    out.get(local)

/** Whether both conditions hold. */
export const both: Binary = (a, b) => (out) => {
  a(out)
  b(out)
  if (out.lanes === 1) out.op(op.i32And)
  else out.numeric(op.i64And)
}

/** 1 where the condition holds, otherwise 0. */
export const indicator: Unary = (condition) => (out) => {
  condition(out)
  if (out.lanes === 1) return out.op(op.f64ConvertI32)
  number(1)(out)
  out.numeric(op.i64And)
}

const limited =
  (single: number, double: number) =>
  (a: Code, limit: number): Code =>
  (out) => {
    a(out)
    number(limit)(out)
    if (out.lanes === 1) out.op(single)
    else out.vector(double)
  }

/** The smaller one of a number and a limit that is not 0. NaN stays. */
export const atMost = limited(op.f64Minimum, vector.lesser)
/** The larger one of a number and a limit that is not 0. NaN stays. */
export const atLeast = limited(op.f64Maximum, vector.greater)

/** `condition ? a : b`, with both computed; with two lanes, in each of them. */
export const choose =
  (condition: Code, a: Code, b: Code): Code =>
  (out) => {
    a(out)
    b(out)
    condition(out)
    out.numeric(op.select)
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

/** Computes `value` into a new local variable. A condition holds or not in each lane. */
export function define(out: FunctionWriter, type: 'f64' | 'i32' | 'i64' | 'condition', value: Code): Code {
  const single = type === 'condition' ? 'i32' : type
  const local = out.local(out.lanes === 1 || type === 'i32' ? single : 'v128')
  value(out)
  out.set(local)
  return get(local)
}

/**
 * c0 + c1 x + c2 x² + … by Estrin's scheme: halves are evaluated side by side, which a processor with several arithmetic
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
