import { isZero, readable } from '../calculus/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  rational,
  square,
  squareRoot,
  subtract,
} from '../expression/index.js'
import { convergents } from './convergents.js'
import { constantNumber, exactCharacteristicPolynomial, type ExactMatrix, product } from './exact-matrix.js'

// The characteristic polynomial of a larger matrix is not worth its price.
const largestMatrix = 12

/**
 * The largest eigenvalue of a symmetric positive semi-definite matrix of constants as a closed form, `numericValue`
 * being its value in floating point. Rank one: the trace. Rank two: the root of a quadratic. Otherwise, up to 12 rows, a
 * rational close to the numerical value that is certified to be the largest root of the characteristic polynomial.
 * Nothing when none of these gives it; the answer always agrees with the numerical value to 10⁻⁹.
 *
 * For up to 12 rows positive semi-definite is not needed: every answer is certified.
 */
export function exactLargestEigenvalue(m: ExactMatrix, numericValue: number): Expression | undefined {
  if (m.length === 0) return undefined
  const polynomial = m.length <= largestMatrix ? exactCharacteristicPolynomial(m) : undefined
  for (const candidate of candidates(m, numericValue)) {
    if (!agrees(candidate.value, numericValue)) continue
    const certain =
      polynomial === undefined ? candidate.followsFromRank : isLargestRoot(polynomial, candidate.value)
    if (certain) return candidate.value
  }
  return undefined
}

interface Candidate {
  readonly value: Expression
  /** Whether the rank alone proves it for a positive semi-definite matrix. */
  readonly followsFromRank: boolean
}

// Elementary symmetric functions e₁, e₂, e₃ of the eigenvalues from the traces of powers (Newton's identities). None of
// the eigenvalues being negative, e₂ = 0 means rank one at most, and e₃ = 0 rank two at most.
function* candidates(m: ExactMatrix, numericValue: number): Generator<Candidate> {
  const squared = product(m, m)
  const first = traceOf(m)
  const ofSquare = traceOf(squared)
  const second = readable(divide(subtract(square(first), ofSquare), 2))
  if (isProvedZero(second)) yield { value: first, followsFromRank: true }

  // 6 e₃ = t₁³ − 3 t₁ t₂ + 2 t₃
  const ofCube = innerProduct(m, squared)
  const sixThird = add(
    subtract(multiply(square(first), first), multiply(multiply(first, ofSquare), 3)),
    multiply(ofCube, 2),
  )
  if (isProvedZero(readable(sixThird))) {
    const discriminant = readable(subtract(square(first), multiply(second, 4)))
    if (constantNumber(discriminant) >= 0) {
      yield { value: readable(divide(add(first, squareRoot(discriminant)), 2)), followsFromRank: true }
    }
  }

  for (const [numerator, denominator] of convergents(numericValue)) {
    const value = first.graph.constant(rational.of(numerator, denominator))
    yield { value, followsFromRank: false }
  }
}

/**
 * Whether `value` is the largest root of a polynomial with real roots only, coefficients from the constant one up: shifted
 * by `value`, its constant coefficient is proved to be 0 and no other is negative (Descartes).
 */
function isLargestRoot(polynomial: readonly Expression[], value: Expression): boolean {
  const shifted = taylorShift(polynomial, value)
  return shifted.every((coefficient, i) => {
    if (i === shifted.length - 1) return true
    const outcome = isZero(coefficient).outcome
    if (i === 0) return outcome === 'proved'
    return outcome === 'proved' || (outcome === 'refuted' && constantNumber(coefficient) > 0)
  })
}

// Coefficients of p(x + shift), by Horner's scheme repeated.
function taylorShift(polynomial: readonly Expression[], shift: Expression): Expression[] {
  const result = [...polynomial]
  for (let start = 0; start < result.length; start++) {
    for (let i = result.length - 2; i >= start; i--) {
      result[i] = readable(add(result[i]!, multiply(shift, result[i + 1]!)))
    }
  }
  return result
}

function traceOf(m: ExactMatrix): Expression {
  return readable(m.map((row, i) => row[i]!).reduce((sum, entry) => add(sum, entry)))
}

// Σ aᵢⱼ bᵢⱼ, the trace of a b for symmetric matrices.
function innerProduct(a: ExactMatrix, b: ExactMatrix): Expression {
  const terms = a.flatMap((row, i) => row.map((entry, j) => multiply(entry, b[i]![j]!)))
  return readable(terms.reduce((sum, term) => add(sum, term)))
}

function isProvedZero(e: Expression): boolean {
  return isZero(e).outcome === 'proved'
}

function agrees(value: Expression, numericValue: number): boolean {
  return Math.abs(constantNumber(value) - numericValue) <= 1e-9 * Math.abs(numericValue)
}
