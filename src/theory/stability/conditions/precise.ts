import { enclose, isZero, readable } from '../../../calculus/index.js'
import {
  constantValue,
  evaluate,
  type Expression,
  orderNodes,
  rational,
  type Rational,
  subtract,
} from '../../../expression/index.js'

/** Ends of an interval in units of 2^−bits; nothing where it is not known. */
type Fixed = { readonly low: bigint; readonly high: bigint } | undefined

const precisions = [192, 1024]

/**
 * The sign of a − b for constants: by intervals, in doubles first and then with up to a thousand binary digits, and by an exact
 * proof that the difference is 0. What cannot be told apart so counts as equal.
 */
export function compareConstants(a: Expression, b: Expression): number {
  if (a === b) return 0
  const difference = subtract(a, b)
  const value = constantValue(difference)
  if (value !== undefined) return rational.sign(value)
  const [{ low, high }] = enclose([difference], new Map()) as [{ low: number; high: number }]
  if (low > 0 || high < 0) return low > 0 ? 1 : -1
  for (const bits of precisions) {
    const fixed = enclosed(difference, bits)
    if (fixed !== undefined && (fixed.low > 0n || fixed.high < 0n)) return fixed.low > 0n ? 1 : -1
  }
  const test = isZero(readable(difference))
  return test.outcome === 'refuted' ? Math.sign(evaluate(difference, new Map())) : 0
}

function enclosed(e: Expression, bits: number): Fixed {
  const known = new Map<Expression, Fixed>()
  for (const node of orderNodes([e])) known.set(node, enclosedNode(node, bits, known))
  return known.get(e)
}

function enclosedNode(node: Expression, bits: number, known: ReadonlyMap<Expression, Fixed>): Fixed {
  switch (node.kind) {
    case 'constant':
      return fraction(node.value, bits)
    case 'symbol':
      return undefined
    case 'sum':
      return node.terms.reduce<Fixed>(
        (sum, { coefficient, term }) => added(sum, multiplied(fraction(coefficient, bits), known.get(term), bits)),
        fraction(node.constant, bits),
      )
    case 'product':
      return node.factors
        .map(({ base, exponent }) => raised(known.get(base), exponent, bits))
        .reduce((a, b) => multiplied(a, b, bits))
    case 'call':
      return node.fn.name === 'abs' ? absolute(known.get(node.args[0]!)) : extreme(node.fn.name, node.args.map((arg) => known.get(arg)))
  }
} // prettier-ignore

// BigInt division goes towards 0.
const floored = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b)
const shiftedUp = (a: bigint, bits: number): bigint => -(-a >> BigInt(bits))

function fraction({ numerator, denominator }: Rational, bits: number): Fixed {
  const low = floored(numerator << BigInt(bits), denominator)
  return { low, high: low * denominator === numerator << BigInt(bits) ? low : low + 1n }
}

const added = (a: Fixed, b: Fixed): Fixed => a && b && { low: a.low + b.low, high: a.high + b.high }

function multiplied(a: Fixed, b: Fixed, bits: number): Fixed {
  if (a === undefined || b === undefined) return undefined
  const all = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  return { low: least(all) >> BigInt(bits), high: shiftedUp(-least(all.map((x) => -x)), bits) }
}

const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a))

function absolute(a: Fixed): Fixed {
  if (a === undefined || a.low >= 0n) return a
  if (a.high <= 0n) return { low: -a.high, high: -a.low }
  return { low: 0n, high: -a.low > a.high ? -a.low : a.high }
}

function extreme(name: string, args: readonly Fixed[]): Fixed {
  if ((name !== 'min' && name !== 'max') || args.includes(undefined)) return undefined
  const sign = name === 'min' ? 1n : -1n
  const end = (pick: 'low' | 'high'): bigint => sign * least(args.map((arg) => sign * arg![pick]))
  return { low: end('low'), high: end('high') }
}

const highestPower = 64n

function raised(a: Fixed, { numerator, denominator }: Rational, bits: number): Fixed {
  const power = numerator < 0n ? -numerator : numerator
  if (a === undefined || power > highestPower || denominator > highestPower) return undefined
  const base = denominator === 1n ? a : rooted(a, denominator, bits)
  let result = base
  for (let i = 1n; i < power; i++) result = multiplied(result, base, bits)
  return numerator < 0n ? reciprocal(result, bits) : result
}

function reciprocal(a: Fixed, bits: number): Fixed {
  if (a === undefined || (a.low <= 0n && a.high >= 0n)) return undefined
  const one = 1n << BigInt(2 * bits)
  return { low: floored(one, a.high), high: -floored(-one, a.low) }
}

function rooted({ low, high }: NonNullable<Fixed>, degree: bigint, bits: number): Fixed {
  if (low < 0n) return undefined
  const shift = BigInt(bits) * (degree - 1n)
  return { low: integerRoot(low << shift, degree), high: integerRoot(high << shift, degree) + 1n }
}

/** The largest whole r with r^degree ≤ x, by Newton's iteration from above. */
function integerRoot(x: bigint, degree: bigint): bigint {
  if (x < 2n) return x
  let root = 1n << (BigInt(x.toString(2).length) / degree + 1n)
  for (;;) {
    const next = ((degree - 1n) * root + x / root ** (degree - 1n)) / degree
    if (next >= root) return root
    root = next
  }
}
