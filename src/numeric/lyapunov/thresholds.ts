import { spent, unlimited } from '../../base/budget.js'
import { type Estimate, uncertainty } from '../../base/estimate.js'
import { certainRange, type CertainRange } from './certain-range.js'
import { exponentOf, type LyapunovExponent, type LyapunovOptions, preparedProduct } from './exponent.js'
import { gradientDescentThreshold } from './gradient-descent.js'
import { meanSquareThreshold } from './mean-square-threshold.js'
import { refinedCrossing } from './refined-crossing.js'
import type { SampledProduct } from './sampled-product.js'

export interface ThresholdOptions extends Omit<LyapunovOptions, 'mostSteps' | 'halfWidth' | 'decidedAt'> {
  /** Learning rates of the scan, besides those at which a factor is singular; 48 when left out. */
  readonly points?: number
  /** The most factors per learning rate where λ is simulated; 2·10⁶ in the scan, which stops when the sign is clear, and 10⁷ at a threshold when left out. */
  readonly scanSteps?: number
  readonly refineSteps?: number
}

/** A learning rate at which λ changes sign. */
export interface Crossing {
  readonly learningRate: Estimate
  /** What the point is for learning rates just above. */
  readonly becomes: 'stable' | 'unstable'
}

/** Where on the axis of learning rates stochastic gradient descent is stable. */
export interface StabilityThresholds {
  /** All sign changes of λ that the scan shows, ascending. */
  readonly crossings: readonly Crossing[]
  /** η*: the first sign change; nothing when the scan ended before one. */
  readonly first: Estimate | undefined
  /** Intervals of learning rates with λ < 0, from 0 on; the last may end at Infinity when the scan ended within it. */
  readonly stable: readonly (readonly [from: number, to: number])[]
  readonly meanSquare: Estimate
  readonly gradientDescent: number
  readonly certain: CertainRange
  readonly scan: Scan
}

export interface Scan {
  readonly from: number
  readonly to: number
  readonly points: number
  /** Learning rates at which the sign of λ was not clear. */
  readonly undecided: readonly number[]
  /**
   * Intervals at whose ends λ has the same sign and between which its sign was not clear: there may be two more sign changes
   * in each, or none.
   */
  readonly doubtful: readonly (readonly [from: number, to: number])[]
  /** Whether it went as far as λ > 0 is certain; otherwise more sign changes may follow. */
  readonly isComplete: boolean
}

interface Place {
  readonly eta: number
  readonly sign: number
}

/**
 * The sign changes of λ(η): λ is computed on a grid between where its sign is certain, with every learning rate at which
 * a factor is singular (λ has its dips there), and each change is bracketed and refined. Where λ is simulated, all
 * learning rates see the same batches, and the interval of a threshold is that of λ there over the slope of λ. Two changes
 * between neighbouring points of the scan stay unseen.
 *
 * @throws as `lyapunovExponent`
 */
export function stabilityThresholds(
  product: SampledProduct,
  options: ThresholdOptions = {},
): StabilityThresholds {
  const prepared = preparedProduct(product)
  const { budget = unlimited, points = 48, scanSteps = 2e6, refineSteps = 1e7 } = options
  const at = (eta: number, extra: LyapunovOptions) =>
    exponentOf(prepared, eta, { halfWidth: 0, ...options, ...extra })
  const has = (dimension: number) => prepared.blocks.some(({ product }) => product.dimension === dimension)
  const [isInPlane, isInSpace] = [has(2), has(3)]
  const coarseNodes = Math.min(isInPlane ? 8000 : 2000, options.mostNodes ?? Infinity)
  const certain = certainRange(prepared)
  const gradientDescent = gradientDescentThreshold(prepared.product)
  const from = 0.99 * certain.stableBelow
  const to = (certain.unstableAbove ?? 4 * Math.max(gradientDescent, certain.stableBelow)) * 1.01
  const scanning = { mostSteps: scanSteps, decidedAt: 6, tolerance: 1e-4 }
  const coarse = { ...scanning, mostNodes: coarseNodes }
  // Sooner clear about the sign, except close to a threshold: in the plane a single grid, in space simulation.
  const sooner: LyapunovOptions[] = [
    ...(isInPlane ? [{ ...scanning, mostNodes: Math.min(500, coarseNodes) }] : []),
    ...(isInSpace ? [{ ...scanning, simulate: true }] : []),
  ]
  const scannedSign = (eta: number): number =>
    [...sooner, coarse].reduce((sign, extra) => (sign === 0 ? signOf(at(eta, extra)) : sign), 0)
  const places: Place[] = [{ eta: from, sign: -1 }]
  const scanned = scanPoints(from, to, points, certain.singular)
  for (const [i, eta] of scanned.entries()) {
    if (spent(budget)) break
    places.push({ eta, sign: scannedSign(eta) })
    budget.progress?.('scan of learning rates', (i + 1) / scanned.length)
  }
  const isComplete = places.length === scanned.length + 1 && certain.unstableAbove !== undefined
  const fine = (eta: number) => at(eta, { mostSteps: refineSteps })
  const quick = quickOf(isInPlane, isInSpace, (eta, extra) => at(eta, { mostSteps: refineSteps, ...extra }))
  const decided = places.filter(({ sign }) => sign !== 0)
  const crossings = decided.slice(1).flatMap((place, i): Crossing[] => {
    const before = decided[i]!
    if (before.sign === place.sign) return []
    const refined = refinedCrossing({ fine, quick, budget }, { low: before.eta, high: place.eta, isRising: place.sign > 0 }) // prettier-ignore
    return [{ learningRate: refined, becomes: place.sign < 0 ? 'stable' : 'unstable' }]
  })
  return {
    crossings,
    first: crossings[0]?.learningRate,
    stable: stableIntervals(crossings),
    meanSquare: meanSquareThreshold(prepared.product),
    gradientDescent,
    certain,
    scan: {
      from,
      to: places.at(-1)!.eta,
      points: places.length,
      undecided: places.filter(({ sign }) => sign === 0).map(({ eta }) => eta),
      doubtful: doubtful(places),
      isComplete,
    },
  }
}

/** Points at equal ratios, with the singular ones among them (the 64 first). */
function scanPoints(from: number, to: number, count: number, singular: readonly number[]): number[] {
  const even = Array.from({ length: count }, (_, i) => from * (to / from) ** ((i + 1) / count))
  return [...even, ...singular.slice(0, 64)].sort((a, b) => a - b)
}

/**
 * What a sign change is searched with before λ itself is computed: in the plane λ on a single grid, in space on a coarse one.
 * Elsewhere λ itself.
 */
function quickOf(
  isInPlane: boolean,
  isInSpace: boolean,
  at: (eta: number, extra: LyapunovOptions) => LyapunovExponent,
): ((eta: number) => number) | undefined {
  if (isInSpace) return (eta) => at(eta, { mostNodes: 2000 }).estimate.value
  return isInPlane ? (eta) => at(eta, { rough: true }).estimate.value : undefined
}

function doubtful(places: readonly Place[]): (readonly [number, number])[] {
  const found: [number, number][] = []
  let before: Place | undefined
  let isUnclear = false
  for (const place of places) {
    if (place.sign === 0) {
      isUnclear = true
      continue
    }
    if (isUnclear && before?.sign === place.sign) found.push([before.eta, place.eta])
    ;[before, isUnclear] = [place, false]
  }
  return found
}

/** −1 or 1, or 0 where the value is within its error, when simulated within four standard errors. */
function signOf({ estimate }: LyapunovExponent): number {
  const doubt = estimate.kind === 'measured' ? 4 * estimate.standardError : uncertainty(estimate)
  return Math.abs(estimate.value) > doubt ? Math.sign(estimate.value) : 0
}

function stableIntervals(crossings: readonly Crossing[]): (readonly [number, number])[] {
  const starts = [
    0,
    ...crossings.flatMap((each) => (each.becomes === 'stable' ? each.learningRate.value : [])),
  ]
  const ends = crossings.flatMap((each) => (each.becomes === 'unstable' ? each.learningRate.value : []))
  return starts.map((start, i) => [start, ends[i] ?? Infinity] as const)
}
