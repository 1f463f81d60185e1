import { describe, expect, it } from 'vitest'
import { modelFrom } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { type Question, situate } from '../../src/study/index.js'
import { siteOf } from '../../src/theory/index.js'
import { sgdLyapunov } from '../../src/theory/stability/sgd-lyapunov.js'
import { sgdSetting } from '../../src/theory/stability/sgd-setting.js'
import { sgdSettling } from '../../src/theory/stability/sgd-settling.js'
import { examine, verify } from '../../src/verify/index.js'

type Model = ReturnType<typeof modelFrom>
const siteAt = (model: Model, question: Question) => siteOf(situate(model, question).situation)
const predict = (model: Model, question: Question) => sgdLyapunov.predict(siteAt(model, question))
const stateOf = (model: Model, question: Question) =>
  examine(sgdLyapunov.hypotheses, situate(model, question).situation).find(
    ({ id }) => id === 'sample-minima',
  )!

const logCosh = await readBundledModel('log-cosh-regression')
// W3 of the theory, its second residual under a loss of curvature 4 in place of 1/2·r².
const third = {
  parameters: ['a', 'b', 'c'],
  data: { p: [1, 0], q: [0, 1] },
  points: { one: { a: 1, b: 1, c: 1 } },
}
const residual = 'p*(a*b - 1) + q*(3/5*a + 4/5*c - 7/5)'
const square = modelFrom({
  title: 'squares',
  ...third,
  output: residual,
  data: { ...third.data, y: [0, 0] },
})
const plain = modelFrom({ title: 'plain', ...third, loss: `log(cosh(${residual}))` })

describe('stability of stochastic gradient descent on plain losses', () => {
  it('log-cosh has curvature 1 where it vanishes: the numbers are those of squares, in exact form too', () => {
    const quantities = (model: Model, question: Question) =>
      Object.entries(predict(model, question).quantities).map(([name, { estimate }]) => [name, estimate.value] as const)
    for (const [name, value] of quantities(square, { learningRate: '3/10' }))
      expect(Math.abs(predict(plain, { learningRate: '3/10' }).quantities[name]!.estimate.value - value)).toBeLessThan(1e-11)
    // Worked value of the theory.
    expect(predict(plain, { learningRate: '3/10' }).quantities['exponent']!.estimate.value).toBeCloseTo(-0.117619687290051, 12)
    const golden = predict(logCosh, { at: 'skewed', learningRate: '6/25' }).quantities
    expect(['meanSquareThreshold', 'threshold', 'gradientDescentThreshold'].map((name) => golden[name]!.estimate)).toMatchObject([{ text: '40/289' }, { text: '5/17' }, { text: '16/85' }])
  })
  it('Hessians of any rank: a loss of two directions per sample is two residuals', () => {
    const data = { p: [[2, -1, -1], [1, 1, 0], [0, 1, 2]], q: [[1, -1, 1], [1, 0, 2], [1, 1, 1]] }
    const one = { parameters: { w: [3] }, points: { o: { w: [0, 0, 0] } } }
    const both = modelFrom({ title: 'plain', ...one, data, loss: 'cosh(dot(w, p)) - 1 + 1/2*dot(w, q)^2' })
    const rows = modelFrom({ title: 'squares', ...one, data: { ...data, y: [[0, 0], [0, 0], [0, 0]] }, output: '[dot(w, p), dot(w, q)]' })
    const [a, b] = [both, rows].map((model) => predict(model, { learningRate: '1/5' }).quantities)
    for (const name of ['meanSquare', 'meanSquareThreshold', 'gradientDescentThreshold', 'gradientDescent'])
      expect(a![name]!.estimate.value).toBeCloseTo(b![name]!.estimate.value, 11)
  })
  it('are proved minimal, refused with the sample that is not, and proved stable by exact arithmetic', () => {
    expect(stateOf(logCosh, { at: 'skewed', learningRate: '1/5' }).state).toBe('proved')
    const slopes = modelFrom({ title: 's', parameters: ['a', 'b'], data: { x: [1, -1], z: [1, 2] }, loss: 'z*(a*b - 1)^2 + x*(a*b - 1)', points: { p: { a: 1, b: 1 } } })
    expect(stateOf(slopes, { learningRate: '1/10' })).toMatchObject({ state: 'refuted', evidence: expect.stringContaining('sample 1 has a slope') })
    const bent = modelFrom({ title: 'b', parameters: ['a', 'b'], data: { x: [3, -1] }, loss: 'x*(a*b - 1)^2', points: { p: { a: 1, b: 1 } } })
    expect(stateOf(bent, { learningRate: '1/10' })).toMatchObject({ state: 'refuted', evidence: expect.stringContaining('sample 2 has the negative curvature') })
    expect(sgdSetting(siteAt(plain, { learningRate: '3/10' })).exact?.gram.map((row) => row.map(({ numerator, denominator }) => Number(numerator) / Number(denominator)))).toEqual([[2, 0.6], [0.6, 1]])
  })
  it('real runs settle where gradient descent does not, and leave beyond', async () => {
    const question = { at: 'skewed', effort: 'quick' } as const
    for (const [learningRate, seen] of [['6/25', 'supported'], ['2/5', 'supported']] as const) {
      const { situation } = situate(logCosh, { ...question, learningRate })
      const verdict = await verify(sgdLyapunov, situation, { seed: 3, effort: 'quick' })
      expect(verdict.outcome).toBe(seen)
    }
    expect(sgdSettling.hypotheses.map(({ id }) => id)).toContain('sample-minima')
  })
}) // prettier-ignore
