import { ProblemError } from '../../base/problem.js'
import { readable } from '../../calculus/index.js'
import type { BatchChoice } from '../../dynamics/index.js'
import { constantValue, rational, type Rational } from '../../expression/index.js'
import type { ExactPoint } from '../../geometry/index.js'
import type { Model } from '../../model/index.js'
import type { ExactProduct } from '../../numeric/index.js'
import { drawing } from './drawing.js'
import { exactSampleDerivatives, isPlain } from './sample-derivatives.js'

type RationalMatrix = readonly (readonly Rational[])[]

// Beyond these, exact arithmetic is slower than it is worth.
const most = { samples: 12, parameters: 12 }

/**
 * The Gram matrix of vectors gᵢ with ∇²ℓᵢ = gᵢgᵢᵀ for a plain loss, where the point is exact, all Hessians have rank one and
 * the inner products are rational: (gᵢ·gⱼ)² = tr ∇²ℓᵢ∇²ℓⱼ, and signs are those along a direction that no gᵢ is orthogonal to.
 */
export function exactCurvatures(model: Model, exact: ExactPoint, batch: BatchChoice): ExactProduct | undefined {
  if (!isPlain(model) || model.loss.count > most.samples || model.symbols.length > most.parameters) return undefined
  const hessians = rationalHessians(() => exactSampleDerivatives(model, exact.at).map(({ curvature }) => curvature.map((row) => row.map((entry) => constantValue(readable(entry))))))
  if (hessians === undefined || !hessians.every(hasRankOne)) return undefined
  const gram = hessians.map((a) => hessians.map((b) => innerProduct(a, b)))
  if (gram.some((row) => row.includes(undefined))) return undefined
  return { gram: gram as Rational[][], outputs: hessians.map(() => 1), ...drawing(batch) }
} // prettier-ignore

function rationalHessians(compute: () => (Rational | undefined)[][][]): RationalMatrix[] | undefined {
  try {
    const found = compute()
    return found.flat(2).includes(undefined) ? undefined : (found as Rational[][][])
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

const sum = (values: readonly Rational[]): Rational => values.reduce(rational.add, rational.zero)

const applied = (m: RationalMatrix, v: readonly Rational[]): Rational[] => m.map((row) => sum(row.map((x, i) => rational.multiply(x, v[i]!)))) // prettier-ignore

/** H² = tr(H) H with tr H > 0. */
function hasRankOne(m: RationalMatrix): boolean {
  const trace = sum(m.map((row, i) => row[i]!))
  if (rational.sign(trace) <= 0) return false
  return m.every((row, i) =>
    applied(m, row).every((x, j) => rational.equals(x, rational.multiply(trace, m[i]![j]!))),
  )
}

function innerProduct(a: RationalMatrix, b: RationalMatrix): Rational | undefined {
  const squared = sum(a.map((row, i) => sum(row.map((x, j) => rational.multiply(x, b[j]![i]!)))))
  if (rational.isZero(squared)) return squared
  const direction = a.map((_, i) => rational.of(1000 + 37 * i + ((i * i * i) % 11)))
  const [u, v] = [applied(a, direction), applied(b, direction)]
  // vᵀgᵢ(gᵢ·gⱼ)gⱼᵀv, where the outer factors are taken to be positive.
  const sign = rational.sign(sum(u.map((x, i) => rational.multiply(x, v[i]!))))
  const root = rationalRoot(squared)
  return sign === 0 || root === undefined ? undefined : rational.multiply(rational.of(sign), root)
}

function rationalRoot({ numerator, denominator }: Rational): Rational | undefined {
  const [above, below] = [wholeRoot(numerator), wholeRoot(denominator)]
  return above === undefined || below === undefined ? undefined : rational.divide(rational.of(above), rational.of(below))
} // prettier-ignore

function wholeRoot(n: bigint): bigint | undefined {
  let root = BigInt(Math.round(Math.sqrt(Number(n))))
  // Newton's method, from a start that is right to 16 digits.
  for (let step = 0; step < 6 && root > 0n && root * root !== n; step++) root = (root + n / root) / 2n
  return root * root === n ? root : undefined
}
