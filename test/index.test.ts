import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  analyse,
  bundledModels,
  describe as describeProblem,
  modelFrom,
  predict,
  ProblemError,
  readBundledModel,
  readModel,
  theorems,
  version,
} from '../src/index.js'
import packageJson from '../package.json' with { type: 'json' }

const product = modelFrom({
  title: 'A product',
  parameters: ['u', 'v'],
  residuals: ['u*v - 1'],
  points: { point: { u: 2, v: '1/2' } },
})

describe('the library', () => {
  it('reads, analyses and reports as the README says', async () => {
    const model = await readModel('models/two-layer-scalar.yaml')
    const study = await analyse(model, { at: 'skewed', learningRate: 0.1, seed: 7, within: '30s' })
    const meant = theorems.filter(({ concerns, takesLong }) => !takesLong && (concerns?.(model, {}) ?? true))
    // At this learning rate second moments shrink.
    expect(study.verdicts.map(({ outcome }) => outcome)).toEqual(
      meant.map(({ id }) => (id === 'stability/sgd-excursions' ? 'not applicable' : 'supported')),
    )
    const folder = await mkdtemp(join(tmpdir(), 'thalweg-library-'))
    try {
      const paths = await study.report({ to: folder, formats: ['latex', 'html', 'json'] })
      expect(paths.map((path) => path.slice(folder.length + 1)).sort()).toEqual(
        (await readdir(folder)).sort(),
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('predicts without an experiment', () => {
    const { at, predictions } = predict(product, { theorems: ['gradient-descent-threshold'] })
    expect(at.name).toBe('point')
    expect(predictions).toHaveLength(1)
    expect(predictions[0]!.prediction!.quantities['threshold']!.estimate).toMatchObject({
      kind: 'exact',
      text: '8/17',
    })
  })

  it('says what does not apply instead of throwing', () => {
    const contradiction = modelFrom({ title: 't', parameters: ['a'], residuals: ['a - 1', 'a - 2'] })
    const { predictions } = predict(contradiction)
    expect(predictions.map(({ prediction }) => prediction)).toEqual(predictions.map(() => undefined))
    expect(predictions.length).toBeGreaterThan(1)
  })

  it('throws problems that can be described', async () => {
    for (const ask of [
      () => analyse(product, { within: 'soon' }),
      async () => predict(product, { at: 'elsewhere' }),
      () => readBundledModel('two-layer'),
      () => readModel('nowhere.yaml'),
    ]) {
      const error = await ask().then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(ProblemError)
      expect(describeProblem((error as ProblemError).problem)).toMatch(/\n {2}\S/)
    }
  })

  it('knows its models and its version', async () => {
    expect(await bundledModels()).toContain('two-layer-scalar')
    expect((await readBundledModel('two-layer-scalar')).source?.name).toBe('two-layer-scalar')
    expect(version).toBe(packageJson.version)
  })
})
