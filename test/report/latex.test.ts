import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hasTex, readTexLog, typeset } from '../../src/node/latex.js'
import {
  type Block,
  code,
  type Document,
  formula,
  latexDocument,
  math,
  paragraph,
  section,
  type Table,
} from '../../src/report/index.js'
import { mathWidth } from '../../src/report/math-pieces.js'
import { describeWithTex } from '../requirements.js'
import { sample } from './sample.js'

const plain = (blocks: readonly Block[]): Document => ({ title: 'Title', blocks, citations: [] })

it('is plain ASCII, whatever the document says', () => {
  expect(latexDocument(sample)).toMatch(/^[\n -~]*$/)
})

it('is the same every time', () => {
  expect(latexDocument(sample)).toBe(latexDocument(sample))
})

it('writes short formulas as a person would', () => {
  const source = latexDocument(
    plain([paragraph('See ', math('a^2')), formula('a = b'), formula(['a = b', '= c'], 'main')]),
  )
  expect(source).toContain('See $a^2$\n\\begin{equation*}\n  a = b\n\\end{equation*}')
  expect(source).toContain('\\begin{align}\n  a &{}= b\\nonumber\\\\\n   &{}= c\\label{main}\n\\end{align}')
})

describeWithTex('pdflatex', () => {
  it('is found', async () => {
    expect(await hasTex()).toBe(true)
  })

  it('typesets every kind of block without errors, warnings or boxes in the margin', async () => {
    const { pdf, log } = await typeset(latexDocument(sample))
    expect(new TextDecoder('latin1').decode(pdf.slice(0, 5))).toBe('%PDF-')
    expect(log.overfull.filter(({ points }) => points > 5)).toEqual([])
    expect(log.warnings).toEqual([])
  })

  it('typesets any text anywhere', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 50 }), { numRuns: 30, seed: 7 })
    const ascii = fc.sample(fc.string({ unit: 'grapheme-ascii', maxLength: 120 }), { numRuns: 30, seed: 8 })
    const accented = fc.sample(fc.string({ unit: fc.integer({ min: 0xa0, max: 0x24f }).map((c) => String.fromCodePoint(c)) }), { numRuns: 25, seed: 9 }) // prettier-ignore
    const signs = fc.sample(fc.string({ unit: fc.integer({ min: 0x2000, max: 0x2aff }).map((c) => String.fromCodePoint(c)) }), { numRuns: 25, seed: 10 }) // prettier-ignore
    const all = [...texts, ...ascii, ...accented, ...signs, 'α'.repeat(90), '/a'.repeat(90), '--'.repeat(60)]
    const table: Table = {
      kind: 'table',
      caption: all[1]!,
      columns: [{ header: all[0]!, align: 'left' }, { header: 'b', align: 'right' }], // prettier-ignore
      rows: all.slice(0, 20).map((text) => [text, [code(text)]]),
    }
    const blocks = all.flatMap((text, index): Block[] => [
      index % 10 === 0 ? section(`s${index}`, text, []) : paragraph(text, [code(text)]),
    ])
    const { log } = await typeset(latexDocument(plain([...blocks, table])))
    expect(log.overfull.filter(({ points }) => points > 5)).toEqual([])
  })

  it('agrees with the estimated widths of formulas', async () => {
    const formulas = [
      'L(a,b) = \\frac{1}{4}(abx_1 - y_1)^2 + \\frac14(abx_2-y_2)^2',
      'w_1^2 \\tanh(u_1 x + c_1) - w_2^2\\tanh(u_2x+c_2)',
      '\\theta_{1}\\theta_{2}\\theta_{12} + \\sqrt{2}\\,\\nabla^2 L(\\theta)',
      '\\begin{pmatrix} a^2 + b & 1 & 2 \\\\ 3 & \\lambda_{\\max} & 5 \\end{pmatrix}',
      'x \\in \\mathbb{R}^n,\\quad \\lVert x \\rVert \\le 1,\\quad \\operatorname{Reg}(w) = \\mathrm{const}',
      '\\sum_{i=1}^n \\exp(-x_i^2/2) \\log\\left(1 + \\frac{a}{b}\\right)',
      '-0.374215 \\pm 0.003112 \\approx 3.14\\cdot 10^{-12}',
    ]
    const measured = formulas.map(
      (latex, index) =>
        `\\sbox0{$\\displaystyle ${latex}$}\\PackageWarning{width}{${index}: \\the\\wd0; em: \\the\\fontdimen6\\textfont1}`,
    )
    const source = `\\documentclass[11pt]{article}\\usepackage{amsmath,amssymb}\\begin{document}x${measured.join('\n')}\\end{document}`
    const { log } = await typeset(source)
    expect(log.warnings.length).toBe(formulas.length)
    for (const warning of log.warnings) {
      const [, index, points, em] = /(\d+): ([\d.]+)pt; em: ([\d.]+)pt/.exec(warning)!
      const ratio = mathWidth(formulas[Number(index)]!) / (Number(points) / Number(em))
      expect(ratio, formulas[Number(index)]!).toBeGreaterThan(0.92)
      expect(ratio, formulas[Number(index)]!).toBeLessThan(1.3)
    }
  })

  it('says what TeX says of a mistake, and where', async () => {
    const source = '\\documentclass{article}\n\\begin{document}\n\\undefinedcommand\n\\end{document}\n'
    await expect(typeset(source)).rejects.toMatchObject({
      problem: { code: 'tool-failed', facts: { detail: 'Line 3: Undefined control sequence.' } },
    })
  })

  it('may not run programs or read files outside of its folder', async () => {
    const source = (body: string): string =>
      `\\documentclass{article}\\begin{document}${body}x\\end{document}`
    await expect(typeset(source('\\input{/etc/hostname}'))).rejects.toMatchObject({
      problem: { code: 'tool-failed' },
    })
    const { log } = await typeset(
      source('\\immediate\\write18{touch written}\\IfFileExists{written}{\\PackageWarning{a}{ran}}{}'),
    )
    expect(log.warnings).toEqual([])
  })

  it('stops in time', async () => {
    const endless = '\\documentclass{article}\\begin{document}\\loop\\iftrue\\repeat\\end{document}'
    await expect(typeset(endless, { deadline: performance.now() + 700 })).rejects.toMatchObject({
      problem: { code: 'out-of-budget' },
    })
    await expect(typeset(endless, { deadline: Infinity, signal: AbortSignal.abort() })).rejects.toMatchObject(
      {
        problem: { code: 'cancelled' },
      },
    )
  })
})

it('asks for a TeX where there is none', async () => {
  const path = process.env.PATH
  process.env.PATH = '/nowhere'
  try {
    expect(await hasTex()).toBe(false)
    await expect(typeset('')).rejects.toMatchObject({ problem: { code: 'tool-missing' } })
  } finally {
    process.env.PATH = path
  }
})

it('reads a log', () => {
  expect(
    readTexLog(
      'Overfull \\hbox (12.5pt too wide) in paragraph at lines 3--4\n./report.tex:7: Missing $ inserted.\n! Emergency stop.\nLaTeX Warning: x\n',
    ),
  ).toEqual({
    errors: ['Line 7: Missing $ inserted.', 'Emergency stop.'],
    warnings: ['LaTeX Warning: x'],
    overfull: [{ points: 12.5, where: 'hbox in paragraph at lines 3--4' }],
  })
})
