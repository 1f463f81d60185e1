import { addIntervals, enclose, type Interval, multiplyIntervals, pointInterval } from '../../../calculus/index.js' // prettier-ignore
import { evaluateAll, type Expression, type SymbolNode } from '../../../expression/index.js'
import type { DomainCondition } from '../../../geometry/index.js'
import { matrix, type Matrix, norm, pseudoInverse } from '../../../numeric/index.js'
import { ProblemError } from '../../../base/problem.js'
import { signOf } from './sign-counts.js'

/** A place with one zero of the field around it, and no other, within `error` in each symbol. */
export interface CertifiedZero {
  readonly values: readonly number[]
  readonly error: number
}

const polishing = 4
const radii = [4, 64, 1e3, 1e5, 1e7]

/**
 * The proof that a field vanishes exactly once in a small box around a place, by the test of Krawczyk in interval arithmetic:
 * with Y ≈ F′(c)⁻¹, c − Y F(c) + (1 − Y F′(X))(X − c) is inside X. Nothing where it fails, as it does where the zero is not
 * simple or not isolated, and where field or domain are not known on the box.
 */
export function certifiedZero(
  field: readonly Expression[],
  slopes: readonly Expression[],
  free: readonly SymbolNode[],
  domain: readonly DomainCondition[],
  near: readonly number[],
): CertifiedZero | undefined {
  const m = free.length
  const boxOf = (sides: readonly Interval[]) => new Map<Expression, Interval>(free.map((symbol, i) => [symbol, sides[i]!])) // prettier-ignore
  const valuesAt = (s: readonly number[]) => new Map<Expression, number>(free.map((symbol, i) => [symbol, s[i]!])) // prettier-ignore
  let c = near
  let inverse: Matrix | undefined
  for (let k = 0; k < polishing; k++) {
    const df = evaluateAll(slopes, valuesAt(c))
    const f = evaluateAll(field, valuesAt(c))
    inverse = [...df, ...f].every(Number.isFinite) ? inverseOf(matrix(m, m, df)) : undefined
    if (inverse === undefined) return undefined
    const { data } = inverse
    const step = f.map((_, i) => f.reduce((sum, y, j) => sum + data[i * m + j]! * y, 0))
    if (k < polishing - 1) c = c.map((x, i) => x - step[i]!)
  }
  const y = inverse!.data
  const there = enclose(field, boxOf(c.map(pointInterval)))
  const least = 4 * Number.EPSILON * (1 + norm(c)) + norm(c.map((x, i) => x - near[i]!))
  for (const factor of radii) {
    const radius = factor * Math.min(least, 1e-9 * (1 + norm(c)))
    const box = boxOf(c.map((x) => ({ low: x - radius, high: x + radius })))
    if (!isInDomain(domain, box)) continue
    const turned = enclose(slopes, box)
    const image = c.map((_, i) => {
      const moved = sumOf(there.map((f, j) => multiplyIntervals(pointInterval(-y[i * m + j]!), f)))
      const spread = c.map((_x, k) => {
        const product = sumOf(c.map((_z, j) => multiplyIntervals(pointInterval(-y[i * m + j]!), turned[j * m + k]!))) // prettier-ignore
        const rest = addIntervals(product, pointInterval(i === k ? 1 : 0))
        return multiplyIntervals(rest, { low: -radius, high: radius })
      })
      return addIntervals(moved, sumOf(spread))
    })
    // Well inside, so that the rounding of c ± radius does not matter.
    if (image.every(({ low, high }) => low > -0.9 * radius && high < 0.9 * radius)) return { values: c, error: radius } // prettier-ignore
  }
  return undefined
}

function isInDomain(domain: readonly DomainCondition[], box: ReadonlyMap<Expression, Interval>): boolean {
  const sides = enclose(domain.map(({ expression }) => expression), box) // prettier-ignore
  return domain.every(({ kind }, i) => kind === 'inside' ? Number.isFinite(sides[i]!.low) : kind === 'nonzero' ? signOf(sides[i]!) !== 0 : signOf(sides[i]!) > 0) // prettier-ignore
}

function inverseOf(m: Matrix): Matrix | undefined {
  try {
    return pseudoInverse(m, { relative: 1e-15 })
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

const sumOf = (parts: readonly Interval[]): Interval => parts.reduce(addIntervals, pointInterval(0))
