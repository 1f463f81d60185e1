/**
 * The error function and its complement to a few units in the last place, computed from expansions made for this file:
 * the Maclaurin series near zero, and elsewhere a Chebyshev series of `exp(x²)·erfc(x)/t` in `t = 2/(2 + x)`,
 * whose coefficients come from 50-digit arithmetic. Tests compare with independent tables.
 */

// Coefficients for s in [-1, 1] with t = (s + 1)·0.4, that is for x from 0.5 to infinity; the first one is halved.
const chebyshev = [
  0.4869974896593381, 0.24101444861760662, 0.03917158019801934, 0.0028202013162589696, -0.0003190025880142985,
  -7.762458294633769e-5, 3.904758903066749e-6, 2.10650100538356e-6, -1.1719156145292982e-7,
  -6.458612977687303e-8, 6.547928118976531e-9, 2.0176470623078224e-9, -3.982401175873017e-10,
  -4.9761436210290495e-11, 2.213944839159887e-11, -1.7358623528113927e-13, -1.026209787629388e-12,
  1.4448991184132368e-13, 3.158980053643002e-14, -1.2428959971894012e-14, 3.0295830930074995e-16,
  6.422214347909852e-16, -1.3294242674635553e-16, -1.2796905792827282e-17, 1.0532288760211047e-17,
  -1.3564493931589703e-18, -3.7844254936545487e-19,
]

/** `erf(x)`, between -1 and 1. */
export function erf(x: number): number {
  const magnitude = Math.abs(x)
  // x and a correction of at most 13 %, so that only the last addition rounds noticeably.
  if (magnitude < 0.84) return x + x * (slopeAtZeroMinusOne + slopeAtZero * maclaurinTail(x))
  return x < 0 ? erfc(magnitude) - 1 : 1 - erfc(magnitude)
}

/** `erfc(x) = 1 - erf(x)`, without cancellation for large `x`. */
export function erfc(x: number): number {
  if (x < 0.5) return x < -0.5 ? 2 - erfc(-x) : 1 - erf(x)
  return x > 27 ? 0 : expMinusSquare(x) * scaledErfc(x)
}

/** `x·Φ(x)` with the distribution function Φ of the standard normal law, with full relative accuracy on the left. */
export function timesNormalCdf(x: number): number {
  if (x > -1) return (x / 2) * erfc(-x * Math.SQRT1_2)
  if (x < -39) return -0
  const leading = Math.fround(x)
  const bell = Math.exp((-leading * leading) / 2) * Math.exp((-(x - leading) * (x + leading)) / 2)
  return (x / 2) * bell * scaledErfc(-x * Math.SQRT1_2)
}

/** `exp(x²)·erfc(x)` for `x` from 0.5. */
function scaledErfc(x: number): number {
  const t = 2 / (2 + x)
  return t * clenshaw(2.5 * t - 1)
}

/** `exp(-x²)` without the error of rounding `x²`: x is split so that the square of its leading part is exact. */
export function expMinusSquare(x: number): number {
  const leading = Math.fround(x)
  return Math.exp(-leading * leading) * Math.exp(-(x - leading) * (x + leading))
}

// 2/√π = 1.128…
const slopeAtZero = 2 / Math.sqrt(Math.PI)
const slopeAtZeroMinusOne = 0.1283791670955126

/** `√π/2·erf(x)/x - 1` for |x| < 0.84. */
function maclaurinTail(x: number): number {
  let sum = 0
  let power = 1
  for (let k = 1; k <= 17; k++) {
    power *= (-x * x) / k
    sum += power / (2 * k + 1)
  }
  return sum
}

function clenshaw(s: number): number {
  let previous = 0
  let beforePrevious = 0
  for (let k = chebyshev.length - 1; k > 0; k--) {
    const next = 2 * s * previous - beforePrevious + chebyshev[k]!
    beforePrevious = previous
    previous = next
  }
  return s * previous - beforePrevious + chebyshev[0]!
}
