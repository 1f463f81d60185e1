const exactInDouble = 2n ** 53n

/** The greatest common divisor, positive unless both are 0, by Euclid's algorithm, in doubles once both are exact. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let larger = a < 0n ? -a : a
  let smaller = b < 0n ? -b : b
  if (smaller > larger) [larger, smaller] = [smaller, larger]
  while (larger >= exactInDouble) {
    if (smaller === 0n) return larger
    const rest = larger % smaller
    larger = smaller
    smaller = rest
  }
  return BigInt(ofDoubles(Number(larger), Number(smaller)))
}

function ofDoubles(larger: number, smaller: number): number {
  while (smaller !== 0) {
    const rest = larger % smaller
    larger = smaller
    smaller = rest
  }
  return larger
}
