import { nodeCount } from '../expression/index.js'
import { frobeniusNorm, type Matrix, norm, rankOf, type SingularValues, subtract } from '../numeric/index.js'
import { enclosedMatrix, enclosedZero, type ProvedRank, provedRank } from './enclosure.js'
import { enclose } from '../calculus/index.js'
import type { ExactPoint } from './exact-point.js'
import type { Landscape } from './landscape.js'
import { correctionFrom } from './polish.js'

/** How the rank was decided: from the singular values of the Jacobian (of ∇²L for a general loss). */
export interface RankEvidence {
  readonly of: 'Jacobian' | 'Hessian'
  readonly rows: number
  readonly columns: number
  /** Descending, min(rows, columns) of them. */
  readonly singularValues: Float64Array
  /** Estimate of how far each may be from that at the true point: rounding, and what is left of the way to the set. */
  readonly singularValueError: number
  readonly rank: number
  /** Smallest kept over largest dropped. */
  readonly gap: number
  /** Singular values at most this large were dropped. */
  readonly tolerance: number
  /** Whether the rank is exact or enclosed, or the gap is at least 1000 and what was dropped is within its error. */
  readonly clear: boolean
  /**
   * `exact`: by elimination in exact arithmetic. `enclosed`: the Jacobian has full rank at a true point of the set,
   * proved by interval arithmetic. `numerical`: counted from rounded singular values.
   */
  readonly certainty: 'exact' | 'enclosed' | 'numerical'
  /** The rank is proved to be at least this, 0 when nothing was proved. */
  readonly atLeast: number
  /** Lower bound of the smallest kept singular value where `atLeast` equals the rank. */
  readonly smallestAtLeast: number | undefined
  /** Smallest kept over largest singular value, 0 for rank 0. */
  readonly conditioning: number
  /** What a reader should know: near-deficient, undecided singular values; `rankNotes` has more where the set is known. */
  readonly notes: readonly string[]
}

/** What interval arithmetic proves about a point: a zero of all residuals lies within `radius` in every coordinate. */
export interface Enclosure {
  readonly radius: number
}

interface Proof extends ProvedRank {
  readonly enclosure: Enclosure | undefined
}

/**
 * The rank of J (of ∇²L for a general loss) at a point of the set and how sure it is. `decisive` is that matrix, `found`
 * its decomposition. With `prove` and a small model, interval arithmetic is tried.
 */
export function rankEvidence(
  landscape: Landscape,
  w: Float64Array,
  decisive: Matrix,
  found: SingularValues,
  { exact, prove }: { exact: ExactPoint | undefined; prove: boolean },
): { rank: RankEvidence; enclosure: Enclosure | undefined } {
  const { hasResiduals } = landscape
  const values = found.singularValues
  const full = Math.min(decisive.rows, decisive.columns)
  const largest = values[0] ?? 0
  const error = singularValueError(landscape, w, decisive, exact === undefined ? found : undefined, largest)
  const counted = rankOf(values, { relative: hasResiduals ? 1e-9 : 1e-8, absolute: error })
  const proof = prove && exact?.rank === undefined ? tryProof(landscape, w, decisive, counted.rank, exact) : undefined
  // A point is only as good as it is known: where its error reaches points of lower rank, nothing is claimed.
  const nonzero = values.filter((value) => value > error).length
  const atLeast = exact?.rank ?? Math.min(proof?.atLeast ?? 0, nonzero)
  const rank = exact?.rank ?? Math.max(counted.rank, atLeast)
  const onSet = exact !== undefined || proof?.enclosure !== undefined
  const certainty = exact?.rank !== undefined ? 'exact' : onSet && atLeast === full && full > 0 ? 'enclosed' : 'numerical'
  const kept = rank === 0 ? 0 : values[rank - 1]!
  const dropped = values[rank] ?? 0
  const gap = rank === counted.rank ? counted.gap : dropped === 0 ? Infinity : kept / dropped
  return {
    enclosure: proof?.enclosure,
    rank: {
      of: hasResiduals ? 'Jacobian' : 'Hessian',
      rows: decisive.rows,
      columns: decisive.columns,
      singularValues: values,
      singularValueError: error,
      rank,
      gap,
      tolerance: counted.tolerance,
      clear: certainty !== 'numerical' || (gap >= 1e3 && dropped <= error),
      certainty,
      atLeast,
      smallestAtLeast: proof !== undefined && proof.atLeast === rank ? proof.singularValueAtLeast : undefined,
      conditioning: largest > 0 ? kept / largest : 0,
      notes: notesOf({ values, rank, error, certainty, full, gap, hasResiduals, conditioning: largest > 0 ? kept / largest : 0 }),
    },
  }
} // prettier-ignore

interface Noted {
  readonly values: Float64Array
  readonly rank: number
  readonly error: number
  readonly certainty: RankEvidence['certainty']
  readonly full: number
  readonly gap: number
  readonly conditioning: number
  readonly hasResiduals: boolean
}

function notesOf(known: Noted): string[] {
  const { values, rank, error, certainty, full, gap, conditioning, hasResiduals } = known
  const notes: string[] = []
  if (rank > 0 && conditioning < 1e-5)
    notes.push(
      `near-deficient: the smallest singular value kept is ${short(conditioning)} of the largest, so that a point of lower ` +
        'rank is near and what contains its inverse is large',
    )
  const undecided = certainty === 'numerical' ? values.filter((x, i) => i >= rank && x > 0 && (x > error || gap < 1e3)) : [] // prettier-ignore
  if (undecided.length > 0)
    notes.push(`not decided: ${undecided.length} small singular value(s) up to ${short(undecided[0]!)} were taken for 0`)
  if (rank === 0 && full > 0)
    notes.push(
      hasResiduals
        ? 'everything vanishes here to first order: a critical point of all residuals'
        : 'everything vanishes here to second order: the Hessian is 0',
    )
  return notes
} // prettier-ignore

/**
 * The notes on a rank together with what its deficiency means: where the point is regular, some residuals add no condition to
 * the others; where that is not decided it can be either that or a singular point.
 */
export function rankNotes(evidence: RankEvidence, state: 'clean' | 'singular' | 'undecided'): string[] {
  const { of, rank, rows, columns, notes } = evidence
  const full = Math.min(rows, columns)
  if (of !== 'Jacobian' || rank === 0 || rank === full || state === 'singular') return [...notes]
  const missing = rows - rank
  const meaning =
    state === 'clean'
      ? `${missing} of the ${rows} residuals ${missing === 1 ? 'adds' : 'add'} no condition to the others`
      : 'residuals are redundant, or the point is singular'
  return [...notes, `the rank is ${full - rank} below full: ${meaning}`]
}

/** How a rank is set apart where its gap is not a number to print: why it is infinite, or that there is none. */
export function gapWords({ rank, singularValues, certainty, gap }: RankEvidence): string | undefined {
  if (rank === singularValues.length) return 'nothing had to be dropped'
  if (certainty === 'exact') return 'what was dropped is exactly 0'
  return gap === Infinity ? 'what was dropped is 0 in double precision' : undefined
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/**
 * Rounding of the decomposition, and ten times the change of the matrix over the correction that is left (over a few
 * units of rounding at least): by Weyl's inequality singular values move no more than the matrix does.
 */
function singularValueError(
  landscape: Landscape,
  w: Float64Array,
  decisive: Matrix,
  found: SingularValues | undefined,
  largest: number,
): number {
  const rounding = 8 * Number.EPSILON * Math.max(decisive.rows, decisive.columns) * largest
  const left = found && correctionFrom(landscape, w, found)
  const least = 2 * Number.EPSILON * norm(w)
  const step =
    left !== undefined && left.every(Number.isFinite) && norm(left) > least
      ? left
      : w.map(() => least / Math.sqrt(w.length))
  const moved = w.map((x, i) => x - step[i]!)
  const there = landscape.hasResiduals ? landscape.jacobian(moved) : landscape.hessian(moved)
  const change = frobeniusNorm(subtract(there, decisive))
  return rounding + (Number.isFinite(change) ? 10 * change : 0)
}

// Interval arithmetic on larger models takes longer than the point itself.
const mostEntries = 2500
const mostNodes = 20_000
const largestBlock = 40

function tryProof(
  landscape: Landscape,
  w: Float64Array,
  decisive: Matrix,
  rank: number,
  exact: ExactPoint | undefined,
): Proof | undefined {
  const full = Math.min(decisive.rows, decisive.columns)
  if (decisive.data.length > mostEntries || full > largestBlock || full === 0 || landscape.perSample !== undefined)
    return undefined
  const { symbolic } = landscape
  const { symbols } = landscape.model
  const rows = symbolic.jacobian ?? symbolic.hessian
  if (nodeCount(rows.flat()) > mostNodes) return undefined
  if (exact !== undefined) {
    const coordinates = enclose(exact.coordinates, new Map())
    const box = new Map(symbols.map((symbol, i) => [symbol, coordinates[i]!]))
    return { ...provedRank(enclosedMatrix(rows, box), full), enclosure: undefined }
  }
  const { residuals } = symbolic
  if (residuals !== undefined && residuals.length === full) {
    const zero = enclosedZero(residuals, rows, symbols, w, decisive)
    if (zero !== undefined) return { ...provedRank(zero.slopes, full), enclosure: { radius: zero.radius } }
  }
  const radius = 1e-12 * (1 + norm(w))
  const box = new Map(symbols.map((symbol, i) => [symbol, { low: w[i]! - radius, high: w[i]! + radius }]))
  return { ...provedRank(enclosedMatrix(rows, box), rank), enclosure: undefined }
} // prettier-ignore
