import { momentsOf, variance } from './moments.js'
import { type Measured, meanEstimate } from './statistics.js'

/** The mean of a - b, measured on replicas that share their random numbers. */
export interface PairedDifference {
  readonly difference: Measured
  /** The correlation of a and b over the replicas; 0 where one of them does not vary. */
  readonly correlation: number
  /**
   * (var a + var b) / var(a - b): how many times as many replicas it takes without common random numbers for the same
   * interval. Below 1 they do harm. Infinite where only the difference does not vary, and 1 where nothing does.
   */
  readonly varianceReduction: number
}

/**
 * The mean difference of two quantities of the same replicas, a[k] and b[k] with the same random numbers, by Student's
 * interval for the mean of the differences. Throws a `RangeError` unless there are as many of both and at least one, and
 * `not-finite` when one is not finite.
 */
export function pairedDifference(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): PairedDifference {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} replicas are no pairs`)
  const differences = momentsOf(Array.from(a, (x, k) => x - b[k]!))
  const difference = meanEstimate(differences, level)
  const [ofA, ofB] = [momentsOf(Array.from(a)), momentsOf(Array.from(b))]
  let products = 0
  for (let k = 0; k < a.length; k++) products += (a[k]! - ofA.mean) * (b[k]! - ofB.mean)
  const scale = Math.sqrt(ofA.squares) * Math.sqrt(ofB.squares)
  const apart = ofA.squares + ofB.squares
  return {
    difference,
    correlation: scale > 0 ? products / scale : 0,
    varianceReduction: apart === 0 || a.length < 2 ? 1 : apart / (ofA.count - 1) / variance(differences),
  }
}
