import { norm, stream } from '../numeric/index.js'
import { genericRank } from './exact-tangent.js'
import { type ZeroLossPoint, zeroLossPointAt } from './point.js'
import { polish, separation } from './polish.js'

/** Whether the zero-loss set is, near a point, a manifold with the kernel of J (of ∇²L) as its tangent space. */
export interface Regularity {
  /** `clean`: it is; `singular`: it is not; `undecided`: nothing was found against it, but too little for it. */
  readonly state: 'clean' | 'singular' | 'undecided'
  readonly certainty: 'exact' | 'enclosed' | 'numerical'
  readonly reason: string
  /** Neighbouring points of the set whose rank was compared. */
  readonly neighbours: number
  /** For a rank drop: a point of the set nearby with a higher rank. */
  readonly higher: { readonly coordinates: Float64Array; readonly rank: number; readonly distance: number } | undefined
} // prettier-ignore

/**
 * Decides by the implicit function theorem where J has full row rank, by the theorem of constant rank where it has the
 * largest rank it has anywhere, and otherwise from neighbouring points of the set, whose rank must be the same, and from
 * random steps in the kernel, which must stay on the set to first order.
 */
export function regularityAt(point: ZeroLossPoint): Regularity {
  const { rank, landscape } = point
  const none = { neighbours: 0, higher: undefined }
  if (rank.of === 'Jacobian' && rank.rank > 0 && rank.clear) {
    if (rank.rank === rank.rows)
      return { state: 'clean', certainty: rank.certainty, reason: 'the Jacobian has full row rank', ...none }
    if (rank.certainty === 'exact' && genericRank(landscape) === rank.rank) {
      const reason = 'the Jacobian has the largest rank that it has anywhere, so that its rank is constant nearby'
      return { state: 'clean', certainty: 'exact', reason, ...none }
    }
  }
  const neighbours = neighboursOf(point)
  const higher = neighbours.find((one) => one.rank.rank > rank.rank && one.rank.clear)
  const known = { certainty: 'numerical' as const, neighbours: neighbours.length }
  if (higher !== undefined) {
    const distance = separation(higher.coordinates, point.coordinates)
    const reason = `a rank drop: the ${rank.of} has rank ${rank.rank} here, but ${higher.rank.rank} at a point of the set at distance ${short(distance)}`
    const witness = { coordinates: higher.coordinates, rank: higher.rank.rank, distance }
    return { state: 'singular', reason, ...known, higher: witness }
  }
  const astray = strayingStep(point)
  if (astray !== undefined) {
    const reason = `the kernel is larger than the set: a step of length ${short(astray.step)} in the kernel ${Number.isFinite(astray.distance) ? `ends at distance ${short(astray.distance)} from the set` : 'does not come back to the set'}`
    return { state: 'singular', reason, ...known, higher: undefined }
  }
  if (!rank.clear) {
    const reason = `the rank is not clear: ${rank.notes.join('; ') || 'the singular values have no gap'}`
    return { state: 'undecided', reason, ...known, higher: undefined }
  }
  if (neighbours.length === 0)
    return { state: 'undecided', reason: 'no neighbouring point of the set was found', ...known, higher: undefined }
  const reason = `the same rank at ${neighbours.length} neighbouring points of the set, and steps in the kernel stay on it to first order`
  return { state: 'clean', reason, ...known, higher: undefined }
} // prettier-ignore

// Decompositions of large matrices take seconds each.
const large = 200

function neighboursOf(point: ZeroLossPoint): ZeroLossPoint[] {
  const { landscape, coordinates } = point
  const random = stream(0, 'regularity', 0)
  const reach = (1e-3 * (1 + norm(coordinates))) / Math.sqrt(coordinates.length)
  const found: ZeroLossPoint[] = []
  for (let k = 0; k < (landscape.dimension > large ? 1 : 6); k++) {
    const start = coordinates.map((x) => x + reach * random.normal())
    const landed = polish(landscape, start)
    if (landed !== undefined) found.push(zeroLossPointAt(landscape, landed))
  }
  return found
}

// A kernel direction is tangent when the distance to the set after a step of length h is O(h²). A straying one leaves by a
// fixed fraction of h; where the set is a union of manifolds or a cone, random directions stray with probability 1.
function strayingStep(point: ZeroLossPoint): { step: number; distance: number } | undefined {
  const { landscape, coordinates, tangent } = point
  const random = stream(0, 'regularity', 1)
  const scale = 1 + norm(coordinates)
  for (let k = 0; k < Math.min(tangent.columns, landscape.dimension > large ? 1 : 4); k++) {
    const weights = Float64Array.from({ length: tangent.columns }, () => random.normal())
    const length = norm(weights)
    const direction = coordinates.map((_, i) =>
      weights.reduce((sum, x, j) => sum + (x / length) * tangent.data[i * tangent.columns + j]!, 0),
    )
    const [near, far] = [1e-4, 1e-3].map((size) => {
      const step = size * scale
      const start = coordinates.map((x, i) => x + step * direction[i]!)
      const landed = polish(landscape, start)
      return { step, distance: landed === undefined ? Infinity : separation(landed, start) }
    })
    if (near!.distance > 0.05 * near!.step && far!.distance > 0.05 * far!.step) return near
  }
  return undefined
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
