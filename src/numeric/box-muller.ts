/**
 * Box and Muller's pair of independent standard normals from one block of four random 32-bit words, to `out[at]` and, if
 * there is room, `out[at + 1]`; the second is returned.
 *
 * Logarithm, sine and cosine are computed here from additions, multiplications, divisions and a square root, which every
 * engine rounds alike; `Math.log` and `Math.cos` may differ in the last digit between engines, and with them every
 * experiment. Accurate to a few units in the last place.
 */
export function normalPair(words: Uint32Array, out: Float64Array, at: number): number {
  // 53 bits each: a number in (0, 1] for the radius and one in [0, 1) for the angle, as a fraction of the circle.
  const radius = Math.sqrt(minusTwoLogarithm((words[0]! >>> 5) * 0x4000000 + (words[1]! >>> 6) + 1))
  const turn = ((words[2]! >>> 5) * 0x4000000 + (words[3]! >>> 6)) * 2 ** -53
  const quarter = Math.floor(4 * turn + 0.5)
  const x = (turn - 0.25 * quarter) * (2 * Math.PI)
  const y = x * x
  // Taylor's series on [-π/4, π/4]; the next terms are below 1e-17.
  const sine =
    x *
    (1 +
      y *
        (-1 / 6 +
          y *
            (1 / 120 +
              y *
                (-1 / 5040 +
                  y * (1 / 362880 + y * (-1 / 39916800 + y * (1 / 6227020800 + y * (-1 / 1307674368000))))))))
  const cosine =
    1 +
    y *
      (-1 / 2 +
        y *
          (1 / 24 +
            y *
              (-1 / 720 +
                y *
                  (1 / 40320 +
                    y * (-1 / 3628800 + y * (1 / 479001600 + y * (-1 / 87178291200 + y / 20922789888000)))))))
  const swap = (quarter & 1) === 1
  const first = radius * ((quarter & 3) === 1 || (quarter & 3) === 2 ? -1 : 1) * (swap ? sine : cosine)
  const second = radius * ((quarter & 3) >= 2 ? -1 : 1) * (swap ? cosine : sine)
  out[at] = first
  if (at + 1 < out.length) out[at + 1] = second
  return second
}

const powersOfTwo = Float64Array.from({ length: 55 }, (_, i) => 2 ** -i)

/** -2 ln(n / 2⁵³) for an integer n from 1 to 2⁵³. */
export function minusTwoLogarithm(n: number): number {
  const high = Math.floor(n * 2 ** -22)
  // n = m 2^e with m in [1, 2), then in [√½, √2)
  let exponent = high === 0 ? 31 - Math.clz32(n) : 53 - Math.clz32(high)
  let m = n * powersOfTwo[exponent]!
  if (m > Math.SQRT2) {
    m *= 0.5
    exponent++
  }
  const s = (m - 1) / (m + 1)
  const z = s * s
  // ln m = 2 artanh s, |s| < 0.172; the next term is below 1e-18.
  const tail =
    z *
    (1 / 3 +
      z *
        (1 / 5 +
          z *
            (1 / 7 +
              z *
                (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z / 21)))))))))
  return (53 - exponent) * (2 * Math.LN2) - 4 * (s + s * tail)
}
