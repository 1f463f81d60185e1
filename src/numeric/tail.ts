import { type Measured, measured } from './statistics.js'

/** How many values exceeded factors between `from` and `to`: counts that are added up over parts. */
export interface TailCounts {
  readonly from: number
  readonly to: number
  /** Values in the cells between one factor and the next, spaced evenly in the logarithm; last those above `to`. */
  readonly cells: number[]
}

// So fine that on a lattice the edges of cells matter less than the ends of the range.
const cellCount = 384

/** Fewer values beyond the end of a range say too little of it. */
const fewest = 16

export function emptyTail(from: number, to: number): TailCounts {
  return { from, to, cells: new Array<number>(cellCount + 1).fill(0) }
}

/** Adds one value to `tail`, which changes. All that counts of a value above `to`, or of NaN, is that it is above. */
export function addToTail({ from, to, cells }: TailCounts, value: number): void {
  if (value <= from) return
  const at = value < to ? Math.floor((cellCount * Math.log(value / from)) / Math.log(to / from)) : cellCount
  cells[Math.min(at, cellCount)]!++
}

/** The counts of two parts of one sample, with the same ends. */
export function mergedTails(a: TailCounts, b: TailCounts): TailCounts {
  return { from: a.from, to: a.to, cells: a.cells.map((count, k) => count + b.cells[k]!) }
}

/** How many values exceeded `from`. */
export function exceedingTail({ cells }: TailCounts): number {
  return cells.reduce((sum, count) => sum + count, 0)
}

/**
 * The exponent γ of P(S > R) ≍ R^−γ: the mean slope of log P against log R with the weight sin² over the range. Of values
 * on a lattice, as products of few factors are, the probability falls in steps: a factor in front of the power oscillates
 * with log R for ever. A smooth weight over three periods or more does not see that, where Hill's estimator is off by a
 * quarter. The interval is infinite where fewer than 16 values go beyond the end.
 */
export function tailPower(tail: TailCounts, level = 0.95): Measured {
  const { value, standardError, count } = weightedSlope(tail, slopeWeights(tail, 1))
  return measured(value, standardError, count - 1, level, count)
}

/** By how much the exponent over the lower two thirds of the range differs from that over all of it. */
export function tailBend(tail: TailCounts): { readonly value: number; readonly standardError: number } {
  const [whole, lower] = [slopeWeights(tail, 1), slopeWeights(tail, 2 / 3)]
  return weightedSlope(
    tail,
    lower.map((weight, k) => weight - whole[k]!),
  )
}

/** Weights of log P at the factors, so that their sum is minus the mean slope over the given part of the range. */
function slopeWeights({ from, to }: TailCounts, part: number): number[] {
  const step = Math.log(to / from) / cellCount
  const bump = Array.from({ length: cellCount }, (_, k) => {
    const at = (k + 0.5) / (part * cellCount)
    return at < 1 ? Math.sin(Math.PI * at) ** 2 : 0
  })
  const total = bump.reduce((sum, x) => sum + x, 0) * step
  return Array.from({ length: cellCount + 1 }, (_, k) => ((bump[k] ?? 0) - (bump[k - 1] ?? 0)) / total)
}

/**
 * Σ wₖ log P(S > Rₖ) with its standard error, for weights of sum 0: the covariance of the logarithms of two shares is one over
 * the larger of the counts, but for a constant.
 */
function weightedSlope({ cells }: TailCounts, weights: readonly number[]) {
  const exceeding: number[] = []
  let count = 0
  for (let k = cellCount; k >= 0; k--) exceeding[k] = count += cells[k]!
  if (exceeding[cellCount]! < fewest) return { value: 0, standardError: Infinity, count }
  let [value, variance, lower] = [0, 0, 0]
  weights.forEach((weight, k) => {
    value += weight * Math.log(exceeding[k]!)
    // With itself, and twice with every lower factor, of which more values exceed: cov = 1/n at the lower one.
    variance += (weight * weight) / exceeding[k]! + 2 * weight * lower
    lower += weight / exceeding[k]!
  })
  return { value, standardError: Math.sqrt(Math.max(0, variance)), count }
}
