import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryRoot } from '../bench/places.js'
import type { Prediction } from '../../src/theory/index.js'
import { calibrationDocument } from './document.js'
import { type CalibrationResults, criteria, type VerdictRow } from './results.js'
import { situationAt, situations } from './situations.js'
import { repeatVerdict } from './verdicts.js'

const row: VerdictRow = {
  model: 'a',
  at: 'p',
  theorem: 'noise/x',
  effort: 'standard',
  runs: 1000,
  supported: 1000,
  refuted: 0,
  inconclusive: 0,
  deviation: { mean: 0, error: 0.001 },
  spread: 1,
  covered95: 950,
  covered99: 990,
  wrong: { refuted: 2000, of: 2000 },
}
const estimator = { name: 'mean', claims: 'covers', level: 0.95, hits: 1900, of: 2000 }

function failing(changed: Partial<VerdictRow>, hits = 1900): string[] {
  const results = {
    date: '2026-01-01',
    machine: 'm',
    node: '20',
    verdicts: [{ ...row, ...changed }],
    estimators: [{ ...estimator, hits }],
  }
  return criteria(results)
    .filter(({ holds }) => !holds)
    .map(({ says }) => says.slice(0, 30))
}

describe('what is demanded of the calibration', () => {
  it('holds where it should', () => {
    expect(failing({})).toEqual([])
  })
  it('can fail, each by itself', () => {
    expect(failing({ covered95: 920 })).toEqual(['of the 95 % intervals of the d'])
    expect(failing({ covered95: 975 })).toEqual(['of the 95 % intervals of the d'])
    expect(failing({ covered99: 980 })).toEqual(['of the printed 99 % intervals,'])
    expect(failing({ supported: 989, inconclusive: 11 })).toEqual(['of the true predictions at mos'])
    expect(failing({ supported: 0, refuted: 11 })).toEqual(['of the true predictions at mos'])
    expect(failing({ wrong: { refuted: 1890, of: 2000 } })).toEqual(['a deviation of 5 % is refuted '])
    expect(failing({ supported: 999, refuted: 1 })).toEqual(['no verdict changes between sup'])
    expect(failing({}, 1850)).toEqual(['every estimator covers as ofte'])
  })
})

describe('repeated verdicts', async () => {
  const situation = (await situationAt('two-layer-scalar', 'skewed', 'noise/label-noise-drift'))!

  it('are the same for the same seeds, and support what is true', async () => {
    const first = await repeatVerdict(situation, 'quick', 2)
    expect(first).toMatchObject({ runs: 2, supported: 2, refuted: 0, covered99: 2 })
    expect(await repeatVerdict(situation, 'quick', 2)).toEqual(first)
  })

  it('refute what is off by 5 %', async () => {
    const { theorem } = situation
    const predict = (site: typeof situation.site): Prediction => {
      const prediction = theorem.predict(site)
      const displacement = prediction.quantities['displacement']!
      const estimate = { ...displacement.estimate, value: 1.05 * displacement.estimate.value }
      return { ...prediction, quantities: { displacement: { ...displacement, estimate } } }
    }
    const found = await repeatVerdict({ ...situation, theorem: { ...theorem, predict } }, 'standard', 2)
    expect(found).toMatchObject({ supported: 0, refuted: 2, covered99: 0 })
  })

  it('are made at every place where a theorem applies', async () => {
    const all = await situations()
    expect(all.length).toBeGreaterThan(40)
    expect(all).not.toContainEqual(expect.objectContaining({ model: 'no-zero-loss' }))
  })
})

describe('docs/calibration.md', () => {
  const docs = join(repositoryRoot(), 'docs')
  const numbers = join(docs, 'calibration.json')

  it('says what calibration.json says', () => {
    expect(existsSync(numbers)).toBe(true)
    const published = JSON.parse(readFileSync(numbers, 'utf8')) as CalibrationResults
    expect(readFileSync(join(docs, 'calibration.md'), 'utf8')).toBe(calibrationDocument(published))
    expect(criteria(published).filter(({ holds }) => !holds)).toEqual([])
  })
})
