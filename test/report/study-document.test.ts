import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analyse.js'
import { parseModel } from '../../src/model/index.js'
import { typeset } from '../../src/node/latex.js'
import { svgDocument } from '../../src/node/svg-document.js'
import { bibliographyKeys, htmlDocument, latexDocument } from '../../src/report/index.js'
import { isPrintable } from '../../src/report/mathml.js'
import { numberDocument } from '../../src/report/numbering.js'
import { headline } from '../../src/report/sections/answer.js'
import { studyDocument } from '../../src/report/study-document.js'
import { theorems } from '../../src/theory/index.js'
import { describeWithTex } from '../requirements.js'
import { contentOf, inlineFormulas, sectionOf, wordsOf } from './document-text.js'
import { failed, movedPoint, notApplicable, studyOf, studyWithoutPoint, supported } from './study-fixture.js'

const noise = 'noise/label-noise-drift'
const studies = {
  supported: studyOf([supported]),
  moved: studyOf([supported], movedPoint),
  mixed: studyOf([supported, { ...notApplicable, theorem: noise }]),
  failed: studyOf([failed]),
  'without a point': studyWithoutPoint(),
  'without theorems': studyOf([]),
}

describe('the document of a study', () => {
  for (const [name, study] of Object.entries(studies)) {
    const document = studyDocument(study)
    it(`can be written as LaTeX and HTML: ${name}`, () => {
      const html = htmlDocument(document, { document: svgDocument() })
      for (const written of [latexDocument(document), html])
        expect(written).not.toMatch(/\bNaN\b|\bundefined\b|\[object|Infinity/)
    })

    it(`has only formulas that can be typeset: ${name}`, () => {
      const unprintable = [
        ...inlineFormulas(document.blocks).filter((latex) => !isPrintable(latex, false)),
        ...contentOf(document.blocks).formulas.filter(
          (lines) => !isPrintable(`\\begin{aligned}${lines.join('\\\\')}\\end{aligned}`, true),
        ),
      ]
      expect(unprintable).toEqual([])
    })

    it(`cites only what is in the bibliography, and lists nothing else: ${name}`, () => {
      expect(document.citations.filter((key) => !bibliographyKeys.includes(key))).toEqual([])
      expect([...numberDocument(document).citations]).toEqual(document.citations)
    })
  }

  it('begins with the answer', () => {
    const [answer, table] = studyDocument(studies.supported).blocks
    expect(answer).toMatchObject({
      kind: 'callout',
      outcome: 'supported',
      title: 'The theorem is supported.',
    })
    expect(wordsOf([answer!])).toContain(
      'Gradient descent settles here for learning rates below 4/25 = 0.16.',
    )
    expect(wordsOf([table!])).toMatch(/supported\n.*4\/25 = 0\.16 \(exact\)\n0\.16004 ± ?0\.00041/)
  })

  it('says a reason that all theorems share once', () => {
    const [answer] = studyDocument(studyOf([notApplicable, { ...notApplicable, theorem: noise }])).blocks
    expect(wordsOf([answer!])).toBe(
      'Neither theorem applies.\nAt the point skewed. The point lies on a kink of relu.',
    )
  })

  it('shows of a theorem that does not apply its witness and nothing else', () => {
    const { blocks } = sectionOf(studyDocument(studies.mixed), `theorem-${noise}`)
    expect(blocks).toHaveLength(1)
    expect(blocks[0]).toMatchObject({ kind: 'callout', outcome: 'not applicable' })
    const words = wordsOf(blocks)
    expect(words).toContain('The loss is smooth near the point')
    expect(words).toContain('the point lies on a kink of relu')
    expect(words).not.toContain('not examined')
  })

  it('shows of a failure the wording of its problem', () => {
    const words = wordsOf(sectionOf(studyDocument(studies.failed), `theorem-${failed.theorem}`).blocks)
    expect(words).toContain('the differential equation was not solved')
    expect(words).toContain('The step size became too small at time 0.5')
  })

  it('says why there is no point', () => {
    const words = wordsOf(sectionOf(studyDocument(studies['without a point']), 'geometry').blocks)
    expect(words).toContain('The lowest loss found is 0.25')
  })

  it('shows hypotheses, prediction, measurement and controls of a theorem that was tested', () => {
    const words = wordsOf(sectionOf(studyDocument(studies.supported), `theorem-${supported.theorem}`).blocks)
    for (const part of [
      'proved\nchecked by hand: λ = 25/2',
      '-15/4 = -3.75 (exact)',
      '[0.15963, 0.16045]',
      'the threshold multiplied by 1.1\n0.176\n-160\nrefuted',
      'two runs left the neighbourhood of the start and are not counted'.slice(1),
    ])
      expect(words).toContain(part)
    expect(words).toMatch(/1\.875 ± ?2 · 10⁻¹⁰/)
    expect(words).toMatch(/\(0\.03\s?±\s?0\.26\)\s?%/)
  })

  it('says how a point was reached, and how far its numbers can be trusted', () => {
    const words = wordsOf(sectionOf(studyDocument(studies.moved), 'geometry').blocks)
    expect(words).toContain('It was moved there over a distance of 0.694823 along the gradient flow')
    expect(words).toMatch(/a = 1\.7320508075\d \\pm \d\\cdot 10\^\{-1\d\}/)
  })

  it('gives exact spaces where the point is exact', () => {
    const words = wordsOf(sectionOf(studyDocument(studies.supported), 'geometry').blocks)
    expect(words).toContain('\\ker J &= \\operatorname{span}\\{(-2,\\; 1)\\}')
    expect(words).toContain('(\\ker J)^\\perp &= \\operatorname{span}\\{(1,\\; 2)\\}')
  })

  it('cites exactly what was used', () => {
    const { cite } = theorems.find(({ id }) => id === supported.theorem)!
    expect(studyDocument(studies.supported).citations).toEqual([...cite, 'salmon-2011'])
    expect(studyDocument(studies.moved).citations).toContain('hairer-wanner-1996')
    expect(studyDocument(studies['without a point']).citations).toEqual([])
  })
})

it('puts the verdicts together in one sentence', () => {
  expect(headline([])).toBe('No theorem was asked for.')
  expect(headline(['refuted'])).toBe('The theorem is refuted.')
  expect(headline(['supported', 'supported'])).toBe('Both theorems are supported.')
  expect(headline(['not applicable', 'not applicable'])).toBe('Neither theorem applies.')
  expect(headline(['supported', 'supported', 'not applicable'])).toBe(
    'Of 3 theorems, 2 are supported and 1 does not apply.',
  )
})

describeWithTex('the report of a real study', () => {
  it('is typeset without errors, warnings or boxes in the margin', async () => {
    const file = new URL('../../models/two-layer-scalar.yaml', import.meta.url)
    const model = parseModel(readFileSync(file, 'utf8'), 'two-layer-scalar.yaml')
    const document = studyDocument(await analyse(model, { at: 'balanced' }))
    const { log } = await typeset(latexDocument(document))
    expect(log.warnings).toEqual([])
    expect(log.overfull.filter(({ points }) => points > 5)).toEqual([])
    expect(wordsOf(document.blocks)).toContain('1/5 = 0.2 (exact)')
  })
})
