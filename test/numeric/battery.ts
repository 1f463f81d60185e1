import { normalCdf } from '../../src/numeric/index.js'
import { chiSquareOf, chiSquareTest, kolmogorovTest, normalTest, poissonTest } from './p-values.js'

/** A test of randomness: the probability of what was seen, if the samples are what they are said to be. */
export type RandomnessTest = (samples: Float64Array) => number

/** Tests of words: integers from 0 to 2³² - 1. */
export const wordTests: Record<string, RandomnessTest> = {
  'each bit is 1 half of the time': (words) => {
    let statistic = 0
    for (let bit = 0; bit < 32; bit++) {
      let ones = 0
      for (const word of words) ones += (word >>> bit) & 1
      statistic += (ones - words.length / 2) ** 2 / (words.length / 4)
    }
    return chiSquareOf(statistic, 32)
  },
  'upper bytes': (words) => chiSquareTest(tally(words, 256, (word) => word >>> 24)),
  'lower bytes': (words) => chiSquareTest(tally(words, 256, (word) => word & 0xff)),
  'upper pairs': (words) => chiSquareTest(tuples(words, 2, 4, (word) => word >>> 28)),
  'lower pairs': (words) => chiSquareTest(tuples(words, 2, 4, (word) => word & 0xf)),
  'upper triples': (words) => chiSquareTest(tuples(words, 3, 3, (word) => word >>> 29)),
  'lower triples': (words) => chiSquareTest(tuples(words, 3, 3, (word) => word & 0x7)),
  // Wald and Wolfowitz (1940): with known probability ½, changes of the leading bit are as independent as the bits.
  'runs of the leading bit': (words) => {
    let changes = 0
    for (let i = 1; i < words.length; i++) changes += (words[i - 1]! >>> 31) ^ (words[i]! >>> 31)
    return normalTest((2 * changes - (words.length - 1)) / Math.sqrt(words.length - 1))
  },
  'ascending runs': (words) => {
    // Knuth, The Art of Computer Programming 2, 3.3.2 G: with the word after each run left out, runs are independent,
    // and one of length k has probability 1/k! - 1/(k+1)!.
    const counts = new Float64Array(6)
    let length = 1
    for (let i = 1; i < words.length; i++) {
      if (words[i]! > words[i - 1]!) length++
      else {
        counts[Math.min(length, 6) - 1]!++
        length = 1
        i++
      }
    }
    return chiSquareTest(counts, [1 / 2, 1 / 3, 1 / 8, 1 / 30, 1 / 144, 1 / 720])
  },
}

const uniformMoments = [1, 2, 3, 4].map((power) => ({
  power,
  mean: 1 / (power + 1),
  variance: 1 / (2 * power + 1) - 1 / (power + 1) ** 2,
}))

/** Tests of uniform numbers between 0 and 1. */
export const uniformTests: Record<string, RandomnessTest> = {
  distribution: (samples) => kolmogorovTest(samples, (x) => x),
  ...Object.fromEntries(
    uniformMoments.map(({ power, mean, variance }) => [
      `moment ${power}`,
      (samples: Float64Array) => momentTest(samples, power, mean, variance),
    ]),
  ),
  'correlations at lags 1 to 10': (samples) =>
    lagTest(
      samples.map((x) => x - 0.5),
      1 / 12,
    ),
  'correlations of squares': (samples) =>
    lagTest(
      samples.map((x) => (x - 0.5) ** 2 - 1 / 12),
      1 / 180,
    ),
  'pairs in a square': (samples) => {
    const cells = new Float64Array(256)
    for (let i = 0; i + 1 < samples.length; i += 2)
      cells[16 * Math.floor(16 * samples[i]!) + Math.floor(16 * samples[i + 1]!)]!++
    return chiSquareTest(cells)
  },
  'digits beyond the first 32 bits': (samples) => {
    const cells = new Float64Array(64)
    for (const x of samples) cells[Math.floor(x * 2 ** 38) % 64]!++
    return chiSquareTest(cells)
  },
}

/** Tests of standard normals. */
export const normalTests: Record<string, RandomnessTest> = {
  distribution: (samples) => kolmogorovTest(samples, normalCdf),
  'moment 1': (samples) => momentTest(samples, 1, 0, 1),
  'moment 2': (samples) => momentTest(samples, 2, 1, 2),
  'moment 3': (samples) => momentTest(samples, 3, 0, 15),
  'moment 4': (samples) => momentTest(samples, 4, 3, 96),
  'correlations at lags 1 to 10': (samples) => lagTest(samples, 1),
  'correlations of squares': (samples) =>
    lagTest(
      samples.map((x) => x * x - 1),
      2,
    ),
  'how many are beyond 4 standard deviations': (samples) =>
    poissonTest(
      samples.reduce((count, x) => count + Number(Math.abs(x) > 4), 0),
      2 * normalCdf(-4) * samples.length,
    ),
  'where they are beyond 3 standard deviations': (samples) =>
    kolmogorovTest(
      samples.filter((x) => Math.abs(x) > 3),
      (x) => (x < 0 ? normalCdf(x) / (2 * normalCdf(-3)) : 1 - normalCdf(-x) / (2 * normalCdf(-3))),
    ),
}

/** Tests that two sequences of uniform numbers have nothing to do with one another. */
export const pairTests: Record<string, (a: Float64Array, b: Float64Array) => number> = {
  'crossed correlations at lags -5 to 5': (a, b) => {
    let statistic = 0
    for (let lag = -5; lag <= 5; lag++) {
      let sum = 0
      let count = 0
      for (let i = Math.max(0, -lag); i < Math.min(a.length, b.length - lag); i++, count++)
        sum += (a[i]! - 0.5) * (b[i + lag]! - 0.5)
      statistic += (12 * sum) ** 2 / count
    }
    return chiSquareOf(statistic, 11)
  },
  'cells of a square': (a, b) => {
    const cells = new Float64Array(256)
    for (let i = 0; i < a.length; i++) cells[16 * Math.floor(16 * a[i]!) + Math.floor(16 * b[i]!)]!++
    return chiSquareTest(cells)
  },
  'numbers that come in both': (a, b) => {
    // Of all pairs of places, each agrees in 53 bits by chance with probability 2⁻⁵³.
    const seen = new Set(a)
    const common = b.reduce((count, x) => count + Number(seen.has(x)), 0)
    return poissonTest(common, (a.length * b.length) / 2 ** 53)
  },
}

function momentTest(samples: Float64Array, power: number, mean: number, variance: number): number {
  const sum = samples.reduce((total, x) => total + x ** power - mean, 0)
  return normalTest(sum / Math.sqrt(variance * samples.length))
}

/** Samples with known mean 0 and this variance: products at a lag are uncorrelated, with variance². */
function lagTest(samples: Float64Array, variance: number): number {
  let statistic = 0
  for (let lag = 1; lag <= 10; lag++) {
    let sum = 0
    for (let i = lag; i < samples.length; i++) sum += samples[i]! * samples[i - lag]!
    statistic += (sum / variance) ** 2 / (samples.length - lag)
  }
  return chiSquareOf(statistic, 10)
}

function tally(words: Float64Array, cells: number, cell: (word: number) => number): Float64Array {
  const counts = new Float64Array(cells)
  for (const word of words) counts[cell(word)]!++
  return counts
}

/** How often each tuple of so many consecutive words, of which `bits` bits are looked at, comes. */
function tuples(
  words: Float64Array,
  length: number,
  bits: number,
  part: (word: number) => number,
): Float64Array {
  const counts = new Float64Array(2 ** (length * bits))
  for (let i = 0; i + length <= words.length; i += length) {
    let cell = 0
    for (let k = 0; k < length; k++) cell = (cell << bits) | part(words[i + k]!)
    counts[cell]!++
  }
  return counts
}
