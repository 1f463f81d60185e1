/**
 * Which signs a real value can take, as a set of three: the cheap knowledge every node carries so that the canonical
 * form can tell a harmless simplification from one that changes the domain.
 */
export type Signs = number

export const negative: Signs = 1
export const zeroSign: Signs = 2
export const positive: Signs = 4
export const nonzero: Signs = negative | positive
export const nonnegative: Signs = zeroSign | positive
export const nonpositive: Signs = zeroSign | negative
export const anySign: Signs = negative | zeroSign | positive

/** Whether every sign in `signs` is one of `allowed`. */
export function within(signs: Signs, allowed: Signs): boolean {
  return (signs & ~allowed) === 0
}

export function signsOfNumber(value: number): Signs {
  return value < 0 ? negative : value > 0 ? positive : zeroSign
}

/** The signs of minus a value. */
export function negated(a: Signs): Signs {
  return (a & zeroSign) | (a & negative ? positive : 0) | (a & positive ? negative : 0)
}

/** The signs of a sum of two values. */
export function added(a: Signs, b: Signs): Signs {
  return sums[8 * a + b]!
}

/** The signs of a product of two values. */
export function multiplied(a: Signs, b: Signs): Signs {
  return products[8 * a + b]!
}

const sums = tableOf((a, b) => {
  const either = a | b
  const cancels = (a & negative && b & positive) || (a & positive && b & negative)
  const bothZero = a & b & zeroSign
  return (either & nonzero) | (cancels || bothZero ? zeroSign : 0)
})

const products = tableOf((a, b) => {
  const same = (a & negative && b & negative) || (a & positive && b & positive)
  const opposite = (a & negative && b & positive) || (a & positive && b & negative)
  return ((a | b) & zeroSign) | (same ? positive : 0) | (opposite ? negative : 0)
})

/** An operation on signs for every two of the eight sets, row by row. */
function tableOf(operation: (a: Signs, b: Signs) => Signs): Uint8Array {
  return Uint8Array.from({ length: 64 }, (_, place) => operation(place >> 3, place & 7))
}

/** The signs of a real power with a rational exponent, where it is defined. */
export function raised(a: Signs, numerator: bigint, denominator: bigint): Signs {
  const kept = numerator < 0n ? a & ~zeroSign : a
  if (denominator !== 1n) return kept & nonnegative
  return numerator % 2n === 0n ? (kept & zeroSign) | (kept & nonzero ? positive : 0) : kept
}

/** Whether the value is certainly positive wherever it is defined; `false` means unknown. */
export function isKnownPositive(e: { readonly signs: Signs }): boolean {
  return within(e.signs, positive)
}

/** Whether the value is certainly not zero wherever it is defined; `false` means unknown. */
export function isKnownNonzero(e: { readonly signs: Signs }): boolean {
  return within(e.signs, nonzero)
}

/** Whether the value is certainly not negative wherever it is defined; `false` means unknown. */
export function isKnownNonnegative(e: { readonly signs: Signs }): boolean {
  return within(e.signs, nonnegative)
}
