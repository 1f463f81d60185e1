import { describe, expect, it } from 'vitest'
import { rational } from '../../../../src/expression/index.js'
import { unlimited, within } from '../../../../src/base/budget.js'
import {
  adaptedFactors,
  determinantBound,
  enclosedExactFactors,
  enclosedFactors,
  enumerationBound,
  exactExponentEnclosure,
  exponentEnclosure,
  rescaledMomentBound,
  secondMomentBound,
  smallStepsBound,
} from '../../../../src/numeric/lyapunov/bounds/index.js'
import { exactProduct, grams, product, randomProduct, simulatedExponent } from '../worked-products.js'

const oblique = product(grams.oblique)
const three = (batchSize = 1, replacement = false) => product(grams.three, batchSize, replacement)

describe('single bounds give the values computed elsewhere', () => {
  it.each([
    [1.2, 1, 0.1682361183106],
    [1.2, 4, 0.130908967904],
    [1.2, 12, 0.104169319165],
    [0.3, 4, -0.09780041721842],
    [0.3, 12, -0.1124682697809],
  ])('enumeration at %d of words of length %d', (learningRate, length, value) => {
    const { hi } = enumerationBound(enclosedFactors(oblique, learningRate), length)
    expect(hi).toBeGreaterThan(value - 1e-12)
    expect(hi).toBeLessThan(value + 1e-7)
  })

  it('enumeration in three dimensions', () => {
    const { hi } = enumerationBound(enclosedFactors(three(), 0.25), 6)
    const longer = enumerationBound(enclosedFactors(three(), 0.25), 7).hi
    expect(longer).toBeLessThan(hi)
    expect(enumerationBound(enclosedFactors(three(), 0.25), 8).hi).toBeCloseTo(0.1454654263583, 10)
  })

  it.each([
    [0.3, -0.3182414189532],
    [0.8, -0.5300658840501],
    [1.2, -0.3182414189532],
  ])('the determinant at %d', (learningRate, value) => {
    const { lo } = determinantBound(enclosedFactors(oblique, learningRate))
    expect(lo).toBeCloseTo(value, 12)
    expect(determinantBound(enclosedFactors(oblique, 0.5)).lo).toBe(-Infinity)
  })

  it.each([
    [0.3, -0.2196381622765],
    [0.8, -0.4362216665596],
    [1.2, 0.2889389670399],
  ])('the second moment at %d', (learningRate, value) => {
    const twice = 2 * secondMomentBound(enclosedFactors(oblique, learningRate)).hi
    expect(twice).toBeGreaterThan(value - 1e-12)
    expect(twice).toBeLessThan(value + 1e-9)
  })

  it('the second moment has its zero where mean-square stability ends', () => {
    const hi = (learningRate: number, batchSize: number, replacement: boolean) =>
      secondMomentBound(enclosedFactors(three(batchSize, replacement), learningRate)).hi
    for (const [threshold, batchSize, replacement] of [
      [0.205790114331, 1, false],
      [0.342538511029, 2, false],
      [0.284368123101, 2, true],
    ] as const) {
      // prettier-ignore
      expect(hi(threshold * (1 - 1e-6), batchSize, replacement)).toBeLessThan(0)
      expect(hi(threshold * (1 + 1e-6), batchSize, replacement)).toBeGreaterThan(0)
    }
  })

  it('rescaling the factors sharpens the second moment, more so for words, and stays above the exponent', () => {
    for (const [sampled, learningRate, exponent] of [
      [oblique, 0.3, -0.117619687],
      [oblique, 1.2, 0.0898668],
      [three(), 0.25, 0.10398],
      [three(2, true), 0.3, -0.12498],
    ] as const) {
      const factors = enclosedFactors(sampled, learningRate)
      const bounds = [
        secondMomentBound(factors),
        rescaledMomentBound(factors),
        rescaledMomentBound(factors, 2),
      ]
      const [plain, rescaled, ofWords] = bounds.map(({ hi }) => hi)
      expect(rescaled!).toBeLessThan(plain! - 4e-3)
      expect(ofWords!).toBeLessThan(rescaled! - 4e-4)
      expect(ofWords!).toBeGreaterThan(exponent)
    }
  })

  it('rescaling leaves the exponents of parallel gradients as they are, which it finds', () => {
    const parallel = enclosedExactFactors(exactProduct(grams.parallel), rational.of('0.45'))
    expect(rescaledMomentBound(parallel).hi).toBeCloseTo(-0.171245154473, 9)
    expect(rescaledMomentBound(parallel).hi).toBeGreaterThan(-0.171245154473 - 1e-12)
  })

  it('small steps end at 2/λ_max of a batch, and need gradients that span the space', () => {
    expect(smallStepsBound(enclosedFactors(oblique, 1 - 1e-9))).toMatchObject({ hi: 0, strict: true })
    expect(smallStepsBound(enclosedFactors(oblique, 1 + 1e-9))).toBeUndefined()
    const flat = { ...oblique, samples: [oblique.samples[0]!, oblique.samples[0]!] }
    expect(smallStepsBound(enclosedFactors(flat, 0.1))).toBeUndefined()
  })

  it('an adapted norm improves residual coordinates, and stays above the exponent', () => {
    const residual = enclosedExactFactors(exactProduct(grams.oblique), rational.of('6/5'))
    const [plain, adapted] = [residual, adaptedFactors(residual)].map((f) => enumerationBound(f, 8).hi)
    expect(adapted!).toBeLessThan(plain! - 5e-3)
    expect(adapted!).toBeGreaterThan(0.0898668)
  })
})

describe('the enclosure of an exponent', () => {
  it.each([
    [0.2, 1, false, 'negative', 'second moment'],
    [0.4, 1, false, 'positive', 'determinant'],
    [0.1, 1, false, 'negative', 'small steps'],
    [0.25, 2, false, 'negative', 'small steps'],
    [0.3, 2, false, 'negative', 'second moment'],
    [0.3, 2, true, 'negative', 'rescaled second moment'],
  ] as const)('in three dimensions, %d with batches of %d (%s): %s by %s', (learningRate, batchSize, replacement, sign, by) => {
    const found = exponentEnclosure(three(batchSize, replacement), learningRate)
    expect(found.settled).toBe(sign)
    expect(found.bounds.find(({ detail }) => detail === found.by)!.name).toBe(by)
  }) // prettier-ignore

  it('contains the exponents of the worked case in three dimensions', () => {
    for (const [learningRate, batchSize, replacement, exponent] of [
      [0.21, 1, false, -0.00917],
      [0.25, 1, false, 0.10398],
      [0.25, 2, true, -0.24419],
      [0.4, 2, false, 0.03223],
      [0.4, 2, true, 0.16742],
    ] as const) {
      const { lo, hi, settled } = exponentEnclosure(three(batchSize, replacement), learningRate, {
        budget: within(unlimited, 50),
      })
      expect(lo).toBeLessThan(exponent)
      expect(hi).toBeGreaterThan(exponent)
      if (settled !== undefined) expect(settled).toBe(exponent < 0 ? 'negative' : 'positive')
    }
  })

  it('settles the sign by the coboundary where cheap bounds do not, from exact inner products too', () => {
    for (const [learningRate, sign] of [
      ['1.075', 'negative'],
      ['1.1', 'positive'],
    ] as const) {
      // prettier-ignore
      expect(exponentEnclosure(oblique, Number(learningRate), { budget: unlimited }).settled).toBe(sign)
      const exact = exactExponentEnclosure(exactProduct(grams.oblique), rational.of(learningRate), {
        budget: unlimited,
      })
      expect(exact.settled).toBe(sign)
      expect(exact.bounds.at(-1)!.name).toBe('coboundary')
    }
  })

  it('is all but a number in one dimension, where the gradients are parallel', () => {
    for (const [learningRate, exponent] of [['0.45', -0.171245154473], ['0.13', (Math.log(0.74) + Math.log(1.34)) / 2]] as const) { // prettier-ignore
      const { lo, hi } = exactExponentEnclosure(exactProduct(grams.parallel), rational.of(learningRate), { width: 1e-10 })
      expect(lo).toBeLessThan(exponent + 1e-12)
      expect(hi).toBeGreaterThan(exponent - 1e-12)
      expect(hi - lo).toBeLessThan(1e-10)
    }
  }) // prettier-ignore

  it('takes orthogonal gradients apart and has the larger exponent', () => {
    const { lo, hi, settled } = exactExponentEnclosure(exactProduct(grams.orthogonal), rational.of('0.3'), { width: 1e-10 }) // prettier-ignore
    expect(lo).toBeLessThan(Math.log(0.4) / 2 + 1e-12)
    expect(hi).toBeGreaterThan(Math.log(0.4) / 2 - 1e-12)
    expect(hi - lo).toBeLessThan(1e-10)
    expect(settled).toBe('negative')
  })

  it('leaves open what is exactly 0: products of reflections', () => {
    const { lo, hi, settled } = exactExponentEnclosure(exactProduct(grams.symmetric), rational.one, { budget: within(unlimited, 30) }) // prettier-ignore
    expect(settled).toBeUndefined()
    expect(lo).toBeLessThanOrEqual(0)
    expect(hi).toBeGreaterThanOrEqual(0)
    expect(hi - lo).toBeLessThan(1e-9)
  })

  it.each([1, 2])('contains what simulation gives, in three and four dimensions (%d)', (seed) => {
    for (const sampled of [randomProduct(seed, 3, 4), randomProduct(seed, 4, 3, 2)])
      for (const learningRate of [0.2, 0.6, 1.5]) {
        const { lo, hi } = exponentEnclosure(sampled, learningRate, {
          budget: within(unlimited, 20),
          width: 0,
        })
        const { mean, error } = simulatedExponent(sampled, learningRate, 20_000)
        expect(lo).toBeLessThan(mean + 5 * error)
        expect(hi).toBeGreaterThan(mean - 5 * error)
      }
  })

  it('refuses what has no normal space', () => {
    const none = { dimension: 0, samples: [], batchSize: 1, replacement: false }
    expect(() => exponentEnclosure(none, 0.1)).toThrow(RangeError)
  })
})
