/** Trial division stops here; what is left then counts as a prime. */
const largestDivisor = 100_000n

/** A positive integer as a product of prime powers. A factor without small divisors stays whole. */
export function primePowers(value: bigint): { prime: bigint; power: number }[] {
  const found: { prime: bigint; power: number }[] = []
  let rest = value
  for (
    let divisor = 2n;
    divisor * divisor <= rest && divisor <= largestDivisor;
    divisor += divisor === 2n ? 1n : 2n
  ) {
    let power = 0
    for (; rest % divisor === 0n; rest /= divisor) power++
    if (power > 0) found.push({ prime: divisor, power })
  }
  if (rest > 1n) found.push({ prime: rest, power: 1 })
  return found
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return a === b ? a : (a / greatestCommonDivisor(a, b)) * b
}
