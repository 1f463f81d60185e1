import { checkCount, randomPermutation } from './minibatches.js'
import type { RandomStream, StreamPosition } from './random.js'

/** Where epochs stand; plain data that survives JSON exactly. */
export interface EpochPosition {
  /** Where the stream stood before the permutation of this epoch was drawn; nothing before the first one. */
  readonly start?: StreamPosition
  /** Indices of this epoch already handed out. */
  readonly taken: number
}

/** Minibatches cut from random permutations: in an epoch every index comes at most once. */
export interface Epochs {
  /**
   * Fills `batch` with the next indices. Where fewer are left in the epoch than the batch is long, these are passed over
   * and a new epoch begins. Throws a `RangeError` for a batch that is longer than an epoch.
   */
  next(batch: Uint32Array): void
  position(): EpochPosition
  /** Goes to a position taken from epochs of as many indices on a stream with the same seed, purpose and replica. */
  seek(position: EpochPosition): void
}

/**
 * Epochs of the indices from 0 to n - 1, each in an order of its own, with `random` for nothing else. Throws a
 * `RangeError` unless 1 ≤ n ≤ 2³².
 */
export function epochs(random: RandomStream, n: number): Epochs {
  checkCount(n)
  const order = new Uint32Array(n)
  let start: StreamPosition | undefined
  let taken = n
  const begin = (): void => {
    start = random.position()
    randomPermutation(random, order)
  }
  return {
    next(batch) {
      if (batch.length > n) throw new RangeError(`an epoch of ${n} has no batch of ${batch.length}`)
      if (taken + batch.length > n) {
        begin()
        taken = 0
      }
      batch.set(order.subarray(taken, taken + batch.length))
      taken += batch.length
    },
    position: () => (start === undefined ? { taken } : { start, taken }),
    seek(position) {
      start = position.start
      taken = position.taken
      if (start === undefined) return
      random.seek(start)
      begin()
    },
  }
}
