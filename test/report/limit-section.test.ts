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

  it('shows the noise of a model as it is written, with its variables and their laws', async () => {
    const own = (output: string) =>
      modelFrom({
        title: 't',
        parameters: { a: 2, w: 2 },
        data: { x: [1, 2], y: [3, 6] },
        output: 'dot(a, w)*x',
        noise: { variables: { m: { shape: 2, law: 'bernoulli' }, eta: { per: 'sample', deviation: 3 } }, output },
      })
    const of = async (output: string) =>
      analyse(own(output), { at: 'a=[1,1],w=[1,2]', theorems: ['noise/no-drift'], learningRate: '1/100' })
    const short = await of('dot(a.*(1+m), w)*x + eta')
    const { noise } = studyJson(short).limit!
    expect(noise.formula).toMatch(/frac\{1\}\{2n\} .*m_\{1\}.*\\eta/)
    expect(noise.law).toMatch(/\$m\$: 2 Bernoulli .* each step.*; \$\\eta\$: 1 Gaussian .* each sample and step.*9/)
    const tex = latexDocument(studyDocument(short))
    expect(tex).toContain('dot(a.*(1+m), w)*x + eta')
    expect(tex).not.toContain('\\hat L(w, \\eta) = \\hat L(w, \\eta)')
    const long = await of(`dot(a.*(1+m), w)*x + eta${Array.from({ length: 20 }, (_, k) => ` + sin(${k + 2}*eta*x)`).join('')}`)
    const all = latexDocument(studyDocument(long))
    expect(all).toContain('too long to be written out')
    expect(all).toContain('sin(21*eta*x)')
    expect(all).not.toContain('\\hat L(w, \\eta) = \\hat L(w, \\eta)')
  }) // prettier-ignore

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
