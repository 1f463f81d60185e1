import type { Estimate } from '../base/estimate.js'
import { toLatex, toText } from '../expression/index.js'
import { norm } from '../numeric/index.js'
import type { ZeroLossPoint } from './point.js'
import { correctionIfFinite } from './polish.js'
import { belowNearby } from './below.js'
import { type RankEvidence, rankNotes } from './rank.js'
import type { Below } from './slope.js'
import { type Regularity, regularityAt } from './regularity.js'

/** What is known of a point of the zero-loss set, as plain data for printing. */
export interface PointRecord {
  readonly name: string
  readonly coordinates: readonly { readonly symbol: string; readonly value: Estimate }[]
  /** How it is known to lie on the set: by exact arithmetic, near a zero proved to exist, or to rounding. */
  readonly onSet: 'exact' | 'enclosed' | 'numerical'
  readonly loss: number
  readonly residual: number
  readonly moved: { readonly distance: number; readonly method: string; readonly error: number | undefined }
  readonly rank: RankEvidence
  readonly regularity: Regularity
  /** Of the set, nothing where the point is not known to be clean. */
  readonly dimension: number | undefined
  /** Of the Hessian on the normal space, ascending. */
  readonly normalEigenvalues: readonly number[]
  /** On the rank and on what the set is there. */
  readonly notes: readonly string[]
  /** A place nearby where a plain loss is negative: then 0 is not its least value there. */
  readonly below: Below | undefined
}

/** The record of a point. Deciding whether it is singular polishes some neighbours, which takes a while for large models. */
export function pointRecord(point: ZeroLossPoint): PointRecord {
  const { exact, enclosure, moved, rank } = point
  const regularity = regularityAt(point)
  return {
    name: point.name,
    coordinates: coordinateEstimates(point),
    onSet: exact !== undefined ? 'exact' : enclosure !== undefined ? 'enclosed' : 'numerical',
    loss: point.loss,
    residual: point.residual,
    moved: { distance: moved.distance, method: moved.method, error: moved.error },
    rank,
    regularity,
    dimension: regularity.state === 'clean' ? point.dimension : undefined,
    normalEigenvalues: Array.from(point.normalEigenvalues),
    below: belowNearby(point),
    notes: [...rankNotes(rank, regularity.state), ...(regularity.state === 'clean' ? [] : [`${regularity.state}: ${regularity.reason}`])],
  }
} // prettier-ignore

function coordinateEstimates({ landscape, coordinates, exact, enclosure, moved }: ZeroLossPoint): PointRecord['coordinates'] {
  const left = exact ?? enclosure ? undefined : correctionIfFinite(landscape, coordinates)
  const error = Math.max(moved.error ?? 0, left === undefined ? 0 : norm(left), Number.EPSILON * norm(coordinates))
  return landscape.model.symbols.map((symbol, i) => {
    const value = coordinates[i]!
    const given = exact?.coordinates[i]
    if (given !== undefined)
      return { symbol: toText(symbol), value: { kind: 'exact', value, text: toText(given), latex: toLatex(given) } }
    if (enclosure !== undefined) {
      const { radius } = enclosure
      return { symbol: toText(symbol), value: { kind: 'enclosed', value, lo: value - radius, hi: value + radius } }
    }
    return { symbol: toText(symbol), value: { kind: 'numerical', value, error, method: moved.method } }
  })
} // prettier-ignore
