import { describe, expect, it } from 'vitest'
import { flatFences } from '../../src/report/formula-fences.js'
import { breakableInline, inlineParts, layOutFormula } from '../../src/report/formula-layout.js'
import { mathPieces } from '../../src/report/math-pieces.js'
import { mathml } from '../../src/report/mathml.js'

const sum = (count: number): string =>
  Array.from({ length: count }, (_, i) => `w_{${i}}^2 \\tanh\\left(\\frac{u_{${i}}}{2} - c\\right)`).join(
    ' + ',
  )

/** A formula without the signs that laying it out may add or change. */
function bare(latex: string): string {
  return latex.replaceAll(/\\qquad|\\allowbreak|\\left(?![a-z])|\\right(?![a-z])|\\bigl|\\bigr|\{\}|\s/g, '')
}

describe('the pieces of a formula', () => {
  it.each([
    'a+b',
    '-\\frac{1}{2}\\left(a-b\\right)^2',
    "x_i^{2}'\\sqrt[3]{y}\\,\\text{ a b}",
    '\\begin{pmatrix}1&2\\\\3&\\{4\\}\\end{pmatrix}^{-1}\\le\\sum_{i=1}^n x_i',
    '\\sum\\limits_{i} a_i\\operatorname{Reg}(w)',
    sum(3),
  ])('joined are the formula: %s', (latex) => {
    expect(
      mathPieces(latex)
        .map(({ source }) => source)
        .join(''),
    ).toBe(latex)
  })

  it('tells a sign from an operation', () => {
    const roles = (latex: string): string[] => mathPieces(latex).map(({ role }) => role)
    expect(roles('-a-b')).toEqual(['operator', 'ordinary', 'binary', 'ordinary'])
    expect(roles('(-a)=-b')).toEqual([
      'open',
      'operator',
      'ordinary',
      'close',
      'relation',
      'operator',
      'ordinary',
    ])
  })
})

describe('laying out a formula', () => {
  it('leaves one that fits alone', () => {
    expect(layOutFormula(['L = \\frac12 r^2'], 40).rows).toEqual([
      { left: '', right: 'L = \\frac12 r^2', width: expect.any(Number) as number },
    ])
  })

  it('never leaves the left side of an equation alone at the end of a row', () => {
    const equation = (i: number): string =>
      `\\partial_{w_{${i}}}^2 L = \\frac{g\\,(4 w_{1}^{3} - 6 w_{1}^{2} w_{2})}{2 w_{${i}}}`
    const line = `& ${[1, 2, 3, 4].map(equation).join(', \\qquad ')}`
    for (let limit = 18; limit < 60; limit++)
      for (const { right } of layOutFormula([line, '& a = b'], limit).rows) {
        expect(right).not.toMatch(/(L|qquad|,)\s*$/)
        expect(right).not.toMatch(/^(\\qquad)?\s*\{\}\s*=/)
      }
  })

  it.each([20, 30, 40])('breaks a long sum into rows that fit %d em, and loses nothing', (limit) => {
    const latex = `f(x) = ${sum(20)}`
    const { rows, leftWidth } = layOutFormula([latex], limit)
    expect(rows.length).toBeGreaterThan(3)
    for (const { width } of rows) expect(width).toBeLessThanOrEqual(limit - leftWidth)
    expect(bare(rows.map(({ left, right }) => left + right).join(''))).toBe(bare(latex))
    expect(rows.slice(1).every(({ right }) => right.startsWith('\\qquad {}+'))).toBe(true)
  })

  it('keeps every row a formula when brackets are torn apart', () => {
    const { rows } = layOutFormula([`y = \\left(${sum(8)}\\right)^2`], 25)
    expect(rows.length).toBeGreaterThan(2)
    for (const { left, right } of rows) {
      expect(mathml(right, true), right).toBeDefined()
      if (left !== '') expect(mathml(left, true)).toBeDefined()
    }
    const torn = rows.filter(({ right }) => right.includes('\\bigl') || right.includes('\\bigr'))
    expect(torn.length).toBe(2)
  })

  it('opens a fraction and a root that are wider than a line', () => {
    const fraction = layOutFormula([`g = \\frac{${sum(6)}}{1+${sum(6)}}`], 30).rows
    expect(Math.max(...fraction.map(({ width }) => width))).toBeLessThanOrEqual(30)
    expect(fraction.map(({ right }) => right).join('')).toContain('\\big/')
    const root = layOutFormula([`g = \\sqrt{${sum(6)}}`], 30).rows
    expect(root.at(-1)!.right).toContain('\\bigr)^{1/2}')
    expect(Math.max(...root.map(({ width }) => width))).toBeLessThanOrEqual(30)
  })

  it('aligns several lines at their relations, or where they say', () => {
    expect(
      layOutFormula(['a = b', '\\le c', 'd \\in &E'], 40).rows.map(({ left, right }) => [left, right]),
    ).toEqual([
      ['a', '{}= b'],
      ['', '{}\\le c'],
      ['d \\in', 'E'],
    ])
  })

  it('breaks a product between its factors and never inside a number', () => {
    const { rows } = layOutFormula([Array.from({ length: 30 }, () => 'w_{12} 123.5').join(' ')], 20)
    expect(rows.length).toBeGreaterThan(3)
    for (const { right } of rows) expect(right.replace('\\qquad ', '')).toMatch(/^(?:w_\{12\}|123\.5)/)
  })

  it('marks places to break within a line of text', () => {
    expect(breakableInline('a+b')).toBe('a\\allowbreak +b')
    expect(inlineParts(sum(4), 14).length).toBeGreaterThan(2)
  })
})

describe('brackets', () => {
  it('stretch only around what is high', () => {
    expect(flatFences('\\tanh\\left(a x + b\\right)')).toBe('\\tanh(a x + b)')
    expect(flatFences('\\left(\\left|a\\right|+\\left\\|b\\right\\|\\right)^2')).toBe(
      '(\\lvert a\\rvert +\\lVert b\\rVert )^2',
    )
    expect(flatFences('\\left(\\frac12\\right)')).toBe('\\left(\\frac12\\right)')
    expect(flatFences('\\left.x\\right|')).toBe('\\left.x\\right|')
    expect(flatFences('a\\leftarrow b')).toBe('a\\leftarrow b')
  })
})
