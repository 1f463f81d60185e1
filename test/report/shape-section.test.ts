import { describe, expect, it } from 'vitest'
import { landscapeOf, surveyAt, zeroLossPoint } from '../../src/geometry/index.js'
import { modelFrom, type ModelObject } from '../../src/model/index.js'
import { latexDocument } from '../../src/report/index.js'
import { shapeSection } from '../../src/report/sections/shape.js'
import { contentOf, wordsOf } from './document-text.js'

async function sectionAt(written: Omit<ModelObject, 'title'>) {
  const model = modelFrom({ title: 't', ...written })
  const landscape = landscapeOf(model)
  const survey = await surveyAt(landscape, zeroLossPoint(landscape, model.points[0]!))
  const { blocks } = shapeSection(survey)
  const figures = blocks.flatMap((block) => (block.kind === 'figure' ? [block] : []))
  return { survey, blocks, figures, words: wordsOf(blocks), formulas: contentOf(blocks).formulas.flat() }
}

describe('the section on the shape of the zero-loss set', () => {
  it('shows the parametrisation, the sharpness along it and the flattest minimum of u v = 1', async () => {
    const { formulas, words, figures, blocks } = await sectionAt({
      parameters: ['u', 'v'],
      residuals: ['u*v - 1'],
      points: { p: { u: 2, v: '1/2' } },
    })
    expect(formulas).toContain('v = \\frac{1}{u}')
    expect(formulas).toContain('\\operatorname{tr} \\nabla^2 L = \\lambda_{\\max} = u^{2} + \\frac{1}{u^{2}}')
    expect(words).toMatch(/minimum 2 at u = 1 and at u = -1/)
    expect(words).toMatch(/from 4\.25 ends at u = 1 .*It is certified/s)
    const [set, sharpness] = figures
    for (const mark of set!.plot.marks)
      if (mark.kind === 'line')
        for (const [u, v] of mark.points) expect(Math.abs(u * v - 1)).toBeLessThan(1e-12)
    const place = (label: string) => set!.plot.marks.find((mark) => mark.label === label)
    expect(place('the point')).toMatchObject({ points: [{ x: 2, y: 0.5 }] })
    const minimum = place('flattest minimum')
    expect(minimum?.kind === 'points' && minimum.points[0]!.x).toBeCloseTo(1, 12)
    // The arc length of v = 1/u from u = 2 to u = 1, by Simpson's rule; the point of view is from u = 2.
    const speed = (u: number) => Math.sqrt(1 + u ** -4)
    const n = 1000
    const length = Array.from({ length: n + 1 }, (_, i) => (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * speed(1 + i / n))
      .reduce((sum, x) => sum + x, 0) / (3 * n) // prettier-ignore
    const rule = sharpness!.plot.marks.find((mark) => mark.label === 'flattest minimum')
    expect(Math.abs(rule?.kind === 'rule' && 'x' in rule ? rule.x : NaN)).toBeCloseTo(length, 3)
    expect(latexDocument({ title: 't', blocks, citations: [] })).not.toMatch(/NaN|undefined|\[object/)
  })

  it('draws a curve in space by its coordinates against arc length', async () => {
    const written = {
      parameters: ['u', 'v', 'w'],
      residuals: ['u*v - 1', 'v*w^2 - 1'],
      points: { p: { u: 1, v: 1, w: 1 } },
    }
    const { figures, blocks } = await sectionAt(written)
    expect((await sectionAt(written)).blocks).toEqual(blocks)
    const lines = figures[0]!.plot.marks.flatMap((mark) => (mark.kind === 'line' ? [mark] : []))
    expect(lines.map(({ label }) => label)).toEqual(['$u$', '$v$', '$w$'])
    const [u, v] = lines
    u!.points.forEach(([s, x], i) => {
      expect(v!.points[i]![0]).toBe(s)
      expect(Math.abs(x * v!.points[i]![1] - 1)).toBeLessThan(1e-12)
    })
  })

  it('has no numbers at a singular point, but the reason and what is known of the set', async () => {
    const { words, figures, blocks } = await sectionAt({
      parameters: ['u', 'v'],
      residuals: ['u*v'],
      points: { p: { u: 0, v: 0 } },
    })
    expect(words).toMatch(/not known to be a manifold at the point: a rank drop/)
    expect(figures).toEqual([])
    expect(blocks.some(({ kind }) => kind === 'table')).toBe(false)
  })

  it('gives no error for a flattest minimum whose bound was not measured', async () => {
    // ½(ab − 1)² in three parameters: c is free, so that critical points are not isolated.
    const { words, survey } = await sectionAt({
      parameters: ['a', 'b', 'c'],
      residuals: ['a*b - 1'],
      points: { p: { a: 2, b: '1/2', c: 3 } },
    })
    expect('missing' in survey.flattest || survey.flattest.certificate.bound.measured).toBe(false)
    expect(words).toMatch(/ends at a = 1, b = 1, c = 3,/)
  })
})
