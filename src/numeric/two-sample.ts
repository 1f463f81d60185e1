/** What two samples say about whether they come from the same law. */
export interface TwoSampleTest {
  /** sup |F − G| of the empirical distribution functions, from 0 to 1. */
  readonly distance: number
  /** Probability of a distance at least as large between samples of one continuous law. */
  readonly pValue: number
  /** `exact`: all orders of the two samples are counted; `asymptotic` for large samples. */
  readonly method: 'exact' | 'asymptotic'
}

/** Products of the two sizes up to which the orders are counted. */
const largestExact = 250_000

/**
 * The two-sided test of Kolmogorov and Smirnov. Ties count as in a continuous law, for which the p-value is then too large
 * rather than too small. The asymptotic p-value has Stephens' correction for finite samples (JRSS B 32, 1970).
 *
 * Throws a `RangeError` for an empty sample and for numbers that are not finite.
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): TwoSampleTest {
  const [first, second] = [sorted(a), sorted(b)]
  const [m, n] = [first.length, second.length]
  const steps = largestStep(first, second)
  const distance = steps / (m * n)
  if (m * n <= largestExact) return { distance, pValue: probabilityBeyond(steps, m, n), method: 'exact' }
  const size = Math.sqrt((m * n) / (m + n))
  return {
    distance,
    pValue: 1 - kolmogorovCdf((size + 0.12 + 0.11 / size) * distance),
    method: 'asymptotic',
  }
}

/**
 * P(sup |B| ≤ x) for a Brownian bridge B: the limit law of √n sup |Fₙ − F| (Kolmogorov 1933). To 10⁻¹⁵, from one of two
 * series that are each other's transform.
 */
export function kolmogorovCdf(x: number): number {
  if (!(x > 0)) return 0
  if (x < 1) {
    let sum = 0
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x))
    return (Math.sqrt(2 * Math.PI) / x) * sum
  }
  let sum = 0
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * (k * x) ** 2)
  return 1 - 2 * sum
}

/** The x with `kolmogorovCdf(x)` = p for 0 < p < 1. Throws a `RangeError` for other p. */
export function kolmogorovQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1 is needed, not ${p}`)
  let [low, high] = [0, 7]
  while (high - low > 1e-14) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (kolmogorovCdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function sorted(sample: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(sample).sort()
  if (values.length === 0) throw new RangeError('a test of two samples needs both of them')
  if (!values.every(Number.isFinite)) throw new RangeError('a test of two samples needs finite numbers')
  return values
}

/** m·n·sup |F − G|, an integer. */
function largestStep(a: Float64Array, b: Float64Array): number {
  const [m, n] = [a.length, b.length]
  let [i, j, largest] = [0, 0, 0]
  while (i < m && j < n) {
    const x = Math.min(a[i]!, b[j]!)
    while (i < m && a[i] === x) i++
    while (j < n && b[j] === x) j++
    largest = Math.max(largest, Math.abs(i * n - j * m))
  }
  return largest
}

/** Share of the orders of m and n numbers in which |i n − j m| reaches `steps` somewhere: lattice paths that leave a strip. */
function probabilityBeyond(steps: number, m: number, n: number): number {
  if (steps === 0) return 1
  // stays[j]: probability that a random path to (i, j) has stayed within the strip.
  const stays = new Float64Array(n + 1)
  for (let i = 0; i <= m; i++)
    for (let j = 0; j <= n; j++) {
      if (Math.abs(i * n - j * m) >= steps) stays[j] = 0
      else if (i + j === 0) stays[j] = 1
      else {
        const down = i === 0 ? 0 : stays[j]! * (i / (i + j))
        const left = j === 0 ? 0 : stays[j - 1]! * (j / (i + j))
        stays[j] = down + left
      }
    }
  return 1 - stays[n]!
}
