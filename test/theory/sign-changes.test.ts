import { describe, expect, it } from 'vitest'
import type { Estimate } from '../../src/base/estimate.js'
import { methodText } from '../../src/cli/view/method.js'
import { estimateJson } from '../../src/report/json/values.js'
import { modelFrom } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { type Question, situate } from '../../src/study/index.js'
import { siteOf } from '../../src/theory/index.js'
import { sgdLyapunov } from '../../src/theory/stability/sgd-lyapunov.js'
import { areIncomplete, rangesInWords, type SignChanges } from '../../src/theory/stability/sign-changes.js'

const at = (value: number, error = 0): Estimate => ({ kind: 'numerical', value, error, method: 'by hand' })
const changes = (values: readonly Estimate[], isComplete = true): SignChanges => ({
  crossings: values.map((learningRate, k) => ({
    learningRate,
    becomes: k % 2 === 0 ? 'unstable' : 'stable',
  })),
  scan: { to: 2, isComplete },
})
type Model = ReturnType<typeof modelFrom>
const predict = (model: Model, question: Question) => sgdLyapunov.predict(siteOf(situate(model, question).situation)) // prettier-ignore

describe('sign changes in words', () => {
  it('all ranges, to six digits or with their error', () => {
    expect(rangesInWords(changes([at(0.25)]))).toBe('stable below 0.25, unstable above 0.25')
    expect(rangesInWords(changes([at(0.1), at(0.4, 0.002), at(0.5)]))).toBe(
      'stable below 0.1 and between 0.4 ± 0.002 and 0.5, unstable between 0.1 and 0.4 ± 0.002 and above 0.5',
    )
    expect(rangesInWords(changes([at(0.25)], false))).toBe('stable below 0.25, unstable above 0.25 (looked at up to 2)')
  })
  it('that contradict the sign at a learning rate are not all', () => {
    const found = changes([at(0.1), at(0.4, 0.002), at(0.5)])
    for (const [rate, sign] of [[0.05, 'negative'], [0.2, 'positive'], [0.45, 'negative'], [0.7, 'positive']] as const) {
      expect(areIncomplete(found, rate, sign)).toBe(false)
      expect(areIncomplete(found, rate, sign === 'negative' ? 'positive' : 'negative')).toBe(true)
    }
    // Within the error of a sign change, and beyond the scan, nothing is said.
    expect(areIncomplete(found, 0.403, 'positive')).toBe(false)
    expect(areIncomplete(found, 3, 'negative')).toBe(false)
  })
}) // prettier-ignore

describe('sign changes of a prediction', () => {
  // W5 of the theory: 0.130791593830, 0.424763961726, 0.555555555556.
  const fifth = modelFrom({ title: 'parallel', parameters: ['x', 'y'], residuals: ['x*y - 1', '3*(x*y - 1)'], points: { p: { x: 1, y: 1 } } }) // prettier-ignore
  it('are quantities, exact where they are roots of a quadratic equation, and told beside the learning rate', () => {
    const { quantities, says } = predict(fifth, { learningRate: '9/20' })
    const found = ['threshold', 'threshold2', 'threshold3'].map((name) => quantities[name]!.estimate)
    expect(found.map((each) => (each.kind === 'exact' ? each.text : each.kind))).toEqual(['(5 - sqrt(7))/18', '(sqrt(7) + 5)/18', '5/9']) // prettier-ignore
    ;[0.13079159383, 0.424763961726, 0.555555555556].forEach((value, k) => expect(found[k]!.value).toBeCloseTo(value, 11)) // prettier-ignore
    expect(quantities['threshold2']!.title).toContain('stable above')
    expect(says).toContain('settles here')
    expect(says).toContain('stable below 0.130792 and between 0.424764 and 0.555556, unstable between 0.130792 and 0.424764 and above 0.555556') // prettier-ignore
  })
  it('one alone is the threshold; exactly there nothing is claimed', async () => {
    const { quantities, says } = predict(await readBundledModel('two-layer-scalar'), { at: 'skewed', learningRate: '1/4' }) // prettier-ignore
    expect(quantities['threshold']!.estimate).toMatchObject({ kind: 'exact', text: '1/4' })
    expect(quantities['threshold2']).toBeUndefined()
    expect(says).toContain('where nothing is claimed')
    expect(says).not.toContain('not clear')
  })
})

describe('how a number is known', () => {
  it.each([
    ['spectral method on a common cone, 24 Chebyshev nodes', 'spectral, 24 nodes'],
    ['sign change of λ by spectral method on a common cone, 24 Chebyshev nodes', 'spectral, 24 nodes'],
    ['the largest of 2 orthogonal parts: simulation of independent chains', 'simulation, largest of 2 parts'],
    ['simulation with a control variate from a grid of 7203 directions', 'simulation with control variate'],
    ['equation for directions, on a grid of 4000', 'grid of 4000 directions'],
    ['closed form: every factor is a reflection or the identity', 'closed form'],
    ['symmetric power 4, all eigenvalues of a matrix of size 15', 'eigenvalues, size 15'],
    ['something that takes very many words to say, and more', 'numerical'],
  ])('%s: %s', (method, words) => {
    expect(methodText(method)).toBe(words)
  })
  it('a simulated exponent says so in JSON, at 99 %', () => {
    const model = modelFrom({ title: 'four', parameters: { w: 4 }, data: { x: [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], y: [0, 0, 0, 0] }, output: 'dot(w, x)', points: { p: { w: [0, 0, 0, 0] } } }) // prettier-ignore
    const { quantities } = predict(model, { learningRate: '3/5' })
    for (const name of ['exponent', 'threshold'])
      expect(estimateJson(quantities[name]!.estimate)).toMatchObject({ kind: 'measured', level: 0.99, method: 'simulation of independent chains' }) // prettier-ignore
  })
})
