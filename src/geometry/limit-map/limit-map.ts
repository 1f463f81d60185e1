import { rankNotes } from '../rank.js'
import { failure } from '../../base/wording.js'
import type { Matrix } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { type Regularity, regularityAt } from '../regularity.js'
import { projectorsAt } from '../tangent.js'
import { type RoundingUnits, roundingUnits } from './rounding.js'

/**
 * A limit map at a point of the zero-loss set: that of gradient flow, Φ(w) = lim x(t) with ẋ = −∇L(x), x(0) = w, or for a
 * learning rate α > 0 that of gradient descent, Φ_α(w) = lim Fᵏ(w) with F(w) = w − α∇L(w).
 */
export interface LimitMap {
  readonly landscape: Landscape
  readonly point: ZeroLossPoint
  /** α; 0 for the flow. */
  readonly learningRate: number
  /** The evidence that the set is a manifold there, without which the map has no derivatives. */
  readonly regularity: Regularity
  readonly rounding: RoundingUnits
  readonly notes: readonly string[]
}

export interface LimitMapOptions {
  /** α > 0 for gradient descent; 0, the flow, when left out. */
  readonly learningRate?: number
  /** What is known already; otherwise `regularityAt` is asked, which polishes neighbours when J has not full row rank. */
  readonly regularity?: Regularity
}

/** The limit map at a point, or why it has no derivatives there. */
export type LimitMapOrReason =
  | { readonly map: LimitMap }
  | { readonly map: undefined; readonly hypothesis: string; readonly reason: string }

/**
 * The limit map at a point, whose derivatives `limitMapDerivative` and `limitMapSecondDerivative` give.
 *
 * @throws `not-applicable` when the minimum is not clean there (the rank drops, is not clear, or the loss curves down) or
 *   when gradient descent with this learning rate does not converge to the set; `RangeError` for a negative learning rate
 */
export function limitMapAt(
  landscape: Landscape,
  point: ZeroLossPoint,
  options: LimitMapOptions = {},
): LimitMap {
  const found = limitMapOrReason(landscape, point, options)
  if (found.map !== undefined) return found.map
  const theorem =
    (options.learningRate ?? 0) > 0 ? 'The limit map of gradient descent' : 'The limit map of gradient flow'
  throw failure('not-applicable', { theorem, hypothesis: found.hypothesis, witness: found.reason })
}

/** As `limitMapAt`, with the reason as a value. */
export function limitMapOrReason(
  landscape: Landscape,
  point: ZeroLossPoint,
  { learningRate = 0, regularity }: LimitMapOptions = {},
): LimitMapOrReason {
  if (!(learningRate >= 0 && learningRate < Infinity))
    throw new RangeError(`a learning rate is a positive number, or 0 for the flow, not ${learningRate}`)
  const obvious = uncleanness(point)
  const found = obvious === undefined ? (regularity ?? regularityAt(point)) : undefined
  const reason = obvious ?? (found?.state === 'singular' ? found.reason : undefined)
  if (reason !== undefined || found === undefined)
    return { map: undefined, hypothesis: 'the minimum is clean', reason: reason ?? '' }
  const product = learningRate * point.sharpness
  if (!(product < 2)) {
    const hypothesis = 'learning rate times sharpness is below 2'
    return { map: undefined, hypothesis, reason: `it is ${short(product)}` }
  }
  const notes = [
    ...rankNotes(point.rank, found.state),
    ...(found.state === 'undecided' ? [`not certain that the minimum is clean: ${found.reason}`] : []),
    ...(product > 1.9 ? [`close to the threshold of stability: learning rate times sharpness is ${short(product)}`] : []), // prettier-ignore
  ]
  const rounding = roundingUnits(landscape, point)
  return { map: { landscape, point, learningRate, regularity: found, rounding, notes } }
}

/** What the point itself shows against a clean minimum; nothing when it shows nothing. */
function uncleanness({ rank, normalEigenvalues }: ZeroLossPoint): string | undefined {
  if (rank.rank === 0) return `the ${rank.of} vanishes: no direction crosses the set`
  if (!rank.clear) {
    const [kept, dropped] = [rank.singularValues[rank.rank - 1]!, rank.singularValues[rank.rank] ?? 0]
    return `the rank of the ${rank.of} is not clear: the singular values ${short(kept)} and ${short(dropped)} are a factor ${short(rank.gap)} apart`
  }
  const lowest = normalEigenvalues[0]!
  if (!(lowest > 0)) return `the Hessian has the eigenvalue ${short(lowest)} across the set`
  return undefined
}

/** DΦ = DΦ_α = P, the orthogonal projector onto the tangent space, d × d. */
export function limitMapDerivative({ point }: LimitMap): Matrix {
  return projectorsAt(point).tangent
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
