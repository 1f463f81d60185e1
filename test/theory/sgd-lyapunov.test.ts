import { describe, expect, it } from 'vitest'
import { modelFrom } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { type Question, situate } from '../../src/study/index.js'
import { decimal, measuredDecimal, type Prediction, siteOf } from '../../src/theory/index.js'
import { noiseOrLabelNoise } from '../../src/theory/noise/default-noise.js'
import { slowPlan } from '../../src/theory/noise/slow-plan.js'
import { sgdLyapunov } from '../../src/theory/stability/sgd-lyapunov.js'
import { sgdSettling } from '../../src/theory/stability/sgd-settling.js'
import { examine, verify } from '../../src/verify/index.js'

const crossed = modelFrom({
  title: 'two constraints that share a factor',
  parameters: ['a', 'b', 'c'],
  residuals: ['a*b - 1', '0.6*a + 0.8*c - 1.4'],
  points: { one: { a: 1, b: 1, c: 1 } },
})
const diagonal = modelFrom({
  title: 'diagonal network of three samples',
  parameters: { u: [4], v: [4] },
  data: { x: [[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 1]], y: [2.5, -0.5, 2] },
  output: 'dot(u .* v, x)',
  points: { start: { u: [1, 0.5, 1, 0.5], v: [1, 1, -0.5, 1] } },
}) // prettier-ignore
const golden = await readBundledModel('two-layer-scalar')

const siteAt = (model: typeof crossed, question: Question) => siteOf(situate(model, question).situation)
const predict = (model: typeof crossed, question: Question): Prediction =>
  sgdLyapunov.predict(siteAt(model, question))
const valueOf = (prediction: Prediction, name: string): number => prediction.quantities[name]!.estimate.value

describe('the notions of stability of stochastic gradient descent', () => {
  // Chemnitz & Engel, arXiv 2407.20209: worked values by the spectral method and by enumeration.
  it.each([
    ['0.1', -0.0369026135354577],
    ['0.3', -0.117619687290051],
    ['0.4', -0.162821939017443],
  ])('the exponent at %s', (learningRate, exponent) => {
    const prediction = predict(crossed, { learningRate })
    expect(valueOf(prediction, 'exponent')).toBeCloseTo(exponent, 12)
    expect(valueOf(prediction, 'meanSquareThreshold')).toBeCloseTo(1.055855603308, 11)
    expect(valueOf(prediction, 'gradientDescentThreshold')).toBeCloseTo(1.753597640023, 11)
    expect(valueOf(prediction, 'threshold')).toBeCloseTo(1.081497, 5)
    expect(prediction.says).toContain('settles here')
  })

  it('is unstable between the almost-sure threshold and that of gradient descent', () => {
    const prediction = predict(crossed, { learningRate: 1.2 })
    expect(Math.abs(valueOf(prediction, 'exponent') - 0.0898668)).toBeLessThan(5e-6)
    expect(valueOf(prediction, 'gradientDescent')).toBeLessThan(0)
    expect(prediction.says).toContain('does not settle here')
    expect(prediction.says).toContain('proved positive')
  })

  it.each([
    ['0.3', -0.2196381622765, -0.3950395056328],
    ['1.2', 0.2889389670399, 0.7661232976819],
  ])('the exponents of the second and the fourth moment at %s', (learningRate, second, fourth) => {
    const prediction = predict(crossed, { learningRate })
    expect(valueOf(prediction, 'meanSquare')).toBeCloseTo(second, 12)
    expect(valueOf(prediction, 'fourthMoment')).toBeCloseTo(fourth, 12)
  })

  it('has a tail of excursions between the mean-square and the almost-sure threshold only', () => {
    const { quantities } = predict(crossed, { learningRate: 1.07 })
    expect(quantities['tailExponent']!.estimate.value).toBeGreaterThan(0)
    expect(quantities['tailExponent']!.estimate.value).toBeLessThan(2)
    expect(predict(crossed, { learningRate: 1 }).quantities['tailExponent']).toBeUndefined()
  })

  it.each([
    [{}, 0.205790114331],
    [{ batchSize: 2 }, 0.342538511029],
    [{ batchSize: 2, replacement: true }, 0.284368123101],
  ])('the mean-square threshold for %j', (question, threshold) => {
    const prediction = predict(diagonal, { ...question, learningRate: 0.25 })
    expect(valueOf(prediction, 'meanSquareThreshold')).toBeCloseTo(threshold, 11)
    expect(valueOf(prediction, 'gradientDescentThreshold')).toBeCloseTo(0.405391329058, 11)
  })

  it('are exact where the normal space has one dimension', () => {
    const texts = (at: string): string[] =>
      ['meanSquareThreshold', 'threshold', 'gradientDescentThreshold'].map((name) => {
        const { estimate } = predict(golden, { at, learningRate: '1/10' }).quantities[name]!
        return estimate.kind === 'exact' ? estimate.text : estimate.kind
      })
    expect(texts('skewed')).toEqual(['2/17', '1/4', '4/25'])
    expect(texts('balanced')).toEqual(['5/34', '5/16', '1/5'])
    const { estimate } = predict(golden, { at: 'skewed', learningRate: '0.24' }).quantities['exponent']!
    expect(estimate.kind).toBe('exact')
    // ½ log|1 − 5η| + ½ log|1 − 20η|
    expect(estimate.value).toBeCloseTo((Math.log(0.2) + Math.log(3.8)) / 2, 14)
  })
})

describe('hypotheses', () => {
  const stateOf = (model: typeof crossed, question: Question, id: string) =>
    examine(sgdLyapunov.hypotheses, situate(model, question).situation).find((one) => one.id === id)!

  it('one sample, or all of them, is gradient descent', () => {
    const one = modelFrom({ title: 'one', parameters: ['u', 'v'], residuals: ['u*v - 1'], points: { p: { u: 2, v: 0.5 } } }) // prettier-ignore
    expect(stateOf(one, {}, 'several-samples').state).toBe('refuted')
    expect(stateOf(crossed, { batchSize: 2 }, 'several-samples').state).toBe('refuted')
    expect(stateOf(crossed, { batchSize: 2, replacement: true }, 'several-samples').state).toBe('proved')
  })

  it('a singular factor and a reflection are not regular, with the witness', () => {
    expect(stateOf(crossed, { learningRate: '1/2' }, 'regular-point')).toMatchObject({ state: 'refuted' })
    expect(stateOf(crossed, { learningRate: '1/2' }, 'regular-point').evidence).toContain('still')
    expect(stateOf(crossed, { learningRate: '0.3' }, 'regular-point').state).toBe('proved')
  })

  it.each<[string, Question, string]>([
    // A projection: a series; two of them: ½ log|c|; reflections; −∞ where factors of one dimension vanish.
    ['a*b - 1; 3/5*a + 4/5*c - 7/5', { learningRate: '1/2' }, 'It is -0.2133864896'],
    ['a*b - 1; 3/5*a + 4/5*c - 7/5', { learningRate: 1 }, 'It is -0.07438118377'],
    ['a*b - 1; a + b/5 + 4/5*c + 2/5*d + 2/5*g - 14/5', { learningRate: '1/2' }, 'It is -0.2554128119'],
    ['a*b - 1; a + b/5 + 4/5*c + 2/5*d + 2/5*g - 14/5', { learningRate: 1 }, 'It is 0.'],
    ['a*b - 1; 2*c*d - 2', { learningRate: '3/10' }, `It is ${(Math.log(1.4) / 2).toPrecision(10)}.`],
    ['a*b - 1; 2*a*b - 2', { learningRate: '1/2' }, 'It is $-\\infty$'],
  ])('%s at %j: where the point is not regular the exponent is told all the same', (text, question, told) => {
    const parameters = ['a', 'b', 'c', 'd', 'g'].filter((name) => text.includes(name))
    const one = Object.fromEntries(parameters.map((name) => [name, 1]))
    const model = modelFrom({ title: 'worked', parameters, residuals: text.split('; '), points: { one } })
    const { state, evidence } = stateOf(model, question, 'regular-point')
    expect(state).toBe('refuted')
    expect(evidence).toContain(told)
  })

  it('finds a line that the factors of samples with two outputs keep', () => {
    const model = modelFrom({
      title: 'two outputs',
      parameters: ['a', 'b', 'c', 'd'],
      data: { x: [1, 2], y: [[1, 1], [2, 2]] },
      output: '[a*b*x, c*d*x]',
      points: { p: { a: 1, b: 1, c: 2, d: '1/2' } },
    }) // prettier-ignore
    expect(stateOf(model, { learningRate: '0.11' }, 'regular-point')).toMatchObject({
      state: 'refuted',
      evidence: expect.stringContaining('All factors leave a subspace of dimension 1 of 2 invariant'),
    })
  })

  it('dependent gradients are fragile where a perturbation can make them independent', () => {
    const evidence = (parameters: string[], output: string, at: Record<string, number>) => {
      const data = { x: [1, 2, 3], z: [1, -1, 2], y: [0, 0, 0] }
      const model = modelFrom({ title: 't', parameters, data, output, points: { p: at } })
      return stateOf(model, { at: 'p', learningRate: '0.1' }, 'regular-point').evidence
    }
    // One normal direction of three; two of three; both parameters, to which no third can come.
    expect(evidence(['a', 'b', 'c'], 'a*x + 0*b*c', { a: 0, b: 1, c: 1 })).toContain('only rank 1')
    expect(evidence(['a', 'b', 'c'], '(a + c)*x + b*z', { a: 0, b: 0, c: 0 })).toContain('only rank 2')
    expect(evidence(['a', 'b'], 'a*x + b*z', { a: 0, b: 0 })).not.toContain('rank')
  })

  it('orthogonal gradients are not regular', () => {
    const apart = modelFrom({ title: 'apart', parameters: ['x', 'y', 'u', 'v'], residuals: ['x*y - 1', 'u*v - 1'], points: { p: { x: 2, y: 0.5, u: 1, v: 1 } } }) // prettier-ignore
    expect(stateOf(apart, { learningRate: '0.3' }, 'regular-point').evidence).toContain('orthogonal')
  })
})

describe('real runs', () => {
  it.each([
    ['0.24', 'settles', 'supported'],
    ['0.26', 'does not settle', 'supported'],
  ])('of the golden model at %s: %s', async (learningRate, says, outcome) => {
    const { situation } = situate(golden, { at: 'skewed', learningRate })
    const verdict = await verify(sgdLyapunov, situation, { seed: 5 })
    expect(verdict.prediction!.says).toContain(says)
    expect(verdict.outcome).toBe(outcome)
    expect(verdict.controls.map((control) => control.outcome)).not.toContain('supported')
    expect(verdict.controls.length).toBeGreaterThanOrEqual(4)
  })

  it('settle where the exponent is negative and leave where it is positive', async () => {
    for (const [learningRate, share] of [
      ['0.8', 1],
      ['1.2', 0],
    ] as const) {
      // prettier-ignore
      const { situation } = situate(crossed, { learningRate })
      const verdict = await verify(sgdSettling, situation, { seed: 5 })
      expect(verdict.prediction!.quantities['settled']!.estimate.value).toBe(share)
      expect(verdict.outcome).toBe('supported')
      // The share at each of the four distances, as it is drawn.
      const told = verdict.measurement!.remarks.find((remark) => remark.includes('by the distance'))!
      for (const { x, y, halfWidth } of verdict.measurement!.charts[0]!.measured)
        expect(told).toContain(
          `${measuredDecimal({ kind: 'measured', value: y, halfWidth, standardError: 0, level: 0.99, count: 0, isShare: true })} from ${decimal(10 ** x, 2)}`,
        )
    }
  })

  it('refute an exponent that is off by 5 %', async () => {
    const { situation } = situate(golden, { at: 'skewed', learningRate: '0.22' })
    const wrong = {
      ...sgdLyapunov,
      predict: (site: Parameters<typeof sgdLyapunov.predict>[0]): Prediction => {
        const prediction = sgdLyapunov.predict(site)
        const exponent = prediction.quantities['exponent']!
        const estimate = { ...exponent.estimate, value: 1.05 * exponent.estimate.value }
        return {
          ...prediction,
          quantities: { ...prediction.quantities, exponent: { ...exponent, estimate } },
        }
      },
    }
    expect((await verify(wrong, situation, { seed: 5 })).outcome).toBe('refuted')
  })
})

describe('experiments last long enough', () => {
  it('a drift sixty relaxation times of the flattest normal direction', async () => {
    const site = siteAt(await readBundledModel('two-constraints'), { at: 'distant' })
    const { levels, learningRate } = slowPlan(site, noiseOrLabelNoise(site))
    const { steps } = levels[0]!
    expect(steps * learningRate.value * site.point.normalEigenvalues[0]!).toBeGreaterThan(59)
  })

  it('growth five times what directions take to forget how they began', () => {
    const site = siteAt(crossed, { learningRate: '0.001' })
    const experiment = sgdLyapunov.experiment(site, sgdLyapunov.predict(site))
    const [slow, fast] = site.point.normalEigenvalues
    expect(experiment).toMatchObject({ kind: 'growth' })
    if (experiment.kind === 'growth')
      expect(experiment.from * Math.log((1 - 0.001 * slow!) / (1 - 0.001 * fast!))).toBeGreaterThan(4.99)
  })
})
