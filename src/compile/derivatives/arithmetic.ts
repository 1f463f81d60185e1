import { operation } from '../program.js'
import type { ProgramBuilder, Value } from '../program-builder.js'

// Derivatives are full of factors 1, −1 and 0. A factor 0 makes the product 0 here, whatever the other one is: where the
// other one has no value, the loss itself has none.

export function product(builder: ProgramBuilder, a: Value, b: Value): Value {
  if (builder.arePlain(a, b)) return builder.multiply(a, b)
  const x = builder.constantOf(a)
  const y = builder.constantOf(b)
  if (x === 0 || y === 1) return a
  if (y === 0 || x === 1) return b
  if (x === -1) return negative(builder, b)
  if (y === -1) return negative(builder, a)
  if (x !== undefined) return scaled(builder, x, b)
  if (y !== undefined) return scaled(builder, y, a)
  if (isNegative(builder, a)) return negative(builder, product(builder, builder.operand(a, 0), b))
  if (isNegative(builder, b)) return negative(builder, product(builder, a, builder.operand(b, 0)))
  return builder.multiply(a, b)
}

/** c·(d·x) is (c·d)·x. */
function scaled(builder: ProgramBuilder, factor: number, value: Value): Value {
  if (isNegative(builder, value)) return scaled(builder, -factor, builder.operand(value, 0))
  if (builder.operationOf(value) === operation.multiply) {
    const a = builder.operand(value, 0)
    const b = builder.operand(value, 1)
    const x = builder.constantOf(a)
    if (x !== undefined) return product(builder, builder.constant(factor * x), b)
    const y = builder.constantOf(b)
    if (y !== undefined) return product(builder, builder.constant(factor * y), a)
  }
  return builder.multiply(builder.constant(factor), value)
}

export function quotient(builder: ProgramBuilder, a: Value, b: Value): Value {
  return builder.constantOf(b) === 1 || builder.constantOf(a) === 0 ? a : builder.divide(a, b)
}

export function negative(builder: ProgramBuilder, a: Value): Value {
  if (builder.operationOf(a) === operation.subtract)
    return builder.subtract(builder.operand(a, 1), builder.operand(a, 0))
  return builder.negate(a)
}

export function difference(builder: ProgramBuilder, a: Value, b: Value): Value {
  if (builder.constantOf(b) === 0) return a
  if (builder.constantOf(a) === 0) return negative(builder, b)
  if (isNegative(builder, b)) return builder.add(a, builder.operand(b, 0))
  return builder.subtract(a, b)
}

/** The sum; nothing stands for 0. */
export function plus(builder: ProgramBuilder, a: Value | undefined, b: Value): Value {
  if (a === undefined) return b
  if (a !== b && builder.arePlain(a, b)) return builder.add(a, b)
  if (builder.constantOf(a) === 0) return b
  if (builder.constantOf(b) === 0) return a
  if (a === b) return product(builder, builder.constant(2), a)
  if (isNegative(builder, b)) return difference(builder, a, builder.operand(b, 0))
  if (isNegative(builder, a)) return difference(builder, b, builder.operand(a, 0))
  return builder.add(a, b)
}

function isNegative(builder: ProgramBuilder, value: Value): boolean {
  return builder.operationOf(value) === operation.negate
}
