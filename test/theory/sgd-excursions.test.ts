import { describe, expect, it } from 'vitest'
import { type Model, modelFrom } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { type Question, situate } from '../../src/study/index.js'
import { type Prediction, type Site, siteOf, type Theorem } from '../../src/theory/index.js'
import { sgdExcursions } from '../../src/theory/stability/sgd-excursions.js'
import { type EffortName, examine, verify } from '../../src/verify/index.js'

const golden = await readBundledModel('two-layer-scalar')
const crossed = modelFrom({
  title: 'two constraints that share a factor',
  parameters: ['a', 'b', 'c'],
  residuals: ['a*b - 1', '3/5*a + 4/5*c - 7/5'],
  points: { one: { a: 1, b: 1, c: 1 } },
})
const diagonal = modelFrom({
  title: 'diagonal network of three samples',
  parameters: { u: [4], v: [4] },
  data: { x: [[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 1]], y: [2.5, -0.5, 2] },
  output: 'dot(u .* v, x)',
  points: { start: { u: [1, 0.5, 1, 0.5], v: [1, 1, -0.5, 1] } },
}) // prettier-ignore
const four = modelFrom({
  title: 'diagonal network of four samples',
  parameters: { u: [4], v: [4] },
  data: { x: [[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 1], [1, -1, 0, 2]], y: [2.5, -0.5, 2, 1.5] },
  output: 'dot(u .* v, x)',
  points: { start: { u: [1, 0.5, 1, 0.5], v: [1, 1, -0.5, 1] } },
}) // prettier-ignore
const inputs = [0.5, 1, 1.2, 1.5, 1.7, 2.2]
const parallel = modelFrom({
  title: 'six parallel samples',
  parameters: ['a', 'b'],
  data: { x: inputs, y: inputs },
  output: 'a*b*x',
  points: { p: { a: 1, b: 1 } },
})

const verdictOf = (
  model: Model,
  question: Question,
  theorem: Theorem = sgdExcursions,
  effort: EffortName = 'quick',
) =>
  // prettier-ignore
  verify(theorem, situate(model, question).situation, { seed: 3, effort })
const gammaOf = (model: Model, question: Question): number =>
  sgdExcursions.predict(siteOf(situate(model, question).situation)).quantities['tailExponent']!.estimate.value

describe('the power of excursions', () => {
  it('has a closed form for two parallel samples', () => {
    // Factors 2 and 1/4: x³ − 2x² + 1 = 0 for x = 2^γ, the golden ratio.
    expect(gammaOf(golden, { at: 'skewed', learningRate: '0.15' })).toBeCloseTo(Math.log2((1 + Math.sqrt(5)) / 2), 12) // prettier-ignore
    // Factors 3 and 0.
    expect(gammaOf(golden, { at: 'skewed', learningRate: '0.2' })).toBeCloseTo(Math.log(2) / Math.log(3), 9)
    // At the mean-square threshold.
    expect(gammaOf(golden, { at: 'skewed', learningRate: '2/17' })).toBeCloseTo(2, 9)
    expect(gammaOf(crossed, { learningRate: 1.055855603308 })).toBeCloseTo(2, 6)
  })
})

it('is compared with the root of a parabola through the slope at 0 and the second moment', () => {
  const site = siteOf(situate(golden, { at: 'skewed', learningRate: '0.15' }).situation)
  const control = sgdExcursions.controls.find(({ id }) => id === 'normal-logarithms')!
  // Factors 2 and 1/4: c₁p + c₂p² with c₁ = ½ log ½ and 2c₁ + 4c₂ = log ½(4 + 1/16).
  const [first, second] = [Math.log(0.5) / 2, Math.log(65 / 32)]
  const root = -first / ((second - 2 * first) / 4)
  expect(control.wrong(sgdExcursions.predict(site), site)).toBeCloseTo(root, 9)
})

describe('where it applies', () => {
  const refuted = (model: Model, question: Question) =>
    examine(sgdExcursions.hypotheses, situate(model, question).situation).find(
      ({ state }) => state === 'refuted',
    )

  it('advises no learning rate where gradients have equal lengths', () => {
    const equal = modelFrom({
      title: 'equal lengths',
      parameters: ['u', 'v', 'w'],
      residuals: ['exp(u)*v - 1', 'u + w'],
      points: { p: { u: 0, v: 1, w: 0 } },
    })
    expect(refuted(equal, { learningRate: '4/5' })!.evidence).toMatch(/no learning rate will do, .* both 1$/)
  })

  it.each<[string, RegExp]>([
    [
      '0.1',
      /second moments shrink .* between the mean-square threshold 0.117647 and the almost-sure one 0.25$/,
    ],
    ['0.26', /do not come back: .* between the mean-square threshold 0.117647 and the almost-sure one 0.25$/],
    ['1/4', /do not come back/],
  ])('not at %s of the golden model', (learningRate, evidence) => {
    expect(refuted(golden, { at: 'skewed', learningRate })!.evidence).toMatch(evidence)
  })

  it('not at the rate that is chosen when none is given, and says so', () => {
    const found = refuted(golden, { at: 'skewed' })!
    expect(found.evidence).toContain('0.094, which was chosen because none was given,')
  })

  it('nowhere between thresholds that are the same', () => {
    const equal = modelFrom({ title: 'equal', parameters: ['a', 'b'], data: { x: [1, 1, -1], y: [1, 1, -1] }, output: 'a*b*x', points: { p: { a: 1, b: 1 } } }) // prettier-ignore
    expect(refuted(equal, { learningRate: '0.9' })!.evidence).toMatch(/no learning rate will do.* both 1$/)
  })

  it('in four dimensions only up to bounds, which support nothing', async () => {
    const verdict = await verdictOf(four, { learningRate: '0.23' })
    expect(verdict.hypotheses.at(-1)).toMatchObject({ id: 'tail-exponent-known', state: 'unknown' })
    expect(verdict.outcome).toBe('inconclusive')
    expect(verdict.controls).toEqual([])
    expect(verdict.summary).toMatch(/predicted between 0 and 1\.74\d, measured (0\.9|1\.0)\d* ± /)
    expect(verdict.measurement!.charts[0]!.predicted).toEqual([])
  })
})

describe('real runs', () => {
  it.each<[string, Model, Question]>([
    ['two parallel samples on a lattice', golden, { at: 'skewed', learningRate: '0.15' }],
    ['two parallel samples', golden, { at: 'skewed', learningRate: '0.18' }],
    ['a singular factor', golden, { at: 'skewed', learningRate: '0.2' }],
    ['six parallel samples', parallel, { learningRate: '0.4' }],
    ['batches of two', parallel, { learningRate: '0.5', batchSize: 2 }],
    ['a normal space of two dimensions', crossed, { learningRate: '1.07' }],
    ['a normal space of three dimensions', diagonal, { learningRate: '0.21' }],
  ])('%s', async (_, model, question) => {
    const verdict = await verdictOf(model, question)
    expect(verdict.summary).toMatch(/predicted .* measured/)
    expect(verdict.outcome).toBe('supported')
    expect(verdict.controls.length).toBeGreaterThanOrEqual(2)
    expect(verdict.controls.map(({ outcome }) => outcome)).toEqual(verdict.controls.map(() => 'refuted'))
  })

  it.each([1.3, 1 / 1.3])('refute an exponent times %f', async (factor) => {
    const wrong: Theorem = {
      ...sgdExcursions,
      predict(site: Site): Prediction {
        const prediction = sgdExcursions.predict(site)
        const tailExponent = prediction.quantities['tailExponent']!
        const estimate = { ...tailExponent.estimate, value: factor * tailExponent.estimate.value }
        return { ...prediction, quantities: { ...prediction.quantities, tailExponent: { ...tailExponent, estimate } } } // prettier-ignore
      },
    }
    const question = { at: 'skewed', learningRate: '0.18' }
    expect((await verdictOf(golden, question, wrong, 'standard')).outcome).toBe('refuted')
  })
})
