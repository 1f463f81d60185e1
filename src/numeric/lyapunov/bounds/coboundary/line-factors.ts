import { addIntervals, type Interval, multiplyIntervals } from '../../../../calculus/index.js'
import type { EnclosedFactors } from '../enclosed-factors.js'

/**
 * Factors of a product in the plane, laid out for loops. Directions are numbered by s from 0 to 4, around the square
 * instead of the circle, so that only exact operations and one division are needed: (1, s − 1) up to s = 2, then
 * (3 − s, 1); 4 is the same direction as 0.
 */
export interface LineFactors {
  readonly count: number
  /** Four entries of each factor, row by row. */
  readonly entries: Float64Array
  /** Above the error of each component of A(u₁, u₂), |uᵢ| ≤ 1, in floating point; and of each entry. */
  readonly errors: Float64Array
  /** Above the lengths of the first and the second column. */
  readonly columns: Float64Array
  readonly determinants: readonly Interval[]
  readonly probabilities: Float64Array
  readonly probabilityErrors: Float64Array
}

export function lineFactors({ factors, probabilities }: EnclosedFactors): LineFactors {
  const count = factors.length
  const [entries, columns] = [new Float64Array(4 * count), new Float64Array(2 * count)]
  const errors = new Float64Array(count)
  factors.forEach(({ centre, radius }, at) => {
    entries.set(centre, 4 * at)
    const row = (i: number): number =>
      (radius[i]! + radius[i + 1]! + 2 ** -51 * (Math.abs(centre[i]!) + Math.abs(centre[i + 1]!))) * (1 + 2 ** -50)
    errors[at] = Math.max(row(0), row(2)) + 2 ** -1000
    for (const j of [0, 1])
      columns[2 * at + j] =
        Math.hypot(Math.abs(centre[j]!) + radius[j]!, Math.abs(centre[j + 2]!) + radius[j + 2]!) * (1 + 2 ** -48)
  })
  const middles = probabilities.map(({ low, high }) => low + (high - low) / 2)
  return {
    count,
    entries,
    errors,
    columns,
    determinants: factors.map(determinantOfTwo),
    probabilities: Float64Array.from(middles),
    probabilityErrors: Float64Array.from(probabilities, ({ low, high }, i) =>
      Math.max(high - middles[i]!, middles[i]! - low) * (1 + 2 ** -50),
    ),
  }
} // prettier-ignore

function determinantOfTwo({ centre, radius }: { centre: Float64Array; radius: Float64Array }): Interval {
  const [a, b, c, d] = Array.from(centre, (x, i) =>
    addIntervals({ low: x, high: x }, { low: -radius[i]!, high: radius[i]! }),
  )
  const { low, high } = multiplyIntervals(b!, c!)
  return addIntervals(multiplyIntervals(a!, d!), { low: -high, high: -low })
}

/** The number s of the direction of (a, b). */
export function directionOf(a: number, b: number): number {
  return Math.abs(b) <= Math.abs(a) ? 1 + b / a : 3 - a / b
}
