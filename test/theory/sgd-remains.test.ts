import { describe, expect, it } from 'vitest'
import { modelFrom } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { predictionOf, type Question, situate } from '../../src/study/index.js'
import type { Remains } from '../../src/theory/index.js'
import { sgdLyapunov } from '../../src/theory/stability/sgd-lyapunov.js'
import { verify } from '../../src/verify/index.js'

const hyperbola = modelFrom({ title: 'one sample', parameters: ['x', 'y'], residuals: ['x*y - 1'], points: { p: { x: 2, y: '1/2' } } }) // prettier-ignore
const apart = modelFrom({
  title: 'two constraints without common parameters',
  parameters: ['x', 'y', 'u', 'v'],
  residuals: ['x*y - 1', 'u*v - 1'],
  points: { p: { x: 2, y: '1/2', u: 1, v: 1 } },
})
const balanced = modelFrom({
  title: 'two gradients of equal length',
  parameters: ['a', 'b', 'c', 'd', 'g'],
  residuals: ['a*b - 1', 'a + b/5 + 4/5*c + 2/5*d + 2/5*g - 14/5'],
  points: { p: { a: 1, b: 1, c: 1, d: 1, g: 1 } },
})
const crossed = modelFrom({
  title: 'two constraints that share a factor',
  parameters: ['a', 'b', 'c'],
  residuals: ['a*b - 1', '3/5*a + 4/5*c - 7/5'],
  points: { one: { a: 1, b: 1, c: 1 } },
})
const golden = await readBundledModel('two-layer-scalar')

function remainsOf(model: typeof apart, question: Question): Remains {
  const record = predictionOf(sgdLyapunov, situate(model, question).situation)
  expect(record.prediction).toBeUndefined()
  return record.remains!
}
const estimateOf = ({ quantities }: Remains, name: string) => quantities[name]!.estimate

describe('what can still be said of stochastic gradient descent', () => {
  // Chemnitz & Engel's worked cases: closed forms, thresholds and moments.
  it.each([
    ['orthogonal gradients', apart, '3/10', Math.log(0.4) / 2],
    ['two projections', balanced, '1/2', Math.log(0.6) / 2],
    ['reflections', balanced, '1', 0],
    ['one sample', hyperbola, '3/10', Math.log(0.275)],
  ] as const)('%s: the exponent in closed form, within certain bounds', (_, model, learningRate, exponent) => {
    const remains = remainsOf(model, { learningRate })
    const found = estimateOf(remains, 'exponent')
    expect(found.kind).toBe('exact')
    expect(found.value).toBeCloseTo(exponent, 14)
    const bounds = estimateOf(remains, 'enclosure')
    if (bounds.kind !== 'enclosed') throw new Error('no enclosure')
    expect(bounds.lo).toBeLessThanOrEqual(exponent + 1e-12)
    expect(bounds.hi).toBeGreaterThanOrEqual(exponent - 1e-12)
    expect(bounds.sign).toBe(exponent === 0 ? 'open' : 'negative')
    expect(remains.says).toContain('Theorem B is not available')
    expect(remains.says).toContain(exponent === 0 ? 'neither grow nor decay' : 'every displacement decays')
  }) // prettier-ignore

  it('a singular factor: a series for the exponent, and all that does not depend on the learning rate', () => {
    const remains = remainsOf(crossed, { learningRate: '1/2' })
    expect(estimateOf(remains, 'exponent').value).toBeCloseTo(-0.2133864896382902, 12)
    expect(estimateOf(remains, 'meanSquareThreshold').value).toBeCloseTo(1.055855603308, 11)
    expect(estimateOf(remains, 'gradientDescentThreshold').value).toBeCloseTo(1.753597640023, 11)
    expect(estimateOf(remains, 'threshold').value).toBeCloseTo(1.081497, 5)
    expect(remains.says).toContain('decays')
  })

  it('keeps the exact thresholds where the exponent is −∞', () => {
    const remains = remainsOf(golden, { learningRate: '1/5' })
    expect(estimateOf(remains, 'exponent').value).toBe(-Infinity)
    const names = ['meanSquareThreshold', 'gradientDescentThreshold', 'threshold']
    expect(names.map((name) => estimateOf(remains, name))).toMatchObject(['2/17', '4/25', '1/4'].map((text) => ({ kind: 'exact', text }))) // prettier-ignore
  })

  it('all samples in every batch: the exponent of gradient descent', () => {
    const remains = remainsOf(crossed, { learningRate: '4/5', batchSize: 2 })
    expect(estimateOf(remains, 'exponent').value).toBeCloseTo(-0.3391017088043, 12)
    expect(estimateOf(remains, 'gradientDescent').value).toBeCloseTo(-0.3391017088043, 12)
    expect(remains.says).toContain('gradient-descent-threshold')
  })

  it('comes with the verdict, and not where there is no linearisation to speak of', async () => {
    const { situation } = situate(apart, { learningRate: '3/10' })
    const verdict = await verify(sgdLyapunov, situation, { seed: 1 })
    expect(verdict.outcome).toBe('not applicable')
    expect(verdict.remains?.quantities['exponent']?.estimate.kind).toBe('exact')
    const unfitted = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1', 'u*v - 2'], points: { p: { u: 1, v: 1 } } }) // prettier-ignore
    expect(predictionOf(sgdLyapunov, situate(unfitted, {}).situation).remains).toBeUndefined()
  })
})

describe('certain bounds of the exponent', () => {
  it('are a quantity with both ends, the argument and the sign, and are told in words', () => {
    const prediction = predictionOf(
      sgdLyapunov,
      situate(crossed, { learningRate: '6/5' }).situation,
    ).prediction!
    expect(prediction.quantities['enclosure']!.estimate).toMatchObject({ kind: 'enclosed', sign: 'positive' })
    const { estimate } = prediction.quantities['enclosure']!
    if (estimate.kind !== 'enclosed') throw new Error('no enclosure')
    expect(estimate.lo).toBeGreaterThan(0)
    expect(estimate.lo).toBeLessThan(0.0898668)
    expect(estimate.hi).toBeGreaterThan(0.0898668)
    expect(prediction.says).toMatch(/proved positive, certainly between .* and .* \(coboundary/)
  })
})
