import { streamsFor } from './random.js'

/**
 * The state of a generator of its own for each of `count` replicas from number `first` on: four words of 64 bits that are
 * not all 0, from the stream of the replica under this seed and purpose. What a replica gets does not depend on how many
 * there are. Throws a `RangeError` as `stream` does.
 */
export function generatorWords(
  seed: number | bigint,
  purpose: string,
  count: number,
  first = 0,
): BigUint64Array<ArrayBuffer> {
  const words = new BigUint64Array(4 * count)
  const streamOf = streamsFor(seed, purpose)
  for (let replica = 0; replica < count; replica++) {
    const random = streamOf(first + replica)
    const own = words.subarray(4 * replica, 4 * replica + 4)
    do for (let k = 0; k < 4; k++) own[k] = (BigInt(random.uint32()) << 32n) | BigInt(random.uint32())
    while (own.every((word) => word === 0n))
  }
  return words
}
