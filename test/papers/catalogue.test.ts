import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analyse.js'
import { bundledModelPath, bundledModels } from '../../src/node/catalogue.js'
import { readModel } from '../../src/node/read-model.js'

const names = await bundledModels()
const cases = await Promise.all(
  names.map(async (name) => {
    const model = await readModel(bundledModelPath(name))
    return { name, model, points: model.points.map((point) => point.name) }
  }),
)
const places = cases.flatMap(({ name, model, points }) => points.map((at) => ({ name, model, at })))

/**
 * Every bundled model at every named point: a theorem whose hypotheses hold is supported and every wrong prediction is
 * refuted by the same measurement; where one fails, no number is predicted.
 */
describe('the catalogue of models', () => {
  it('has at least eight models, some with no zero-loss set', () => {
    expect(names.length).toBeGreaterThanOrEqual(8)
  })

  it.each(places)('$name at $at', async ({ model, at }) => {
    const { verdicts } = await analyse(model, { at, seed: 11 })
    for (const verdict of verdicts) {
      const refuted = verdict.hypotheses.filter(({ state }) => state === 'refuted')
      if (refuted.length > 0) {
        expect(verdict.outcome).toBe('not applicable')
        expect(verdict.prediction).toBeUndefined()
        expect(refuted[0]!.evidence.length).toBeGreaterThan(10)
      } else {
        expect(verdict.summary).toMatch(/predicted .* measured/)
        expect(verdict.outcome).toBe('supported')
        expect(verdict.controls.length).toBeGreaterThan(0)
        for (const control of verdict.controls)
          expect([control.id, control.outcome]).toEqual([control.id, 'refuted'])
      }
    }
  })

  it.each(places)('$name at $at says nothing that is not a number', async ({ model, at }) => {
    const { studyDocument } = await import('../../src/report/study-document.js')
    const { studyJson } = await import('../../src/report/study-json.js')
    const study = await analyse(model, { at, seed: 11, theorems: ['stability'] })
    expect(JSON.stringify(studyJson(study))).not.toMatch(/NaN|Infinity|undefined/)
    expect(JSON.stringify(studyDocument(study))).not.toMatch(/NaN|Infinity|undefined/)
  })
})
