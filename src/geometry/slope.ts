import { addIntervals, enclose, type Interval, isZero, pointInterval } from '../calculus/index.js'
import { ProblemError } from '../base/problem.js'
import { failure } from '../base/wording.js'
import { type Expression, nodeCount, rational, substituteAll } from '../expression/index.js'
import { dot, norm } from '../numeric/index.js'
import { coordinatesText } from './coordinates.js'
import { kinksOfLossAt } from './kinks.js'
import type { Landscape } from './landscape.js'

/** A place where the loss is below 0, near one where it is 0. */
export interface Below {
  readonly coordinates: Float64Array
  readonly loss: number
  /** From the place where the loss is 0. */
  readonly distance: number
  /** Whether the value is proved to be negative, by interval arithmetic. */
  readonly proved: boolean
}

/** A loss that crosses 0: it has a slope where it is 0, so that 0 is not its least value there. */
export interface Crossing {
  /** |∇L|. */
  readonly slope: number
  /** `exact`: in exact arithmetic the loss is 0 and its gradient is not. */
  readonly certainty: 'exact' | 'numerical'
  readonly below: Below | undefined
}

// Relative to 1 + |w|: how near its crossing a place counts as on it, and how far a slope is followed down.
const near = 1e-8
const followed = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]

/**
 * Whether a plain loss that is 0 at `w`, to 10⁻⁸(1 + |w|), has a slope there that takes it below 0. With `coordinates`, the
 * exact ones of the place, a slope is found however small it is. Nothing for sums of squares, whose gradient vanishes with them.
 */
export function crossingAt(
  landscape: Landscape,
  w: Float64Array,
  coordinates?: readonly Expression[],
): Crossing | undefined {
  if (landscape.hasResiduals) return undefined
  const gradient = landscape.gradient(w)
  const slope = norm(gradient)
  if (coordinates !== undefined && hasExactSlope(landscape, w, coordinates))
    return { slope, certainty: 'exact', below: downTheSlope(landscape, w, gradient) }
  if (!(Math.abs(landscape.loss(w)) <= near * (1 + norm(w)) * slope)) return undefined
  const below = downTheSlope(landscape, w, gradient)
  return below === undefined ? undefined : { slope, certainty: 'numerical', below }
}

/** @throws `loss-crosses-zero` where `crossingAt` finds that it does */
export function refuseCrossing(landscape: Landscape, w: Float64Array, coordinates?: readonly Expression[]): void {
  const crossing = crossingAt(landscape, w, coordinates)
  if (crossing === undefined) return
  const { slope, certainty, below } = crossing
  throw failure('loss-crosses-zero', {
    at: coordinatesText(landscape.model, w),
    slope,
    isExact: certainty === 'exact',
    ...(below && { lower: below.loss, distance: below.distance }),
  })
} // prettier-ignore

// On a kink the slope is a convention: |w| has none at 0 but is 0 there and least.
function hasExactSlope(landscape: Landscape, w: Float64Array, coordinates: readonly Expression[]): boolean {
  const { symbolic, model, perSample } = landscape
  if (perSample !== undefined || kinksOfLossAt(landscape, w).length > 0) return false
  const replacements = new Map(model.symbols.map((symbol, i) => [symbol, coordinates[i]!]))
  try {
    const [loss, ...slopes] = substituteAll([symbolic.loss, ...symbolic.gradient], replacements)
    return isZero(loss!).outcome === 'proved' && slopes.some((entry) => isZero(entry).outcome === 'refuted')
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}

// The loss falls as its slope says, at two lengths and in the gradient there: rounding does not do that.
function downTheSlope(landscape: Landscape, w: Float64Array, gradient: Float64Array): Below | undefined {
  const slope = norm(gradient)
  if (!(slope > 0 && Number.isFinite(slope))) return undefined
  const loss = landscape.loss(w)
  const down = (length: number) => w.map((x, i) => x - (length * gradient[i]!) / slope)
  const falls = (length: number): boolean => {
    const there = down(length)
    const gone = (loss - landscape.loss(there)) / (length * slope)
    const kept = dot(landscape.gradient(there), gradient) / slope ** 2
    return gone > 0.5 && gone < 1.5 && kept > 0.4 && kept < 1.6
  }
  for (const share of followed) {
    const length = share * (1 + norm(w))
    if (!falls(length) || !falls(length / 2) || !falls(length / 4)) continue
    const below = belowZero(landscape, down(length), length)
    if (below !== undefined) return below
  }
  return undefined
}

/** The loss at a place `distance` away, where it is negative: proved to be, or by more than it could be off. */
export function belowZero(
  landscape: Landscape,
  coordinates: Float64Array,
  distance: number,
): Below | undefined {
  const loss = landscape.loss(coordinates)
  if (!(loss < 0)) return undefined
  const enclosed = enclosedLoss(landscape, coordinates)
  // Ends are NaN where a function is not covered.
  if (enclosed !== undefined && !Number.isNaN(enclosed.high))
    return enclosed.high < 0 ? { coordinates, loss, distance, proved: true } : undefined
  return { coordinates, loss, distance, proved: false }
} // prettier-ignore

// Interval arithmetic on more nodes than this, over all samples, takes too long.
const mostNodes = 20_000

/** The loss at a place, up to a positive factor, by interval arithmetic; nothing where the model is large. */
function enclosedLoss({ model, symbolic, perSample }: Landscape, w: Float64Array): Interval | undefined {
  const point = model.symbols.map((symbol, i) => [symbol, pointInterval(w[i]!)] as const)
  if (perSample === undefined)
    return nodeCount([symbolic.loss]) <= mostNodes ? enclose([symbolic.loss], new Map(point))[0] : undefined
  const { data } = model
  if (data === undefined || nodeCount([perSample.loss]) * data.sampleCount > mostNodes) return undefined
  return data.samples
    .map((sample) => {
      const values = data.symbols.map((symbol, k) => [symbol, aroundRational(rational.toNumber(sample[k]!))] as const)
      return enclose([perSample.loss], new Map([...point, ...values]))[0]!
    })
    .reduce(addIntervals)
} // prettier-ignore

const aroundRational = (x: number): Interval => {
  const ulp = Number.EPSILON * Math.abs(x)
  return { low: x - ulp, high: x + ulp }
}
