import {
  add,
  divide,
  evaluate,
  type Expression,
  multiply,
  negate,
  type Rational,
  rational,
  square,
  squareRoot,
  subtract,
} from '../../expression/index.js'
import { isZero } from '../is-zero.js'

/** Numbers whose divisors are tried for rational roots. */
const largestTried = 10_000n

/**
 * Real roots of Σ coefficients[k]·x^k with constant coefficients, as far as they can be written down: of degree 1 and 2,
 * pure powers, and rational ones. They are proposals: whoever uses one checks it.
 */
export function proposeRoots(coefficients: readonly Expression[]): Expression[] {
  const degree = coefficients.length - 1
  const lead = coefficients[degree]
  if (lead === undefined || degree < 1 || isZero(lead).outcome !== 'refuted') return []
  const [c, b] = coefficients as [Expression, Expression]
  if (degree === 1) return [divide(negate(c), b)]
  if (coefficients.slice(1, degree).every((middle) => middle === middle.graph.zero))
    return rootsOfPower(divide(negate(c), lead), degree)
  if (degree > 2) return rationalRoots(coefficients)
  const discriminant = subtract(square(b), multiply(multiply(lead, c), 4))
  if (!(evaluate(discriminant, new Map()) > 0)) return rationalRoots(coefficients)
  const root = squareRoot(discriminant)
  return [subtract(root, b), negate(add(root, b))].map((top) => divide(top, multiply(lead, 2)))
}

function rootsOfPower(value: Expression, degree: number): Expression[] {
  if (value === value.graph.zero) return [value]
  const size = evaluate(value, new Map())
  const exponent = rational.of(1, degree)
  if (size > 0) {
    const root = value.graph.power(value, exponent)
    return degree % 2 === 0 ? [root, negate(root)] : [root]
  }
  return size < 0 && degree % 2 === 1 ? [negate(value.graph.power(negate(value), exponent))] : []
}

// A root p/q in lowest terms has p dividing the last and q dividing the leading coefficient.
function rationalRoots(coefficients: readonly Expression[]): Expression[] {
  const values = coefficients.map((entry) => (entry.kind === 'constant' ? entry.value : undefined))
  if (!values.every((value): value is Rational => value !== undefined)) return []
  const common = values.reduce((product, { denominator }) => product * denominator, 1n)
  const whole = values.map(({ numerator, denominator }) => (numerator * common) / denominator)
  const lowest = whole.findIndex((value) => value !== 0n)
  const { graph } = coefficients[0]!
  const candidates = divisors(whole[lowest]!).flatMap((p) =>
    divisors(whole[whole.length - 1]!).flatMap((q) => [rational.of(p, q), rational.of(-p, q)]),
  )
  const isRoot = (x: Rational): boolean =>
    rational.isZero(values.reduceRight((sum, value) => rational.add(rational.multiply(sum, x), value), rational.zero)) // prettier-ignore
  const found = new Set(candidates.filter(isRoot).map((x) => graph.constant(x)))
  return [...(lowest > 0 ? [graph.zero] : []), ...found]
}

function divisors(value: bigint): bigint[] {
  const size = value < 0n ? -value : value
  if (size > largestTried) return [1n]
  const found: bigint[] = []
  for (let divisor = 1n; divisor <= size; divisor++) if (size % divisor === 0n) found.push(divisor)
  return found
}
