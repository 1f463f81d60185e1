import { describe, expect, it } from 'vitest'
import { generatorWords, normalCdf, stream } from '../../src/numeric/index.js'
import { minusTwoLogarithm } from '../../src/numeric/box-muller.js'
import { philox } from '../../src/numeric/philox.js'

function block(counter: number[], key: number[]): string {
  const words = new Uint32Array(4)
  philox(words, counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!)
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ')
}

// The largest distance between the empirical distribution and a continuous one, times √n. Above 1.95 has probability
// 0.001 (Kolmogorov).
function kolmogorovSmirnov(samples: Float64Array, cdf: (x: number) => number): number {
  const sorted = samples.slice().sort()
  const n = sorted.length
  let distance = 0
  sorted.forEach((x, i) => {
    distance = Math.max(distance, Math.abs(cdf(x) - i / n), Math.abs(cdf(x) - (i + 1) / n))
  })
  return distance * Math.sqrt(n)
}

// Σ (observed - expected)²/expected, standardised: (χ² - f)/√(2f)
function chiSquare(observed: Float64Array): number {
  const expected = observed.reduce((a, b) => a + b) / observed.length
  const freedom = observed.length - 1
  const statistic = observed.reduce((a, count) => a + (count - expected) ** 2 / expected, 0)
  return (statistic - freedom) / Math.sqrt(2 * freedom)
}

const mean = (values: ArrayLike<number>, f = (x: number) => x) =>
  Array.from(values, f).reduce((a, b) => a + b, 0) / values.length

describe('philox', () => {
  it('gives the published known answers (kat_vectors of Random123)', () => {
    const ones = 0xffffffff
    expect(block([0, 0, 0, 0], [0, 0])).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8')
    expect(block([ones, ones, ones, ones], [ones, ones])).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd')
    const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
    expect(block(pi, [0xa4093822, 0x299f31d0])).toBe('d16cfe09 94fdcceb 5001e420 24126ea1')
  })
})

describe('stream', () => {
  // From the documented derivation of key and counter, written a second time with Python's integers.
  it('puts seed, purpose and replica into key and counter as documented', () => {
    const first = stream(7, 'label noise', 3)
    expect(Array.from({ length: 4 }, () => first.uint32())).toEqual([
      0xf7ac4c98, 0x6bdc4ef7, 0x147c3671, 0x9cdd0bd0,
    ])
    const far = stream(2n ** 64n - 2n, 'label noise', 2 ** 32 - 1)
    far.seek({ block: 2 ** 40 + 5, word: 4 })
    expect(Array.from({ length: 4 }, () => far.uint32())).toEqual([
      0x9aeda1af, 0xc9b7ab22, 0x0e87dec6, 0xf9073589,
    ])
  })

  it('makes uniforms and normals of the words as documented', () => {
    expect(stream(7, 'label noise', 3).uniform()).toBe(0.9674728246132313)
    const random = stream(7, 'label noise', 3)
    const expected = [0.22534306540956114, 0.123920895442631, 0.16205626528435998, 0.28048684595539264]
    for (const value of expected) expect(random.normal()).toBeCloseTo(value, 14)
  })

  it('does not depend on the order in which streams are used', () => {
    const together = [0, 1, 2].map((replica) => stream(1, 'order', replica))
    const interleaved = [0, 1, 2].map((): number[] => [])
    for (let i = 0; i < 50; i++)
      together.forEach((random, k) => interleaved[k]!.push(random.normal(), random.uniform()))
    const alone = [2, 1, 0].map((replica) => {
      const random = stream(1, 'order', replica)
      return Array.from({ length: 50 }, () => [random.normal(), random.uniform()]).flat()
    })
    expect(interleaved).toEqual(alone.reverse())
  })

  it('gives the same normals in bulk, in whatever portions', () => {
    const singly = stream(9, 'bulk', 0)
    const expected = Array.from({ length: 101 }, () => singly.normal())
    const bulk = stream(9, 'bulk', 0)
    const got = [3, 1, 0, 50, 2, 45].flatMap((length) => {
      const out = new Float64Array(length)
      bulk.normals(out)
      return [...out]
    })
    expect(got).toEqual(expected)
    expect(bulk.uint32()).toBe(singly.uint32())
  })

  it.each([0, 1, 2, 3, 4, 5])('resumes after %d words and a normal, through JSON', (words) => {
    const random = stream(9, 'resume', 1)
    random.normal()
    for (let i = 0; i < words; i++) random.uint32()
    const saved = JSON.stringify(random.position())
    const ahead = [random.uint32(), random.normal(), random.normal(), random.uniform()]
    const again = stream(9, 'resume', 1)
    again.seek(JSON.parse(saved) as ReturnType<typeof random.position>)
    expect([again.uint32(), again.normal(), again.normal(), again.uniform()]).toEqual(ahead)
  })

  it('separates seeds, purposes and replicas', () => {
    const firsts = [
      stream(1, 'a', 0),
      stream(2, 'a', 0),
      stream(1, 'b', 0),
      stream(1, 'a', 1),
      stream(1, 'ab', 0),
      stream(1, 'ba', 0),
      stream(1, '', 0),
      stream(1n << 32n, 'a', 0),
    ].map((random) => random.uint32())
    expect(new Set(firsts).size).toBe(firsts.length)
    expect(stream(12n, 'a', 0).uint32()).toBe(stream(12, 'a', 0).uint32())
  })

  it('refuses seeds and replicas that would be confused with others', () => {
    for (const seed of [-1, 0.5, 2 ** 53, NaN, -1n, 2n ** 64n])
      expect(() => stream(seed, 'a', 0)).toThrow(RangeError)
    for (const replica of [-1, 0.5, 2 ** 32]) expect(() => stream(1, 'a', replica)).toThrow(RangeError)
  })
})

describe('generatorWords', () => {
  it('are the words of the streams of the replicas, in pairs, whatever their number', () => {
    const words = generatorWords(7, 'label noise', 2, 3)
    const own = stream(7, 'label noise', 3)
    const expected = Array.from({ length: 4 }, () => (BigInt(own.uint32()) << 32n) | BigInt(own.uint32()))
    expect([...words.subarray(0, 4)]).toEqual(expected)
    expect(words[0]).toBe(0xf7ac4c986bdc4ef7n)
    expect(words.subarray(4)).toEqual(generatorWords(7, 'label noise', 1, 4))
  })
})

describe('the numbers', () => {
  const count = 200_000

  it('uniforms are uniform, with 53 bits', () => {
    const random = stream(101, 'uniform', 0)
    const samples = Float64Array.from({ length: count }, () => random.uniform())
    expect(kolmogorovSmirnov(samples, (x) => x)).toBeLessThan(1.95)
    const lowBits = new Float64Array(64)
    for (const x of samples) lowBits[(x * 2 ** 53) % 64]!++
    expect(Math.abs(chiSquare(lowBits))).toBeLessThan(3.5)
  })

  it('normals are normal: distribution, moments, tails, pairs', () => {
    const samples = new Float64Array(count)
    stream(102, 'normal', 0).normals(samples)
    expect(kolmogorovSmirnov(samples, normalCdf)).toBeLessThan(1.95)
    const error = 3.5 / Math.sqrt(count)
    expect(Math.abs(mean(samples))).toBeLessThan(error)
    expect(Math.abs(mean(samples, (x) => x * x) - 1)).toBeLessThan(error * Math.sqrt(2))
    expect(Math.abs(mean(samples, (x) => x ** 3))).toBeLessThan(error * Math.sqrt(15))
    expect(Math.abs(mean(samples, (x) => x ** 4) - 3)).toBeLessThan(error * Math.sqrt(96))
    const beyondThree = samples.filter((x) => Math.abs(x) > 3).length
    expect(Math.abs(beyondThree - 2 * normalCdf(-3) * count)).toBeLessThan(
      3.5 * Math.sqrt(2 * normalCdf(-3) * count),
    )
    const products = Float64Array.from({ length: count / 2 }, (_, i) => samples[2 * i]! * samples[2 * i + 1]!)
    expect(Math.abs(mean(products))).toBeLessThan(3.5 / Math.sqrt(count / 2))
    // squares of a pair: cov(x², y²) = 0, each x² has variance 2
    expect(Math.abs(mean(products, (p) => p * p) - 1)).toBeLessThan(
      (3.5 * Math.sqrt(8)) / Math.sqrt(count / 2),
    )
  })

  it('neighbouring replicas and seeds are uncorrelated', () => {
    const [a, b, c] = [stream(1, 'x', 0), stream(1, 'x', 1), stream(2, 'x', 0)].map((random) => {
      const out = new Float64Array(count)
      random.normals(out)
      return out
    })
    for (const other of [b!, c!]) {
      expect(Math.abs(mean(a!.map((x, i) => x * other[i]!)))).toBeLessThan(3.5 / Math.sqrt(count))
    }
  })

  it('integers are unbiased, also where the remainder of 2³² is large', () => {
    const random = stream(103, 'integer', 0)
    const six = new Float64Array(6)
    for (let i = 0; i < count; i++) six[random.integer(6)]!++
    expect(Math.abs(chiSquare(six))).toBeLessThan(3.5)
    // With n = 3·2³⁰, taking the remainder of a word would make the first third twice as likely.
    const thirds = new Float64Array(3)
    for (let i = 0; i < count; i++) thirds[Math.floor(random.integer(3 * 2 ** 30) / 2 ** 30)]!++
    expect(Math.abs(chiSquare(thirds))).toBeLessThan(3.5)
    expect(random.integer(1)).toBe(0)
    expect(() => random.integer(0)).toThrow(RangeError)
    expect(() => random.integer(2 ** 32 + 1)).toThrow(RangeError)
  })

  it('signs are fair and uncorrelated', () => {
    const random = stream(104, 'rademacher', 0)
    const signs = Float64Array.from({ length: count }, () => random.rademacher())
    expect(new Set(signs)).toEqual(new Set([1, -1]))
    expect(Math.abs(mean(signs))).toBeLessThan(3.5 / Math.sqrt(count))
    const lagged = Float64Array.from({ length: count - 1 }, (_, i) => signs[i]! * signs[i + 1]!)
    expect(Math.abs(mean(lagged))).toBeLessThan(3.5 / Math.sqrt(count))
  })
})

describe('minusTwoLogarithm', () => {
  it('agrees with Math.log over its whole range', () => {
    const random = stream(105, 'logarithm', 0)
    for (let i = 0; i < 20_000; i++) {
      const n = 1 + Math.floor(random.uniform() * 2 ** (1 + (i % 52)))
      const expected = -2 * Math.log(n / 2 ** 53)
      expect(Math.abs(minusTwoLogarithm(n) - expected)).toBeLessThanOrEqual(1e-15 * expected)
    }
    expect(minusTwoLogarithm(2 ** 53)).toBe(0)
    expect(minusTwoLogarithm(2 ** 53 - 1)).toBeCloseTo(2 ** -52, 25)
  })
})
