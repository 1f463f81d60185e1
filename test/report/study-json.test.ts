import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analyse.js'
import { parseModel } from '../../src/model/index.js'
import { reportJsonSchema, reportSchema } from '../../src/report/json/schema.js'
import { studyJson } from '../../src/report/study-json.js'
import { failed, movedPoint, notApplicable, studyOf, studyWithoutPoint, supported } from './study-fixture.js'

const studies = {
  supported: studyOf([supported]),
  moved: studyOf([supported], movedPoint),
  mixed: studyOf([supported, notApplicable]),
  failed: studyOf([failed]),
  'without a point': studyWithoutPoint(),
  'without theorems': studyOf([]),
}

const published = JSON.parse(
  readFileSync(new URL('../../schema/report.json', import.meta.url), 'utf8'),
) as object

function golden() {
  const file = new URL('../../models/two-layer-scalar.yaml', import.meta.url)
  return parseModel(readFileSync(file, 'utf8'), 'two-layer-scalar.yaml')
}

describe('the JSON report', () => {
  const validate = new Ajv({ strict: false }).compile(published)

  for (const [name, study] of Object.entries(studies))
    it(`keeps to its schema and loses nothing when it is written: ${name}`, () => {
      const report = studyJson(study)
      expect(reportSchema.parse(report)).toEqual(report)
      expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
      expect(JSON.parse(JSON.stringify(report))).toStrictEqual(report)
    })

  it('has a schema that refuses what is not a report', () => {
    const report = studyJson(studies.supported)
    expect(validate({ ...report, outcome: 'true' })).toBe(false)
    expect(validate({ ...report, when: '2024-01-01' })).toBe(false)
    expect(reportSchema.safeParse({ ...report, point: { found: true } }).success).toBe(false)
  })

  it('is published with the schema it keeps to; npm run schema writes it', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())))
  })

  it('has null for what is not finite', () => {
    const report = studyJson(studies.moved)
    expect(report.point).toMatchObject({ rank: { gap: null, clear: true } })
    expect(report.verdicts[0]!.controls[1]!.standardErrors).toBeNull()
    expect(report.verdicts[0]!.measurement!.charts[0]!.predicted[1]).toEqual({ x: 0.08, y: null })
  })

  it('gives coordinates, gradient and bases exactly where they are exact', () => {
    const { point, derivation } = studyJson(studies.supported)
    expect(point).toMatchObject({
      coordinates: [
        { symbol: 'a', value: 2, exact: { text: '2' } },
        { symbol: 'b', value: 1, exact: { text: '1' } },
      ],
      coordinateError: 0,
      exactBases: { tangent: [['-2', '1']], normal: [['1', '2']] },
    })
    expect(derivation.hessian.map(({ row, column }) => [row, column])).toEqual([
      ['a', 'a'],
      ['a', 'b'],
      ['b', 'b'],
    ])
  })

  it('answers the golden model exactly, and twice with the same bytes', async () => {
    const options = { at: 'skewed', learningRate: '1/10', seed: 7 }
    const [first, second] = [await analyse(golden(), options), await analyse(golden(), options)].map(
      studyJson,
    )
    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
    expect(validate(first), JSON.stringify(validate.errors)).toBe(true)
    expect(first!.question.learningRate).toMatchObject({ text: '1/10', value: 0.1 })
    expect(first!.verdicts[0]!.prediction!.quantities['threshold']!.estimate).toMatchObject({
      kind: 'exact',
      value: 0.16,
      text: '4/25',
    })
    expect(first!.point).toMatchObject({ certainty: 'exact', dimension: 1, rank: { rank: 1, exact: true } })
  })
})
