import { describe, expect, it } from 'vitest'
import { modelFrom, resolvePoint } from '../../src/model/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { type Question, situate } from '../../src/study/index.js'
import { siteOf, theorems } from '../../src/theory/index.js'
import {
  conclude,
  controlResults,
  judgements,
  precisionWanted,
  wrongPredictions,
} from '../../src/verify/compare.js'
import { efforts, replicasAt } from '../../src/verify/effort.js'
import type { Measurement } from '../../src/verify/index.js'

type Judged = 'supported' | 'refuted' | 'inconclusive'
type State = 'proved' | 'checked' | 'assumed' | 'unknown'

const table: [Judged[], State[], Judged[], Judged][] = [
  [['supported'], ['proved', 'checked', 'assumed'], ['refuted', 'refuted'], 'supported'],
  [['supported'], ['proved'], [], 'inconclusive'],
  [['supported'], ['proved', 'unknown'], ['refuted'], 'inconclusive'],
  [['supported'], ['proved'], ['refuted', 'supported'], 'inconclusive'],
  [['supported'], ['proved'], ['inconclusive'], 'inconclusive'],
  [['supported', 'inconclusive'], ['proved'], ['refuted'], 'inconclusive'],
  [['refuted', 'supported'], ['unknown'], ['supported'], 'refuted'],
]

describe('what is concluded from quantities, hypotheses and controls', () => {
  it.each(table)('%j under %j with controls %j: %s', (quantities, states, controls, together) => {
    const outcomes = quantities.map((outcome) => ({ outcome }))
    const wrong = controls.map((outcome) => ({ outcome }))
    expect(conclude(outcomes, wrong, states.map((state) => ({ state })))).toBe(together) // prettier-ignore
  })
})

describe('at every effort', async () => {
  const model = await readBundledModel('two-layer-scalar')
  // Where theorems apply that do not with the default question.
  const asked: Record<string, Question> = {
    // Between the mean-square and the almost-sure threshold.
    'stability/sgd-excursions': { learningRate: '0.18' },
    'noise/fast-drift': { noise: 'perturbed' },
    'noise/slow-drift': { noise: 'label-noise' },
    'noise/no-drift': { noise: 'minibatch' },
    'noise/slow-diffusion': { noise: 'additive' },
  }
  const withNoise = modelFrom({
    title: 'noise of second order',
    parameters: ['u', 'v'],
    residuals: ['u*v - 1'],
    noise: { variables: { eta: 'scalar' }, loss: '(u*v - 1)^2/2 + eta^2*u*(u*v - 1)/2' },
  })
  const siteFor = (id: string) =>
    siteOf(
      id === 'noise/second-order-drift'
        ? situate(withNoise, { at: 'u=1,v=1' }).situation
        : situate(model, { at: resolvePoint(model, 'skewed').name, ...asked[id] }).situation,
    )
  it.each(theorems.map((theorem) => [theorem.id, theorem] as const))('%s', (id, theorem) => {
    const site = siteFor(id)
    const prediction = theorem.predict(site)
    for (const effort of efforts) {
      const wanted = precisionWanted(theorem, prediction, effort)
      const measured = (shift: number): Measurement => ({
        quantities: Object.fromEntries(
          Object.entries(prediction.quantities).map(([name, { estimate, scale }]) => {
            const relevant = (theorem.compare[name]?.relevant ?? 1) * effort.tolerance
            const value = estimate.value + shift * relevant * scale
            const halfWidth = wanted[name] ?? 0
            return [name, { systematic: 0, estimate: { kind: 'measured', value, halfWidth, standardError: halfWidth / 2.6, level: 0.99, count: 500 } }] // prettier-ignore
          }),
        ),
        charts: [],
        run: { seed: 1, replicas: 500, steps: 1, settings: {}, cutShort: false },
        remarks: [],
      })
      const outcomes = (shift: number): string[] =>
        judgements(theorem, prediction, measured(shift), effort).map(({ outcome }) => outcome)
      expect(new Set(outcomes(0))).toEqual(new Set(['supported']))
      // Scatter of 3.8 standard errors does not make a right prediction doubtful …
      expect(new Set(outcomes(0.59))).toEqual(new Set(['supported']))
      // … and what is off by twice the relevant size is refuted with as much room.
      expect(new Set(outcomes(1.41))).toEqual(new Set(['refuted']))
      expect(new Set(outcomes(1))).toEqual(new Set(['inconclusive']))
      const controls = controlResults(
        wrongPredictions(theorem, prediction, effort, site),
        theorem,
        prediction,
        measured(0),
        effort,
      )
      expect(controls.length).toBeGreaterThanOrEqual(2)
      expect(new Set(controls.map(({ outcome }) => outcome))).toEqual(new Set(['refuted']))
    }
  })

  it('replicas grow with the square of the precision', () => {
    expect(efforts.map((effort) => replicasAt(effort, 400))).toEqual([100, 400, 2500])
  })
})
