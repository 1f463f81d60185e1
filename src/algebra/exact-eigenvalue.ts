import { isZero, readable } from '../calculus/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  power,
  rational,
  squareRoot,
  subtract,
} from '../expression/index.js'
import { constantNumber, exactCharacteristicPolynomial, type ExactMatrix, product } from './exact-matrix.js'

// The characteristic polynomial of a larger matrix is not worth its price.
const largestMatrix = 12

/**
 * The largest eigenvalue of a symmetric positive semi-definite matrix of constants as a closed form, `numericValue`
 * being its value in floating point. Rank one: the trace. Rank two: the root of a quadratic. Otherwise a rational close
 * to the numerical value that is certified as a root of the characteristic polynomial. Nothing when none of these gives
 * it; the answer always agrees with the numerical value to 10⁻⁹.
 */
export function exactLargestEigenvalue(m: ExactMatrix, numericValue: number): Expression | undefined {
  if (m.length === 0) return undefined
  const trace = readable(m.map((row, i) => row[i]!).reduce((sum, entry) => add(sum, entry)))
  const squares = readable(
    product(m, m)
      .map((row, i) => row[i]!)
      .reduce((sum, entry) => add(sum, entry)),
  )
  // e₂ = Σ_{i<j} λᵢλⱼ, zero exactly when at most one eigenvalue is not.
  const second = readable(divide(subtract(power(trace, 2), squares), 2))
  const candidates = [() => trace, () => quadraticRoot(trace, second, m), () => rationalRoot(m, numericValue)]
  if (isZero(second).outcome !== 'proved') candidates.shift()
  for (const candidate of candidates) {
    const value = candidate()
    if (value !== undefined && agrees(value, numericValue)) return value
  }
  return undefined
}

function agrees(value: Expression, numericValue: number): boolean {
  return Math.abs(constantNumber(value) - numericValue) <= 1e-9 * Math.abs(numericValue)
}

// (e₁ + √(e₁² − 4e₂))/2, right only when e₃ = 0, which the characteristic polynomial tells.
function quadraticRoot(trace: Expression, second: Expression, m: ExactMatrix): Expression | undefined {
  if (m.length > largestMatrix) return undefined
  if (m.length > 2) {
    const third = exactCharacteristicPolynomial(m)[m.length - 3]!
    if (isZero(third).outcome !== 'proved') return undefined
  }
  const discriminant = readable(subtract(power(trace, 2), multiply(second, 4)))
  if (constantNumber(discriminant) < 0) return undefined
  return readable(divide(add(trace, squareRoot(discriminant)), 2))
}

function rationalRoot(m: ExactMatrix, numericValue: number): Expression | undefined {
  if (m.length > largestMatrix) return undefined
  const { graph } = m[0]![0]!
  const coefficients = exactCharacteristicPolynomial(m)
  for (const [numerator, denominator] of convergents(numericValue)) {
    const root = graph.constant(rational.of(numerator, denominator))
    const value = coefficients.reduceRight(
      (sum, coefficient) => add(multiply(sum, root), coefficient),
      graph.zero,
    )
    if (agrees(root, numericValue) && isZero(readable(value)).outcome === 'proved') return root
  }
  return undefined
}

// Continued-fraction convergents of a double, as far as its digits carry.
function convergents(value: number): [bigint, bigint][] {
  const found: [bigint, bigint][] = []
  let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n]
  let rest = value
  for (let k = 0; k < 12 && Number.isFinite(rest); k++) {
    const whole = BigInt(Math.floor(rest))
    ;[p0, q0, p1, q1] = [p1, q1, whole * p1 + p0, whole * q1 + q0]
    found.push([p1, q1])
    const fraction = rest - Math.floor(rest)
    if (fraction < 1e-9 || q1 > 10_000_000n) break
    rest = 1 / fraction
  }
  return found
}
