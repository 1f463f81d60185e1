import { describe, expect, it } from 'vitest'
import { gradient, hessian } from '../../src/calculus/index.js'
import { landscapeOf } from '../../src/geometry/index.js'
import { lossOf, type Model, modelFrom, type ModelObject } from '../../src/model/index.js'
import { derivativesSection } from '../../src/report/sections/derivatives.js'
import { modelSection } from '../../src/report/sections/model.js'
import { chartPlot } from '../../src/report/chart-plot.js'
import { derivationOf, type Study } from '../../src/study/index.js'
import { contentOf, wordsOf } from './document-text.js'
import { studyOf } from './study-fixture.js'

/** A study of which only the model and its derivatives are asked. */
function studyOfModel(written: ModelObject): Study {
  const model: Model = modelFrom(written)
  const { symbols } = model
  const loss = lossOf(model)
  const base = studyOf([])
  return {
    ...base,
    at: { name: 'origin', coordinates: symbols.map(() => model.graph.zero) },
    situation: { ...base.situation, model, landscape: landscapeOf(model) },
    derivation: {
      of: 'loss',
      symbols,
      loss,
      gradient: gradient(loss, symbols),
      hessian: hessian(loss, symbols),
      kinks: [],
      kinksInParts: [],
      simplified: true,
      poles: [],
      averaged: false,
    },
  }
}

const network = {
  title: 'tanh network',
  parameters: { W: [4, 3] as [number, number], a: 4 },
  data: { x: [[1, 0, 1], [0, 1, 1]], y: [1, -1] },
  output: "a' * tanh(W*x)",
} // prettier-ignore

describe('the section on derivatives', () => {
  it('shows a small Hessian as a matrix', () => {
    const study = studyOfModel({ title: 'product', parameters: ['u', 'v'], residuals: 'u*v - 1' })
    const { formulas } = contentOf(derivativesSection(study).blocks)
    expect(formulas.at(-1)![0]).toMatch(/^\\nabla\^2 L = \\begin\{pmatrix\}/)
  })

  it('lists the entries of one that is too wide, and says which are missing', () => {
    const study = studyOfModel({
      title: 'chain',
      parameters: ['p', 'q', 'r', 's', 't', 'u', 'v', 'w'],
      residuals: ['p*q - 1', 'r*s - 1', 't*u - 1', 'v*w - 1'],
    })
    const words = wordsOf(derivativesSection(study).blocks)
    expect(words).toContain('The Hessian is a symmetric 8 × 8 matrix.')
    expect(words).toContain('that are not zero')
    expect(words).not.toContain('left out')
    expect(words.match(/\\partial_\{\w\}(\^2|\\,\\partial_\{\w\}) L = /g)).toHaveLength(12)
  })

  it('shows the derivatives of one sample when there are many, and says so', async () => {
    const numbers = Array.from({ length: 60 }, (_, i) => i)
    const study = studyOfModel({
      title: 'line',
      parameters: ['a', 'b'],
      data: { x: numbers, y: numbers },
      output: 'a*b*x',
    })
    const derivation = await derivationOf(study.situation.landscape)
    const section = derivativesSection({ ...study, derivation })
    const words = wordsOf(section.blocks)
    expect(words).toContain('the loss of one sample, half the square of its residual')
    expect(words).toContain('over the 60 samples')
    expect(words).toContain('\\frac{\\partial \\ell}{\\partial a}')
    const { formulas } = contentOf(section.blocks)
    expect(formulas.at(-1)![0]).toMatch(/^\\nabla\^2 \\ell = /)
  })

  it('names what long entries share, each part before it is used and none that is not', () => {
    const study = studyOfModel({ ...network, parameters: { W: [2, 3], a: 2 } })
    const { blocks } = derivativesSection(study)
    const { formulas } = contentOf(blocks)
    expect(wordsOf(blocks)).toContain('Parts that they share are named:')
    const all = formulas.flat().join('\n')
    const defined = [...all.matchAll(/(?:^|& |\\qquad )(s_\{\d+\}) = /gm)].map(([, name]) => name!)
    expect(defined.length).toBeGreaterThan(3)
    expect(new Set(defined).size).toBe(defined.length)
    for (const name of defined) {
      const [before, after] = all.split(`${name} = `)
      expect(before, name).not.toContain(name)
      expect(after, name).toContain(name)
    }
    const mentioned = new Set([...all.matchAll(/s_\{\d+\}/g)].map(([name]) => name))
    expect([...mentioned].sort()).toEqual([...defined].sort())
  })

  it('cuts what nobody would read, and counts what it leaves out', () => {
    const words = wordsOf(
      derivativesSection(studyOfModel({ ...network, parameters: { W: [10, 3], a: 10 } })).blocks,
    )
    const shown = words.match(/\\frac\{\\partial L\}\{\\partial \S+\} = /g)!.length
    const left = /(\d+) of the 40 entries of the gradient are left out here/.exec(words)
    expect(shown + Number(left![1])).toBe(40)
    expect(words).toContain('thalweg derive MODEL gradient')
    const entries = words.match(/\\partial_\{\S+\}(\^2|\\,\\partial_\{\S+\}) L = /g)!.length
    const missing = /(\d+) of the (\d+) entries on and above the diagonal are left out/.exec(words)
    expect(entries + Number(missing![1])).toBe(Number(missing![2]))
    expect(words.length).toBeLessThan(20_000)
  })
})

describe('the section on the model', () => {
  it('gives shapes, data and the loss per sample and written out', () => {
    const words = wordsOf(modelSection(studyOfModel(network)).blocks)
    expect(words).toContain('W\n4 × 3 matrix')
    expect(words).toContain('a\nvector of 4')
    expect(words).toContain('L(w) = \\frac{1}{2n}\\sum_{i=1}^{n} r_i^2')
    expect(words).toContain('Written out with the data:')
  })

  it('names the parts of a loss as their kinds need', () => {
    const of = (written: Omit<ModelObject, 'title'>) =>
      wordsOf(modelSection(studyOfModel({ title: 't', ...written })).blocks)
    const parameters = ['u', 'v']
    const data = { x: [1, 2], y: [3, 4] }
    expect(of({ parameters, residuals: 'u*v - 1' })).toContain('L(u, v) = \\frac12\\, r^2')
    expect(of({ parameters, residuals: ['u - 1', 'v - 2'] })).toMatch(/sum_\{i=1\}\^\{n\} r_i\^2\nr_\{1\} = /)
    expect(of({ parameters, data, residuals: ['u*x - y', 'v*x - y'] })).toContain('\\sum_{j=1}^{2} r_{ij}^2')
    expect(of({ parameters, data, loss: 'cosh(u*x - y) - 1' })).toContain('\\ell = ')
    const plain = of({ parameters, loss: 'u^2*v^2' })
    expect(plain).toContain('The loss is')
    expect(plain.match(/L\(u, v\) = /g)).toHaveLength(1)
  })

  it('says what was declared of parameters and data', () => {
    const declared = {
      title: 't',
      parameters: { u: { positive: true }, w: { shape: 2, nonzero: true }, v: 'scalar' as const },
      data: { x: { samples: [1, 2], positive: true, integer: true }, y: [3, 4] },
      output: 'u*sum(w)*v*x',
    }
    expect(wordsOf(modelSection(studyOfModel(declared)).blocks).replaceAll(/\s+/g, ' ')).toContain(
      'used to simplify the formulas: u is positive; every entry of w is nonzero; x is positive and whole.',
    )
    expect(wordsOf(modelSection(studyOfModel(network)).blocks)).not.toContain('Declared')
  })

  it('cuts long data and says so', () => {
    const many = Array.from({ length: 40 }, (_, i) => i / 10)
    const written = { title: 't', parameters: ['u'], data: { x: many, y: many }, output: 'u*x' }
    const words = wordsOf(modelSection(studyOfModel(written)).blocks)
    expect(words).toContain('Data: 40 samples of 2 numbers each. The table is cut.')
    expect(words).toMatch(/10\n0\.9\n0\.9\n…\n…\n…\n40\n3\.9\n3\.9/)
  })
})

describe('a chart as a figure', () => {
  const chart = {
    id: 'growth',
    title: 'growth',
    x: 'x',
    y: 'y',
    predicted: [[0, -20], [0.5, -Infinity], [1, -1], [2, 1]] as [number, number][],
    measured: [{ x: 1, y: -1, halfWidth: 0.1 }, { x: 2, y: 1, halfWidth: Infinity }, { x: 3, y: NaN, halfWidth: 1 }],
    mark: { x: 1.5, label: 'threshold' },
    zeroLine: true,
  } // prettier-ignore

  it('leaves out what is not finite and keeps the measured points in view', () => {
    const plot = chartPlot(chart)
    const points = plot.marks.find(({ kind }) => kind === 'points')
    expect(points).toMatchObject({ points: [{ x: 1, y: -1, lo: -1.1, hi: -0.9 }, { x: 2, y: 1 }] }) // prettier-ignore
    expect(plot.marks.find(({ kind }) => kind === 'line')).toMatchObject({
      points: [[0, -20], [1, -1], [2, 1]],
    }) // prettier-ignore
    const [lo, hi] = plot.y.domain!
    expect(lo).toBeGreaterThan(-3)
    expect(lo).toBeLessThan(-1.1)
    expect(hi).toBeGreaterThan(1)
  })
})
