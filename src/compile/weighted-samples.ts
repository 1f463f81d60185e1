import type { Samples } from './sample-program.js'

/**
 * Samples side by side in pairs: pair p holds for each symbol its numbers in samples 2p and 2p + 1, and then the weights
 * of the two, 1/N each. An odd sample at the end has a copy of itself with weight 0 beside it.
 */
export interface PairedSamples {
  readonly table: Float64Array
  readonly pairs: number
}

export function paired({ symbols, table, count }: Samples): PairedSamples {
  const [columns, pairs] = [symbols.length, Math.ceil(count / 2)]
  const made = new Float64Array(2 * pairs * (columns + 1))
  for (let sample = 0; sample < 2 * pairs; sample++) {
    const from = Math.min(sample, count - 1)
    const at = (column: number): number =>
      (Math.floor(sample / 2) * (columns + 1) + column) * 2 + (sample % 2)
    for (let column = 0; column < columns; column++) made[at(column)] = table[from * columns + column]!
    made[at(columns)] = sample < count ? 1 / count : 0
  }
  return { table: made, pairs }
}
