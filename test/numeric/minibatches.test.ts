import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aliasTable,
  bernoulli,
  bernoulliMask,
  drawingWithoutReplacement,
  drawWithReplacement,
  epochs,
  randomPermutation,
  stream,
  type EpochPosition,
  weightedIndex,
  weightedIndices,
} from '../../src/numeric/index.js'
import { binomialTest, chiSquareOf, chiSquareTest } from './p-values.js'

const significance = 1e-4 / 20

/** How often each list came, of `expected` lists that are possible. */
function countsOf(draws: Iterable<string>, expected: number): number[] {
  const counts = new Map<string, number>()
  for (const draw of draws) counts.set(draw, (counts.get(draw) ?? 0) + 1)
  expect(counts.size).toBe(expected)
  return [...counts.values()]
}

function* repeated(count: number, draw: () => string): Iterable<string> {
  for (let i = 0; i < count; i++) yield draw()
}

describe('bernoulli', () => {
  const share = (probability: number, count: number): number => {
    const mask = new Uint8Array(count)
    bernoulliMask(stream(1, 'mask', 0), probability, mask)
    return mask.reduce((sum, x) => sum + x, 0)
  }

  it.each([0.5, 0.1, 0.999, 1e-3])('is 1 with probability %d', (probability) => {
    const count = 200_000
    expect(binomialTest(share(probability, count), count, probability)).toBeGreaterThan(significance)
  })

  it('would be found out a hundredth away from its probability', () => {
    expect(binomialTest(share(0.5, 200_000), 200_000, 0.49)).toBeLessThan(1e-9)
  })

  it('knows never and always, and refuses what is no probability', () => {
    expect(share(0, 1000)).toBe(0)
    expect(share(1, 1000)).toBe(1000)
    for (const wrong of [-0.1, 1.1, NaN])
      expect(() => bernoulli(stream(1, 'x', 0), wrong)).toThrow(RangeError)
  })

  it('fills a mask with what single calls give', () => {
    const mask = new Float64Array(50)
    bernoulliMask(stream(2, 'mask', 0), 0.4, mask)
    const random = stream(2, 'mask', 0)
    expect([...mask]).toEqual(Array.from({ length: 50 }, () => bernoulli(random, 0.4)))
  })
})

describe('drawWithReplacement', () => {
  it('gives all lists equally often', () => {
    const random = stream(1, 'with', 0)
    const batch = new Uint32Array(3)
    const draws = repeated(40_000, () => (drawWithReplacement(random, 5, batch), batch.join()))
    expect(chiSquareTest(countsOf(draws, 125))).toBeGreaterThan(significance)
  })
})

describe('drawingWithoutReplacement', () => {
  // n, B, how many subsets and ordered lists there are
  it.each([
    [6, 3, 20, 120],
    [5, 1, 5, 5],
    [7, 5, 21, 2520],
    [4, 4, 1, 24],
  ])('of %d indices, %d at a time: all subsets and all orders equally often', (n, size, subsets, lists) => {
    const random = stream(n, 'without', size)
    const draw = drawingWithoutReplacement(n)
    const batch = new Uint32Array(size)
    const [ordered, sorted]: string[][] = [[], []]
    for (let i = 0; i < 50_000; i++) {
      draw(random, batch)
      ordered!.push(batch.join())
      sorted!.push(batch.slice().sort().join())
    }
    expect(chiSquareTest(countsOf(ordered!, lists))).toBeGreaterThan(significance)
    if (subsets > 1) expect(chiSquareTest(countsOf(sorted!, subsets))).toBeGreaterThan(significance)
  })

  it('includes each index, and each pair, as often as every other one', () => {
    const [n, size, count] = [40, 8, 20_000]
    const random = stream(3, 'inclusion', 0)
    const draw = drawingWithoutReplacement(n)
    const batch = new Uint32Array(size)
    const singles = new Float64Array(n)
    const pairs = new Float64Array(n * n)
    for (let i = 0; i < count; i++) {
      draw(random, batch)
      for (const a of batch) {
        singles[a]!++
        for (const b of batch) if (a < b) pairs[a * n + b]!++
      }
    }
    // Inclusions are negatively correlated: Σ (observed − expected)²/(count p (1 − p)) is n/(n − 1) times a χ² of n − 1.
    const p = size / n
    const statistic = singles.reduce((sum, x) => sum + (x - count * p) ** 2 / (count * p * (1 - p)), 0)
    expect(chiSquareOf((statistic * (n - 1)) / n, n - 1)).toBeGreaterThan(significance)
    const together = (size * (size - 1)) / (n * (n - 1))
    const variance = count * together * (1 - together)
    for (let a = 0; a < n; a++)
      for (let b = a + 1; b < n; b++)
        expect(Math.abs(pairs[a * n + b]! - count * together) / Math.sqrt(variance)).toBeLessThan(5.5)
  })

  it('gives different indices below n, and depends on the position of the stream alone', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.array(fc.nat({ max: 60 }), { maxLength: 6 }))
    fc.assert(
      fc.property(sizes, ([n, lengths]) => {
        const random = stream(8, 'any', n)
        const draw = drawingWithoutReplacement(n)
        for (const length of lengths.filter((size) => size <= n)) {
          const position = random.position()
          const batch = new Uint32Array(length)
          draw(random, batch)
          expect(new Set(batch).size).toBe(length)
          expect(batch.every((index) => index < n)).toBe(true)
          const again = stream(8, 'any', n)
          again.seek(position)
          const repeatedly = new Uint32Array(length)
          drawingWithoutReplacement(n)(again, repeatedly)
          expect(repeatedly).toEqual(batch)
        }
      }),
      { seed: 6 },
    )
  })

  it('refuses more indices than there are', () => {
    expect(() => drawingWithoutReplacement(3)(stream(1, 'x', 0), new Uint32Array(4))).toThrow(RangeError)
    for (const n of [0, 1.5, -1, NaN]) expect(() => drawingWithoutReplacement(n)).toThrow(RangeError)
  })
})

describe('permutations and epochs', () => {
  it('gives all permutations equally often', () => {
    const random = stream(4, 'permutations', 0)
    const order = new Uint32Array(5)
    const draws = repeated(40_000, () => (randomPermutation(random, order), order.join()))
    expect(chiSquareTest(countsOf(draws, 120))).toBeGreaterThan(significance)
  })

  it('hands out every index once in an epoch, and passes over what is too little for a batch', () => {
    const source = epochs(stream(5, 'epochs', 0), 10)
    const batch = new Uint32Array(3)
    const drawn = Array.from({ length: 12 }, () => (source.next(batch), [...batch]))
    const perEpoch = [0, 3, 6, 9].map((first) => drawn.slice(first, first + 3).flat())
    for (const indices of perEpoch) expect(new Set(indices).size).toBe(9)
    expect(new Set(perEpoch.map((indices) => indices.join())).size).toBe(4)
    expect(() => source.next(new Uint32Array(11))).toThrow(RangeError)
    const whole = new Uint32Array(10)
    source.next(whole)
    expect([...whole].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it.each([0, 1, 2, 3, 4, 7])('resumes after %d batches, through JSON', (before) => {
    const batch = new Uint32Array(4)
    const following = (source: ReturnType<typeof epochs>) =>
      Array.from({ length: 9 }, () => (source.next(batch), [...batch]))
    const source = epochs(stream(5, 'epochs', 1), 13)
    for (let i = 0; i < before; i++) source.next(batch)
    const saved = JSON.stringify(source.position())
    const ahead = following(source)
    const again = epochs(stream(5, 'epochs', 1), 13)
    again.seek(JSON.parse(saved) as EpochPosition)
    expect(following(again)).toEqual(ahead)
  })
})

describe('weighted indices', () => {
  /** The probabilities that a table stands for. */
  const probabilities = ({ thresholds, aliases }: ReturnType<typeof aliasTable>): Float64Array => {
    const sums = new Float64Array(thresholds.length)
    thresholds.forEach((threshold, i) => {
      sums[i]! += threshold / thresholds.length
      sums[aliases[i]!]! += (1 - threshold) / thresholds.length
    })
    return sums
  }

  it('have a table that stands for the weights, whatever these are', () => {
    const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(1e300))
    const weights = fc.array(weight, { minLength: 1, maxLength: 80 }).filter((w) => w.some((x) => x > 1e-300))
    fc.assert(
      fc.property(weights, (given) => {
        const largest = Math.max(...given)
        const total = given.reduce((sum, w) => sum + w / largest, 0)
        probabilities(aliasTable(given)).forEach((p, i) => {
          expect(Math.abs(p - given[i]! / largest / total)).toBeLessThan(1e-14)
          if (given[i] === 0) expect(p).toBe(0)
        })
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  it('come as often as they should', () => {
    const weights = [1, 0, 5, 2.5, 0.5, 1, 30]
    const table = aliasTable(weights)
    const batch = new Uint32Array(100_000)
    weightedIndices(stream(6, 'weights', 0), table, batch)
    const counts = new Float64Array(7)
    for (const index of batch) counts[index]!++
    expect(counts[1]).toBe(0)
    const positive = (_: number, i: number) => i !== 1
    const shares = weights.filter(positive).map((w) => w / 40)
    expect(chiSquareTest(counts.filter(positive), shares)).toBeGreaterThan(significance)
    expect(chiSquareTest(counts.filter(positive), [0.03, 0.12, 0.0625, 0.0125, 0.025, 0.75])).toBeLessThan(
      1e-9,
    )
    const random = stream(6, 'weights', 0)
    expect(weightedIndex(random, table)).toBe(batch[0])
    expect(weightedIndex(random, table)).toBe(batch[1])
  })

  it('refuse weights from which nothing can be drawn', () => {
    for (const wrong of [[], [0, 0], [1, -1], [1, NaN], [Infinity, 1]])
      expect(() => aliasTable(wrong)).toThrow(RangeError)
  })
})
