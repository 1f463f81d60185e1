import type { EnclosedFactors } from '../enclosed-factors.js'

/** Factors of a product in n-dimensional space, laid out for loops. */
export interface SpaceFactors {
  readonly size: number
  readonly count: number
  /** n² entries of each factor, row by row. */
  readonly entries: Float64Array
  /** Above the error of each component of Au, |uᵢ| ≤ 1, in floating point. */
  readonly errors: Float64Array
  /** Above the length of each column of each factor. */
  readonly columns: Float64Array
  readonly probabilities: Float64Array
  readonly probabilityErrors: Float64Array
}

export function spaceFactors({ size: n, factors, probabilities }: EnclosedFactors): SpaceFactors {
  const count = factors.length
  const [entries, columns] = [new Float64Array(n * n * count), new Float64Array(n * count)]
  const errors = new Float64Array(count)
  factors.forEach(({ centre, radius }, f) => {
    entries.set(centre, n * n * f)
    for (let i = 0; i < n; i++) {
      let row = 2 ** -1000
      let column = 0
      for (let j = 0; j < n; j++) {
        row += radius[i * n + j]! + (n + 4) * 2 ** -52 * Math.abs(centre[i * n + j]!)
        column += (Math.abs(centre[j * n + i]!) + radius[j * n + i]!) ** 2
      }
      errors[f] = Math.max(errors[f]!, row * (1 + 2 ** -46))
      columns[n * f + i] = Math.sqrt(column) * (1 + 2 ** -46)
    }
  })
  const middles = probabilities.map(({ low, high }) => low + (high - low) / 2)
  return {
    size: n,
    count,
    entries,
    errors,
    columns,
    probabilities: Float64Array.from(middles),
    probabilityErrors: Float64Array.from(probabilities, ({ low, high }, f) =>
      Math.max(high - middles[f]!, middles[f]! - low) * (1 + 2 ** -50),
    ),
  }
} // prettier-ignore
