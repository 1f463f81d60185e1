import type { RandomStream } from './random.js'

/** How to draw indices with given probabilities: column i is index i up to its threshold, and its alias above. */
export interface AliasTable {
  readonly thresholds: Float64Array
  readonly aliases: Uint32Array
}

/**
 * The table for drawing index i with a probability proportional to `weights[i]`, by the method of Walker (1977) in the
 * form of Vose (IEEE Trans. Softw. Eng. 17, 1991), in linear time. The probabilities are right up to rounding, and an
 * index of weight 0 is never drawn. Throws a `RangeError` unless weights are finite, none is negative and one is positive.
 */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  const n = weights.length
  let largest = 0
  for (let i = 0; i < n; i++) {
    if (!(weights[i]! >= 0 && weights[i]! < Infinity))
      throw new RangeError(`a weight is finite and not negative; number ${i} is ${weights[i]}`)
    if (weights[i]! > weights[largest]!) largest = i
  }
  if (!(n > 0 && weights[largest]! > 0)) throw new RangeError('indices are drawn where a weight is positive')
  // Divided by the largest one, so that the sum does not overflow.
  const relative = Float64Array.from(weights, (weight) => weight / weights[largest]!)
  const average = relative.reduce((sum, weight) => sum + weight, 0) / n
  const thresholds = relative.map((weight) => weight / average)
  const aliases = Uint32Array.from({ length: n }, (_, i) => i)
  const below: number[] = []
  const above: number[] = []
  thresholds.forEach((share, i) => (share < 1 ? below : above).push(i))
  while (below.length > 0 && above.length > 0) {
    const poor = below.pop()!
    const rich = above.at(-1)!
    aliases[poor] = rich
    // In this order, what is left of `rich` loses least to rounding.
    thresholds[rich] = thresholds[rich]! + thresholds[poor]! - 1
    if (thresholds[rich]! < 1) below.push(above.pop()!)
  }
  // What remains is 1 up to rounding.
  for (const i of above) thresholds[i] = 1
  for (const i of below)
    if (weights[i] === 0) aliases[i] = largest
    else thresholds[i] = 1
  return { thresholds, aliases }
}

/** An index drawn by the table. Uses three words, or more where the number of indices is no power of 2. */
export function weightedIndex(random: RandomStream, { thresholds, aliases }: AliasTable): number {
  const column = random.integer(thresholds.length)
  return random.uniform() < thresholds[column]! ? column : aliases[column]!
}

/** Fills `batch` with what as many calls of `weightedIndex` would give. */
export function weightedIndices(random: RandomStream, table: AliasTable, batch: Uint32Array): void {
  for (let i = 0; i < batch.length; i++) batch[i] = weightedIndex(random, table)
}
