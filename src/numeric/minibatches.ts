import type { RandomStream } from './random.js'

/**
 * Fills `batch` with indices from 0 to n - 1 drawn with replacement: independent and uniform. Throws a `RangeError`
 * unless 1 ≤ n ≤ 2³².
 */
export function drawWithReplacement(random: RandomStream, n: number, batch: Uint32Array): void {
  for (let i = 0; i < batch.length; i++) batch[i] = random.integer(n)
}

/** Fills `batch` with different indices. */
export type DrawWithoutReplacement = (random: RandomStream, batch: Uint32Array) => void

/**
 * Draws indices from 0 to n - 1 without replacement: all ordered selections of the length of the batch are equally
 * likely, hence all subsets are. A draw takes a time proportional to that length and allocates nothing, and what it gives
 * depends on where the stream stands alone: whoever knows that position can go on from it with another function for the
 * same n. Throws a `RangeError` unless 1 ≤ n ≤ 2³², and when a batch is longer than n.
 */
export function drawingWithoutReplacement(n: number): DrawWithoutReplacement {
  checkCount(n)
  const order = new Uint32Array(n)
  restore(order)
  return (random, batch) => {
    if (batch.length > n)
      throw new RangeError(`${batch.length} different indices cannot be drawn out of ${n}`)
    shuffleStart(random, order, batch.length)
    batch.set(order.subarray(0, batch.length))
    // Everything is put back in its place: an index that was moved was either drawn or stood at the start.
    for (const index of batch) order[index] = index
    for (let i = 0; i < batch.length; i++) order[i] = i
  }
}

/** Fills `order` with a permutation of 0, …, length - 1, all equally likely (Fisher and Yates 1938; Durstenfeld 1964). */
export function randomPermutation(random: RandomStream, order: Uint32Array): void {
  restore(order)
  shuffleStart(random, order, order.length)
}

/** Moves to each of the first `count` places one of what stands there or behind, all equally likely. */
function shuffleStart(random: RandomStream, order: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(order.length - i)
    const drawn = order[j]!
    order[j] = order[i]!
    order[i] = drawn
  }
}

function restore(order: Uint32Array): void {
  for (let i = 0; i < order.length; i++) order[i] = i
}

/** Throws a `RangeError` unless 1 ≤ n ≤ 2³². */
export function checkCount(n: number): void {
  if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) throw new RangeError(`no indices below ${n}`)
}
