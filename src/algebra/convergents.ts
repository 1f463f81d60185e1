/**
 * The continued-fraction convergents of a double, [numerator, denominator], as far as its digits carry: the rationals
 * that a rounded number may have been.
 */
export function convergents(value: number): [bigint, bigint][] {
  const found: [bigint, bigint][] = []
  let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n]
  let rest = value
  for (let k = 0; k < 12 && Number.isFinite(rest); k++) {
    const whole = BigInt(Math.floor(rest))
    ;[p0, q0, p1, q1] = [p1, q1, whole * p1 + p0, whole * q1 + q0]
    found.push([p1, q1])
    const fraction = rest - Math.floor(rest)
    if (fraction < 1e-9 || q1 > 10_000_000n) break
    rest = 1 / fraction
  }
  return found
}
