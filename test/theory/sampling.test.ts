import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { type Estimate, uncertainty } from '../../src/base/estimate.js'
import { evaluate } from '../../src/expression/index.js'
import { type Model, modelFrom, resolvePoint } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import {
  evenExponent,
  gradientDescentExponent,
  gradientDescentThreshold,
  lyapunovExponent,
  meanSquareThreshold,
  stream,
} from '../../src/numeric/index.js'
import { type Question, situate } from '../../src/study/index.js'
import {
  type Condition,
  type ConditionOptions,
  conditionsOf,
  type Notion,
  type Prediction,
  type Situation,
  siteOf,
  type StabilityConditions,
  theorems,
} from '../../src/theory/index.js'
import { sgdExcursions } from '../../src/theory/stability/sgd-excursions.js'
import { sgdLyapunov } from '../../src/theory/stability/sgd-lyapunov.js'
import { sgdSetting } from '../../src/theory/stability/sgd-setting.js'
import { runExperiment } from '../../src/verify/experiments/index.js'
import { unlimited } from '../../src/base/budget.js'
import { verify } from '../../src/verify/index.js'

// Two samples with parallel gradients; at the point their curvatures are 5 and 20.
const golden = await readBundledModel('two-layer-scalar')
const constraints = (...residuals: string[]): Model =>
  modelFrom({
    title: 'constraints',
    parameters: ['a', 'b', 'c', 'd'],
    residuals,
    points: { one: { a: 1, b: 1, c: 1, d: 1 } },
  })
const [first, second, third] = ['a*b - 1', '3/5*a + 4/5*c - 7/5', 'a + d - 2'] as const
/** Gram matrix [[2, 0.6], [0.6, 1]] at the point. */
const crossed = constraints(first, second)

const predicted = (model: Model, question: Question): Prediction =>
  sgdLyapunov.predict(siteOf(situate(model, question).situation))
const estimate = ({ quantities }: Prediction, name: string) => quantities[name]!.estimate
const exactText = (prediction: Prediction, name: string): string => {
  const found = estimate(prediction, name)
  return found.kind === 'exact' ? found.text : found.kind
}

describe('one normal direction, by hand', () => {
  const asked = { at: 'skewed', sampling: '3,1', learningRate: '1/10' }
  const prediction = predicted(golden, asked)
  it('λ = Σ pᵢ log|1 − ηκᵢ|, exactly', () => {
    // ¾ log ½ + ¼ log 1
    expect(exactText(prediction, 'exponent')).toBe('-3*log(2)/4')
    expect(estimate(prediction, 'meanSquare').value).toBeCloseTo(Math.log(0.75 * 0.25 + 0.25), 12)
    expect(estimate(prediction, 'fourthMoment').value).toBeCloseTo(Math.log(0.75 / 16 + 0.25), 12)
    expect(estimate(prediction, 'gradientDescent').value).toBeCloseTo(Math.log(1 - 0.1 * 8.75), 10)
  })
  it('η_ms = 2Σpκ/Σpκ², η_GD = 2/Σpκ, and η* where Π|1 − ηκ|^p = 1', () => {
    expect(exactText(prediction, 'meanSquareThreshold')).toBe('14/95')
    expect(exactText(prediction, 'gradientDescentThreshold')).toBe('8/35')
    // (1 − h)³(1 − 4h) = 1 at h = 5η: mpmath.
    expect(estimate(prediction, 'threshold').value).toBeCloseTo(1.57373689456248 / 5, 12)
  })
  it('η* is exact where the product is 1 at a simple fraction', async () => {
    // As often as one sample of the two: (1 − h)²(1 − 4h)² = 1 at h = 5/4, h = 5η.
    const model = modelFrom({ title: 't', parameters: ['a', 'b'], data: { x: [1, 1, 2], y: [2, 2, 4] }, output: 'a*b*x', points: { p: { a: 2, b: 1 } } })
    expect(exactText(predicted(model, { sampling: [1, 1, 2], learningRate: '1/10' }), 'threshold')).toBe('1/4')
    const { conditions } = await conditionsOf(model, { sampling: '1,1,2' })
    const sure = conditions.find(({ notion }) => notion === 'almost surely')!
    expect(sure.formulas[0]!.text).toBe('eta < 5/(4*(a^2 + b^2))')
  })
  it('the tail exponent solves Σ pᵢ|1 − ηκᵢ|^γ = 1', () => {
    const { quantities } = sgdExcursions.predict(siteOf(situate(golden, { ...asked, learningRate: '1/4' }).situation))
    const gamma = quantities['tailExponent']!.estimate.value
    expect(0.75 * 0.25 ** gamma + 0.25 * 4 ** gamma).toBeCloseTo(1, 8)
    expect(gamma).toBeCloseTo(Math.log(3) / Math.log(4), 8)
  })
}) // prettier-ignore

/** log|A_n ⋯ A_1 x| over n by products of 2 × 2 matrices, with 30 batches of steps and their scatter. */
function simulated(eta: number, probability: number): { value: number; error: number } {
  const random = stream(5, 'an independent simulation', 0)
  const [k11, k12, k22] = [2, 0.6, 1]
  let [x, y] = [1, 0.3]
  const means = Array.from({ length: 30 }, () => {
    let sum = 0
    const steps = 20_000
    for (let n = 0; n < steps; n++) {
      // In residuals: x ← x − ηK D x.
      if (random.uniform() < probability) [x, y] = [x - eta * k11 * x, y - eta * k12 * x]
      else [x, y] = [x - eta * k12 * y, y - eta * k22 * y]
      const size = Math.hypot(x, y)
      sum += Math.log(size)
      ;[x, y] = [x / size, y / size]
    }
    return sum / steps
  })
  const value = means.reduce((sum, mean) => sum + mean, 0) / 30
  const spread = means.reduce((sum, mean) => sum + (mean - value) ** 2, 0) / 29
  return { value, error: Math.sqrt(spread / 30) }
}

describe('two normal directions', () => {
  it.each([
    ['2/3,1/3', 2 / 3, 0.8],
    ['0.15,0.85', 0.15, 1.2],
  ])('λ with %s is that of a plain simulation', (sampling, probability, learningRate) => {
    const found = numbersOf(crossed, { sampling }, learningRate)['exponent']!
    const { value, error } = simulated(learningRate, probability)
    expect(error).toBeLessThan(1e-3)
    expect(Math.abs(found.value - value)).toBeLessThan(4 * error + found.error)
    // The same with samples that are equally likely is something else.
    const uniform = numbersOf(crossed, {}, learningRate)['exponent']!
    expect(Math.abs(uniform.value - value)).toBeGreaterThan(20 * error)
  })
  it('orthogonal gradients: λ = max pᵢ log|1 − ηκᵢ|, though not regular', () => {
    const orthogonal = constraints('a*b - 1', 'c*d - 1')
    const { value } = estimate(predicted(orthogonal, { sampling: '1,3', learningRate: '1/5' }), 'exponent')
    expect(value).toBeCloseTo(0.25 * Math.log(0.6), 12)
  })
  it('two projections: λ = p₁p₂ log c²', () => {
    const equal = modelFrom({ title: 'equal', parameters: ['a', 'b'], residuals: ['a - 1', '3/5*a + 4/5*b - 7/5'], points: { p: { a: 1, b: 1 } } }) // prettier-ignore
    const { value } = numbersOf(equal, { sampling: '1,4' }, 1)['exponent']!
    expect(value).toBeCloseTo(0.16 * Math.log(0.36), 12)
  })
})

const names = ['exponent', 'meanSquare', 'fourthMoment', 'gradientDescent', 'meanSquareThreshold', 'gradientDescentThreshold', 'threshold'] // prettier-ignore

/** λ, where it is no simulation, and what has closed forms, at a learning rate. */
function numbersOf(model: Model, question: Question, learningRate: number): Record<string, Computed> {
  const { product } = sgdSetting(siteOf(situate(model, question).situation))
  const sure = (value: number): Computed => ({ value, error: 1e-10 })
  const computed = (found: Estimate): Computed => ({ value: found.value, error: uncertainty(found) + 1e-10 })
  return {
    ...(product.dimension < 3 && { exponent: computed(lyapunovExponent(product, learningRate).estimate) }),
    second: computed(evenExponent(product, learningRate, 2)),
    fourth: computed(evenExponent(product, learningRate, 4)),
    meanSquareThreshold: computed(meanSquareThreshold(product)),
    gradientDescent: sure(gradientDescentExponent(product, learningRate)),
    gradientDescentThreshold: sure(gradientDescentThreshold(product)),
  }
}

interface Computed {
  readonly value: number
  readonly error: number
}

describe('weights are as good as copies of samples', () => {
  it.each([
    ['single samples in the plane', [first, second], '2,1', [first, first, second], {}],
    ['pairs in the plane', [first, second], '1,2', [first, second, second], { batchSize: 2, replacement: true }],
    ['single samples in space', [first, second, third], '1,2,1', [first, second, second, third], {}],
    ['triples in space', [first, second, third], '2,2,1', [first, first, second, second, third], { batchSize: 3, replacement: true }],
  ])('%s', (_, residuals, sampling, copies, batch) => {
    const weighted = numbersOf(constraints(...residuals), { ...batch, sampling }, 0.6)
    const copied = numbersOf(constraints(...copies), batch, 0.6)
    for (const [name, { value, error }] of Object.entries(weighted))
      expect(Math.abs(value - copied[name]!.value), name).toBeLessThan(error + copied[name]!.error)
  })
  it('the almost-sure threshold', () => {
    const asked = { learningRate: '3/10' }
    const [weighted, plain] = [predicted(crossed, { ...asked, sampling: '2,1' }), predicted(constraints(first, first, second), asked)]
    const [x, y] = [estimate(weighted, 'threshold'), estimate(plain, 'threshold')]
    expect(Math.abs(x.value - y.value)).toBeLessThan(uncertainty(x) + uncertainty(y) + 1e-6)
    expect(estimate(weighted, 'exponent').value).toBeCloseTo(estimate(plain, 'exponent').value, 10)
  })
  it('in one direction, exactly', () => {
    const copied = modelFrom({ title: 'copied', parameters: ['a', 'b'], data: { x: [1, 2, 2, 2], y: [2, 4, 4, 4] }, output: 'a*b*x', points: { skewed: { a: 2, b: 1 } } }) // prettier-ignore
    const asked = { at: 'skewed', learningRate: '1/9', batchSize: 2, replacement: true }
    const [weighted, plain] = [predicted(golden, { ...asked, sampling: '1,3' }), predicted(copied, asked)]
    for (const name of names) expect(estimate(weighted, name).value, name).toBeCloseTo(estimate(plain, name).value, 9)
    for (const name of ['meanSquareThreshold', 'gradientDescentThreshold'])
      expect(exactText(weighted, name)).toBe(exactText(plain, name))
    expect(estimate(weighted, 'exponent').kind).toBe('exact')
  })
  it('and equal weights are none', () => {
    const asked = { at: 'skewed', learningRate: '1/9' }
    const { says, quantities } = predicted(golden, { ...asked, sampling: '5/2,2.5' })
    const plain = predicted(golden, asked)
    expect([says, quantities]).toEqual([plain.says, plain.quantities])
  })
}) // prettier-ignore

describe('conditions as formulas', () => {
  const exact = ({ conditions }: StabilityConditions, notion: Notion): Condition =>
    conditions.find((each) => each.notion === notion && each.says === 'stable exactly when')!
  const text = (found: StabilityConditions, notion: Notion): string => exact(found, notion).formulas[0]!.text
  const boundAt = (found: StabilityConditions, notion: Notion, model: Model, at: string): number => {
    const [claim] = exact(found, notion).claims
    if (claim?.form !== 'below') throw new Error(`a ${claim?.form} is no bound`)
    const values = resolvePoint(model, at).coordinates.map((x) => evaluate(x, new Map()))
    return evaluate(claim.bound, new Map(model.symbols.map((symbol, i) => [symbol, values[i]!])))
  }

  it('parallel gradients', async () => {
    const found = await conditionsOf(golden, { sampling: '3,1', momentum: 'symbol' })
    expect(text(found, 'gradient descent')).toBe('eta < 8/(7*(a^2 + b^2))')
    expect(text(found, 'heavy ball')).toBe('eta < 8*(beta + 1)/(7*(a^2 + b^2))')
    expect(text(found, 'mean square')).toBe('eta < 14/(19*(a^2 + b^2))')
    expect(text(found, 'almost surely')).toBe('eta < 1.573736895/(a^2 + b^2) (rounded)')
    expect(found.hypotheses.join()).toMatch(/p = \(3\/4, 1\/4\).*sum_i p_i\*l_i/)
  })
  it('parallel gradients with weights of large denominators: the product', async () => {
    const found = await conditionsOf(golden, { sampling: '0.617,0.383' })
    expect(text(found, 'almost surely')).toBe('abs(1 - 4*eta*(a^2 + b^2))^383*abs(1 - eta*(a^2 + b^2))^617 < 1')
  })
  it('several parallel gradients that are in no proportion', async () => {
    const model = modelFrom({ title: 't', parameters: ['a', 'b'], residuals: ['a*b - 1', 'a^2*b^2 - 1', 'log(a*b)*a'], points: { p: { a: 2, b: '1/2' } } }) // prettier-ignore
    const found = await conditionsOf(model, { sampling: '1,2,3' })
    const h = [4.25, 17, 17]
    const mean = (h[0]! + 2 * h[1]! + 3 * h[2]!) / 6
    expect(boundAt(found, 'gradient descent', model, 'p')).toBeCloseTo(2 / mean, 10)
    expect(text(found, 'almost surely')).toMatch(/abs\(.*\)\^2.*< 1/)
  })
  it('many batches: the product over all of them', async () => {
    const model = modelFrom({ title: 't', parameters: ['a', 'b'], residuals: ['a*b - 1', 'a*(a*b - 1)', 'b*(a*b - 1)', '(1 + a)*(a*b - 1)', '(1 + b^2)*(a*b - 1)'], points: { p: { a: 2, b: '1/2' } } }) // prettier-ignore
    const found = await conditionsOf(model, { sampling: '1,2,3,1/2,1', batchSize: 2, replacement: true })
    expect(text(found, 'almost surely')).toMatch(/\^P\(S\) < 1, P\(S\) the product of the p_i in S$/)
    const k = [4.25, 17, 4.25 / 4, 38.25, 4.25 * 25 / 16]
    const p = [1, 2, 3, 0.5, 1].map((weight) => weight / 7.5)
    const [one, two] = [1, 2].map((power) => k.reduce((sum, x, i) => sum + p[i]! * x ** power, 0))
    expect(boundAt(found, 'mean square', model, 'p')).toBeCloseTo((2 * one!) / (two! / 2 + one! ** 2 / 2), 10)
  })
  it('orthogonal gradients: each at its own rate, by its own curvature almost surely', async () => {
    const found = await conditionsOf(constraints('a*b - 1', 'c*d - 1'), { sampling: '1,3' })
    expect(text(found, 'gradient descent')).toBe('eta < 8/max(3*(c^2 + d^2), a^2 + b^2)')
    expect(text(found, 'mean square')).toBe('eta < 2/max(a^2 + b^2, c^2 + d^2)')
    expect(text(found, 'almost surely')).toBe('eta < 2/max(a^2 + b^2, c^2 + d^2)')
    const model = constraints('a*b - 1', 'c*d - 1')
    const pairs = await conditionsOf(model, { sampling: '1,3', batchSize: 2, replacement: true })
    // 2p/((p + p²)/2 κ): 16/5 for p = 1/4 and 16/7 for p = 3/4.
    expect(text(pairs, 'mean square')).toMatch(/16/)
    expect(boundAt(pairs, 'mean square', model, 'one')).toBeCloseTo(8 / 7, 12)
  })
  it.each([
    ['two samples', [first, second], '2,1', [first, first, second], {}],
    ['two of three samples that interact', [first, second, 'd - 1'], '1,2,3', [first, second, second, 'd - 1', 'd - 1', 'd - 1'], {}],
    ['pairs', [first, 'c*d - 1'], '1,2', [first, 'c*d - 1', 'c*d - 1'], { batchSize: 2, replacement: true }],
  ])('%s: the same bounds as the theory with copies', async (_, residuals, sampling, copies, batch) => {
    const [model, copied] = [constraints(...residuals), constraints(...copies)]
    const found = await conditionsOf(model, { sampling, ...batch } as ConditionOptions)
    const { quantities } = predicted(copied, { ...batch, learningRate: '1/10' })
    for (const [notion, name] of [['gradient descent', 'gradientDescentThreshold'], ['mean square', 'meanSquareThreshold']] as const)
      expect(boundAt(found, notion, model, 'one'), notion).toBeCloseTo(quantities[name]!.estimate.value, 9)
    expect(found.notes).toEqual([])
  })
  it('no special form: the equation in K and p, confirmed batch by batch', async () => {
    const found = await conditionsOf(constraints(first, second, third), { sampling: '1,2,3', batchSize: 2, replacement: true })
    expect(text(found, 'gradient descent')).toBe('eta < 2/lambda_max(K*diag(p))')
    expect(text(found, 'mean square')).toContain('K*D*P + P*D*K = eta*K*(1/2*D*diag(P) + 1/2*D*P*D)*K')
    expect(found.conditions.every(({ evidence }) => evidence.points >= 6)).toBe(true)
    expect(found.notes).toEqual([])
  })
  it('several residuals for each sample', async () => {
    const model = modelFrom({ title: 't', parameters: ['a', 'b', 'c'], data: { x: [1, 2], y: [[1, 2], [2, 6]] }, output: '[a*b*x, a*x + c*x^2]', points: { p: { a: 1, b: 1, c: 1 } } })
    const found = await conditionsOf(model, { sampling: '1,3' })
    expect(text(found, 'mean square')).toContain('K*D*P + P*D*K = eta*K*D*blockdiag(P)*K')
    expect(found.notes).toEqual([])
  })
  it('several residuals that are orthogonal: the worse of two closed forms', async () => {
    const model = modelFrom({ title: 't', parameters: ['a', 'b', 'c'], data: { x: [1, 2], y: [[1, 1], [2, 4]] }, output: '[a*b*x, c*x^2]', points: { p: { a: 1, b: 1, c: 1 } } })
    const found = await conditionsOf(model, { sampling: '1,3' })
    // 2Ek/Ek² with k = 1, 16 and k = s, 4s, a quarter and three quarters: 2(49/4)/(769/4) and 2(13/4)/(49/4 s).
    expect(text(found, 'mean square')).toBe('eta < min(98/769, 26/(49*(a^2 + b^2)))')
    expect(found.notes).toEqual([expect.stringMatching(/need exactly parallel gradients/)])
  })
  it('at single learning rates', async () => {
    const found = await conditionsOf(crossed, { sampling: '2,1' })
    expect(found.exponents.map(({ exponent }) => exponent.text.slice(0, 28))).toEqual(['4/9*sum_(k>=0) (1/3)^k*log(a', '1/9*sum_(k>=0) (2/3)^k*log(a'])
    expect(found.exponents.every(({ points }) => points === 6)).toBe(true)
  })
  it('a plain loss on a set of codimension one', async () => {
    const model = modelFrom({ title: 't', parameters: ['a', 'b'], data: { x: [1, 2] }, loss: 'cosh(x*(a*b - 1)) - 1', points: { p: { a: 1, b: 1 } } })
    const found = await conditionsOf(model, { sampling: '1,3' })
    // κ = x²·2: mean 2(1 + 12)/4, mean square 4(1 + 48)/4.
    expect(boundAt(found, 'gradient descent', model, 'p')).toBeCloseTo(2 / 6.5, 12)
    expect(boundAt(found, 'mean square', model, 'p')).toBeCloseTo(2 * 6.5 / 49, 12)
  })
  it('with weight decay nothing is said, and why', async () => {
    const found = await conditionsOf(golden, { sampling: '3,1', weightDecay: 'symbol' })
    expect(found.conditions.some(({ notion }) => notion.includes('decay'))).toBe(false)
    expect(found.notes.join()).toContain('equally likely')
  })
}) // prettier-ignore

describe('what cannot be', () => {
  const refusal = (question: Question, model = golden): string => {
    try {
      situate(model, question)
    } catch (error) {
      if (error instanceof ProblemError) return `${error.problem.span?.column ?? '-'}: ${error.message}`
      throw error
    }
    return 'nothing'
  }
  it.each([
    [{ sampling: '1,x' }, /^3: .*x has no value/s],
    [{ sampling: '1,0' }, /^3: .*weight 0 is never drawn/s],
    [{ sampling: [1, -2] }, /^1: .*found -2/s],
    [{ sampling: '1,sqrt(2)' }, /^3: .*found sqrt/s],
    [{ sampling: '1,,1' }, /^3: .*found nothing/s],
    [{ sampling: [1, 1e-20] }, /at least 1e-12 of their sum/],
    [{ sampling: '1,2,3' }, /2 weights, one for each sample, but found 3/],
    [{ sampling: '1,2', batchSize: 2 }, /or --replacement/],
    [{ sampling: '1,2', noise: 'minibatch' }, /do not descend the loss on average/],
    [{ sampling: '1,2', noise: 'label-noise' }, /do not descend the loss on average/],
  ])('%j', (question, message) => {
    expect(refusal(question)).toMatch(message)
  })
  it('conditions for data as symbols', async () => {
    await expect(conditionsOf(golden, { sampling: '1,2', dataAsSymbols: true })).rejects.toThrow(
      /data as symbols/,
    )
    await expect(conditionsOf(golden, { sampling: '1,2', batchSize: 2 })).rejects.toThrow(/--replacement/)
  })
})

describe('no theorem is silent about probabilities', () => {
  // Those that look at batches at all: their words or numbers change, or they say why not.
  it.each(
    theorems.filter(({ inputs }) => 'batch' in inputs).map((theorem) => [theorem.id, theorem] as const),
  )('%s', (_, theorem) => {
    const told = (question: Question): string => {
      const { situation } = situate(golden, { at: 'skewed', learningRate: '3/50', ...question })
      const prediction = theorem.predict(siteOf(situation as Situation))
      return JSON.stringify([prediction.says, prediction.derivation])
    }
    const [plain, weighted] = [told({}), told({ sampling: '3,1' })]
    expect(weighted).not.toBe(plain)
  })
})

describe('the real algorithm', () => {
  it('grows as predicted, and not as if samples were equally likely', async () => {
    const asked = { at: 'skewed', learningRate: '3/10', sampling: '3,1' }
    const { situation } = situate(golden, asked)
    const verdict = await verify(sgdLyapunov, situation, { seed: 2, effort: 'quick' })
    expect(verdict.outcome).toBe('supported')
    expect(verdict.controls.find(({ id }) => id === 'equally-likely')?.outcome).toBe('refuted')
    // There the sign differs: η* is 1/4 for equal probabilities.
    expect(estimate(predicted(golden, { at: 'skewed', learningRate: '3/10' }), 'exponent').value).toBeGreaterThan(0)
    expect(estimate(verdict.prediction!, 'exponent').value).toBeLessThan(0)
  })
  it('grows alike with weights and with copies', async () => {
    const measured = async (model: Model, sampling?: string) => {
      const { situation } = situate(model, { learningRate: '4/5', ...(sampling !== undefined && { sampling }) })
      const site = siteOf(situation)
      const experiment = sgdLyapunov.experiment!(site, sgdLyapunov.predict(site))
      const { quantities } = await runExperiment(experiment, { model, seed: 3, budget: unlimited, precision: {} })
      return quantities['exponent']!.estimate
    }
    const [weighted, copied] = [await measured(crossed, '2,1'), await measured(constraints(first, first, second))]
    expect(Math.abs(weighted.value - copied.value)).toBeLessThan(weighted.halfWidth + copied.halfWidth)
    expect(weighted.halfWidth).toBeLessThan(0.01)
  })
}) // prettier-ignore
