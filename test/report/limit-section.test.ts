import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analyse.js'
import { modelFrom } from '../../src/model/index.js'
import { latexDocument } from '../../src/report/index.js'
import { reportSchema } from '../../src/report/json/schema.js'
import { studyDocument } from '../../src/report/study-document.js'
import { studyJson } from '../../src/report/study-json.js'

const model = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1'] })
// A theorem that does not apply needs no experiment.
const study = (noise: string | undefined) =>
  analyse(model, { at: 'u=2,v=1/2', noise, theorems: ['noise/no-drift'], learningRate: '1/10' })
const published = JSON.parse(
  readFileSync(new URL('../../schema/report.json', import.meta.url), 'utf8'),
) as object

describe('the limit of noise in a report', () => {
  const validate = new Ajv({ strict: false }).compile(published)

  it.each(['label-noise', 'additive', 'drop-connect law=gaussian'])(
    'of %s keeps to the schema and is a section',
    async (noise) => {
      const found = await study(noise)
      const report = studyJson(found)
      expect(reportSchema.parse(report)).toEqual(report)
      expect(validate(report), JSON.stringify(validate.errors)).toBe(true)
      expect(JSON.parse(JSON.stringify(report))).toStrictEqual(report)
      expect(report.sources).toContain('katzenberger-1991')
      const tex = latexDocument(studyDocument(found))
      expect(tex).toContain('\\section{The limit of small noise}')
      expect(tex).toContain('The zero-loss set is parametrised by')
      expect(tex.includes('\\label{figure-limit-1}')).toBe(noise !== 'additive')
    },
  )

  it('is not there without a noise', async () => {
    const found = await study(undefined)
    expect(studyJson(found)).not.toHaveProperty('limit')
    expect(latexDocument(studyDocument(found))).not.toContain('limit of small noise}')
  })

  it('is the same when it is made again', async () => {
    const [one, other] = [await study('label-noise'), await study('label-noise')]
    expect(JSON.stringify(studyJson(one))).toBe(JSON.stringify(studyJson(other)))
  })
})
