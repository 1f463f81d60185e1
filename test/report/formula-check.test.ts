import { describe, expect, it } from 'vitest'
import { isSoundFormula } from '../../src/report/formula-check.js'
import { isPrintable, mathml } from '../../src/report/mathml.js'

describe('whether a formula can be printed', () => {
  it.each([
    'a',
    '\\left(a\\right)',
    '\\{x\\}',
    'a\\%',
    '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}',
    '\\lVert \\nabla f \\rVert^2',
    '\\operatorname{Reg}(w) \\in \\mathbb{R}',
    '\\text{for all } x',
    'P_{T_W\\Gamma}',
  ])('yes: %s', (latex) => {
    expect(isPrintable(latex, true)).toBe(true)
  })

  it.each([
    '', ' ', 'a}', '{a', '\\left(a', 'a\\right)', '\\begin{pmatrix}1', '\\begin{a}\\end{b}', '{\\left(}\\right)', '50%', '#1', '$x$',
    '\\input{x}', '\\write18{ls}', '\\def\\a{}', '\\]', '\\)', '\\', '\\csname x\\endcsname', '^^41', '\\label{a}', '\\catcode',
  ])('no, it would harm the document: %s', (latex) => {
    expect(isSoundFormula(latex)).toBe(false)
  }) // prettier-ignore

  it.each(['\\undefinedcommand x', '\\frac{1}', 'x^a^b'])('no, it is not a formula: %s', (latex) => {
    expect(mathml(latex, false)).toBeUndefined()
  })

  it('leaves space before the name of a function after an index or exponent', () => {
    expect(mathml('w_1^2\\tanh u', false)).toContain(
      '</msubsup><mrow><mspace width="0.1667em"></mspace><mi>tanh</mi>',
    )
  })
})
