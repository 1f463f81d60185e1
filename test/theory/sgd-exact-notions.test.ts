import { describe, expect, it } from 'vitest'
import { uncertainty } from '../../src/base/estimate.js'
import { modelFrom } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { type Question, situate } from '../../src/study/index.js'
import { type Prediction, siteOf } from '../../src/theory/index.js'
import { sgdLyapunov } from '../../src/theory/stability/sgd-lyapunov.js'

const golden = await readBundledModel('two-layer-scalar')
const crossed = modelFrom({
  title: 'two constraints that share a factor',
  parameters: ['a', 'b', 'c'],
  residuals: ['a*b - 1', '3/5*a + 4/5*c - 7/5'],
  points: { one: { a: 1, b: 1, c: 1 } },
})
const predict = (model: typeof crossed, question: Question): Prediction =>
  sgdLyapunov.predict(siteOf(situate(model, question).situation))
const estimateOf = (prediction: Prediction, name: string) => prediction.quantities[name]!.estimate

describe('the exponent of gradient descent', () => {
  // The Hessian has the one eigenvalue 25/2 at `skewed` and 10 at `balanced`.
  it.each([
    ['skewed', '2/25'],
    ['balanced', '1/10'],
  ])('is minus infinity where one step arrives: %s at %s', (at, learningRate) => {
    const prediction = predict(golden, { at, learningRate })
    expect(estimateOf(prediction, 'gradientDescent')).toMatchObject({ kind: 'exact', value: -Infinity, text: '-infinity' }) // prettier-ignore
    expect(prediction.says).toContain('which arrives in one step')
    expect(JSON.stringify(prediction.derivation)).toContain('\\\\mu = -\\\\infty')
  })

  it('is exact close to there', () => {
    // 1 − 0.080000001 · 25/2 = −1/80000000
    const estimate = estimateOf(
      predict(golden, { at: 'skewed', learningRate: '0.080000001' }),
      'gradientDescent',
    )
    expect(estimate).toMatchObject({ kind: 'exact', text: 'log(1/80000000)' })
    expect(estimate.value).toBeCloseTo(-18.1975371926, 9)
  })

  // The eigenvalues of the Hessian are (15 ± √61)/20.
  it.each([
    ['0.8', 1 - (0.8 * (15 - Math.sqrt(61))) / 20],
    ['1.2', 1 - (1.2 * (15 - Math.sqrt(61))) / 20],
    ['1.7', (1.7 * (15 + Math.sqrt(61))) / 20 - 1],
  ])('is exact for two directions, at %s', (learningRate, factor) => {
    const prediction = predict(crossed, { learningRate })
    const estimate = estimateOf(prediction, 'gradientDescent')
    expect(estimate.kind).toBe('exact')
    expect(estimate.value).toBeCloseTo(Math.log(factor), 13)
    expect(estimateOf(prediction, 'gradientDescentThreshold')).toMatchObject({ kind: 'exact' })
    expect(estimateOf(prediction, 'gradientDescentThreshold').value).toBeCloseTo(
      40 / (15 + Math.sqrt(61)),
      13,
    )
  })

  it('has an error that covers the cancellation at a point that is not exact', () => {
    // u v = 1, to which the start is moved: the Hessian is u² + v² on the normal line, 1 of 2 samples being 0 there.
    const model = modelFrom({ title: 'two', parameters: ['u', 'v'], residuals: ['u*v - 1', '2*u*v - 2'], points: { p: { u: 1.3, v: 0.8 } } }) // prettier-ignore
    const { point } = siteOf(situate(model, {}).situation)
    const [u, v] = point.coordinates as unknown as [number, number]
    const rate = 1 / (2.5 * (u * u + v * v))
    const at = (learningRate: number) => estimateOf(predict(model, { learningRate }), 'gradientDescent')
    const close = at(rate * (1 + 1e-8))
    expect(close.value).toBeCloseTo(Math.log(1e-8), 2)
    expect(uncertainty(close)).toBeGreaterThan(1e-4)
    expect(uncertainty(close)).toBeLessThan(0.1)
    expect(at(rate)).toMatchObject({ kind: 'enclosed', lo: -Infinity })
    expect(uncertainty(at(rate / 2))).toBeLessThan(1e-9)
  })
})

it('the exponents of moments are exact in one dimension', () => {
  // Factors 1 − 5/4 and 1 − 20/4: (1/16 + 16)/2 and (1/256 + 256)/2.
  const prediction = predict(golden, { at: 'skewed', learningRate: '1/4' })
  expect(estimateOf(prediction, 'meanSquare')).toMatchObject({ kind: 'exact', text: 'log(257/32)' })
  expect(estimateOf(prediction, 'fourthMoment')).toMatchObject({ kind: 'exact', text: 'log(65537/512)' })
  expect(prediction.says).toContain('λ$ = 0, where nothing is claimed'.replace('λ', '\\lambda'))
  const long = estimateOf(predict(golden, { at: 'skewed', learningRate: '0.080000001' }), 'fourthMoment')
  expect(long.kind).toBe('numerical')
  expect(Math.abs(long.value - Math.log((0.599999995 ** 4 + 0.60000002 ** 4) / 2))).toBeLessThan(1e-9)
})
