import { spent, unlimited } from '../../base/budget.js'
import { type Estimate, uncertainty } from '../../base/estimate.js'
import { certainRange, type CertainRange } from './certain-range.js'
import { exponentOf, type LyapunovExponent, type LyapunovOptions, preparedProduct } from './exponent.js'
import { gradientDescentThreshold } from './gradient-descent.js'
import { meanSquareThreshold } from './mean-square-threshold.js'
import type { SampledProduct } from './sampled-product.js'
import { signChange } from './sign-change.js'

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
  const mostNodes = Math.min(2000, options.mostNodes ?? 2000)
  const isInSpace = prepared.blocks.some(({ product }) => product.dimension === 3)
  const certain = certainRange(prepared)
  const gradientDescent = gradientDescentThreshold(prepared.product)
  const from = 0.99 * certain.stableBelow
  const to = (certain.unstableAbove ?? 4 * Math.max(gradientDescent, certain.stableBelow)) * 1.01
  const places: Place[] = [{ eta: from, sign: -1 }]
  const scanned = scanPoints(from, to, points, certain.singular)
  for (const [i, eta] of scanned.entries()) {
    if (spent(budget)) break
    const scanning = { mostSteps: scanSteps, decidedAt: 6, mostNodes, tolerance: 1e-4 }
    // In space simulation is sooner clear about the sign, except close to a threshold.
    const quick = isInSpace ? signOf(at(eta, { ...scanning, simulate: true })) : 0
    places.push({ eta, sign: quick === 0 ? signOf(at(eta, scanning)) : quick })
    budget.progress?.('scan of learning rates', (i + 1) / scanned.length)
  }
  const isComplete = places.length === scanned.length + 1 && certain.unstableAbove !== undefined
  const decided = places.filter(({ sign }) => sign !== 0)
  const crossings = decided.slice(1).flatMap((place, i): Crossing[] => {
    const before = decided[i]!
    if (before.sign === place.sign) return []
    const fine = (eta: number) => at(eta, { mostSteps: refineSteps })
    // In space a fine grid takes a third of a second, and a coarse one finds nearly the same place.
    const coarse = (eta: number) => at(eta, { mostSteps: refineSteps, mostNodes })
    const refined = refine(fine, isInSpace ? coarse : fine, [before.eta, place.eta])
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
      isComplete,
    },
  }
}

/** Points at equal ratios, with the singular ones among them (the 64 first). */
function scanPoints(from: number, to: number, count: number, singular: readonly number[]): number[] {
  const even = Array.from({ length: count }, (_, i) => from * (to / from) ** ((i + 1) / count))
  return [...even, ...singular.slice(0, 64)].sort((a, b) => a - b)
}

/** −1 or 1, or 0 where the value is within its error, when simulated within four standard errors. */
function signOf({ estimate }: LyapunovExponent): number {
  const doubt = estimate.kind === 'measured' ? 4 * estimate.standardError : uncertainty(estimate)
  return Math.abs(estimate.value) > doubt ? Math.sign(estimate.value) : 0
}

/** Between two learning rates: found with `search`, and moved to where λ itself vanishes by the slope there. */
function refine(
  lambda: (eta: number) => LyapunovExponent,
  search: (eta: number) => LyapunovExponent,
  [low, high]: readonly [number, number],
): Estimate {
  const first = search((low + high) / 2).estimate
  const isMeasured = first.kind === 'measured'
  // A simulated λ is a smooth function of the learning rate, as the batches are the same; it is solved well within its doubt.
  const bracket = signChange((eta) => search(eta).estimate.value, [low, high], {
    tolerance: isMeasured ? 1e-7 * high : 0,
    negligible: 0.05 * (isMeasured ? first.standardError : uncertainty(first)),
    most: isMeasured ? 14 : 60,
  })
  const { estimate, method } = lambda(bracket.root)
  const step = (isMeasured ? 1e-2 : 1e-4) * bracket.root
  const [below, above] = [Math.max(bracket.root - step, low), Math.min(bracket.root + step, high)]
  const slope = (search(above).estimate.value - search(below).estimate.value) / (above - below)
  const inDoubt = (size: number) => (slope !== 0 ? Math.min(high - low, size / Math.abs(slope)) : high - low)
  const moved = search === lambda || slope === 0 ? 0 : -estimate.value / slope
  const isMoved = moved !== 0 && Math.abs(moved) < step
  const root = isMoved ? bracket.root + moved : bracket.root
  const rest = isMoved ? Math.abs(estimate.value) / 20 : Math.abs(estimate.value)
  if (estimate.kind === 'measured') {
    const { halfWidth, standardError } = estimate
    return { ...estimate, value: root, halfWidth: inDoubt(halfWidth + rest), standardError: inDoubt(standardError) } // prettier-ignore
  }
  const left = isMoved ? inDoubt(rest) : bracket.high - bracket.low
  const error = Math.min(high - low, inDoubt(uncertainty(estimate)) + left)
  return { kind: 'numerical', value: root, error, method: `sign change of λ by ${method}` }
}

function stableIntervals(crossings: readonly Crossing[]): (readonly [number, number])[] {
  const starts = [
    0,
    ...crossings.flatMap((each) => (each.becomes === 'stable' ? each.learningRate.value : [])),
  ]
  const ends = crossings.flatMap((each) => (each.becomes === 'unstable' ? each.learningRate.value : []))
  return starts.map((start, i) => [start, ends[i] ?? Infinity] as const)
}
