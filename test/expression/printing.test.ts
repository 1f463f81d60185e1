import { describe, expect, it } from 'vitest'
import { createGraph, expand, latexWidth, toLatex, toLatexLines, toText } from '../../src/expression/index.js'
import { read } from './samples.js'

describe('text', () => {
  it.each([
    ['5/2*(b*a - 2)*b', '5/2*b*(a*b - 2)'],
    ['-1 + v*u^2', 'u^2*v - 1'],
    ['-3/4', '-3/4'],
    ['2^(1/2)', 'sqrt(2)'],
    ['sqrt(3)*sqrt(2)/2', 'sqrt(6)/2'],
    ['b^2 + a*b*2 + a^2', 'a^2 + 2*a*b + b^2'],
    ['-tanh(x)^2 + 1', '1 - tanh(x)^2'],
    ['-a + b', 'b - a'],
    ['-x^2 + 3*x - 1', '-x^2 + 3*x - 1'],
    ['(x*3)/(z^2*2*y)', '3*x/(2*y*z^2)'],
    ['x^(-1/2)', '1/sqrt(x)'],
    ['x^(3/2)', 'x^(3/2)'],
    ['x/y/z', 'x/(y*z)'],
    ['2*(x + y)', '2*(x + y)'],
    ['-(x + y)', '-(x + y)'],
    ['(x + y)^2*a/2', '1/2*a*(x + y)^2'],
    ['w10 + w2 + w1', 'w1 + w2 + w10'],
    ['W[1,10]*W[1,2]', 'W[1,2]*W[1,10]'],
    ['tanh(x) + 1 + x + sqrt(2)', 'x + tanh(x) + sqrt(2) + 1'],
    ['(a/b)^x', '(a/b)^x'],
    ['a^(b + 1)', 'a^(b + 1)'],
    ['(a^b)^c', '(a^b)^c'],
    ['(x^2)^(1/3)', '(x^2)^(1/3)'],
    ['max(y, 1, x)', 'max(x, y, 1)'],
    ['logsumexp(y, 1, x)', 'logsumexp(x, y, 1)'],
    ['0*log(x)', '0*log(x)'],
    ['-(x^2)', '-x^2'],
    ['(-x)^(1/2)', 'sqrt(-x)'],
    ['(x - 1)/(x + 1)', '(x - 1)/(x + 1)'],
    ['pi*3/4', '3*pi/4'],
  ])('of %s is %s', (formula, text) => {
    const graph = createGraph()
    const e = read(graph, formula)
    expect(toText(e)).toBe(text)
    expect(read(graph, text)).toBe(e)
  })
})

describe('LaTeX', () => {
  it.each([
    ['5/2*(b*a - 2)*b', '\\frac{5}{2}\\,b\\,(a b - 2)'],
    ['-3/4', '-\\frac{3}{4}'],
    ['sqrt(2)/2*x', '\\frac{1}{2}\\,\\sqrt{2} x'],
    ['sqrt(6)/2', '\\frac{\\sqrt{6}}{2}'],
    ['1 - tanh(x)^2', '1 - \\tanh^{2}(x)'],
    ['3*x/(2*y*z^2)', '\\frac{3 x}{2 y z^{2}}'],
    ['1/(x + 1)', '\\frac{1}{x + 1}'],
    ['W[1,2]*x', 'W_{1,2} x'],
    ['exp(-x)', 'e^{-x}'],
    ['exp(x)^2', '(e^{x})^{2}'],
    ['logsumexp(0, 2*x, y)', '\\log(e^{y} + e^{2 x} + 1)'],
    ['logsumexp(x/2, y)^3', '\\log^{3}\\left(e^{y} + e^{\\frac{1}{2}\\,x}\\right)'],
    ['exp(x)^y', '(e^{x})^{y}'],
    ['2^(3/4)', '\\sqrt[4]{8}'],
    ['3*2^x', '3 \\cdot 2^{x}'],
    ['(x/y)^2', '\\frac{x^{2}}{y^{2}}'],
    ['sqrt(x/y)^3', '\\left(\\frac{x}{y}\\right)^{3/2}'],
    ['tanh(x/2)', '\\tanh\\left(\\frac{1}{2}\\,x\\right)'],
    ['abs(x)^3', '|x|^{3}'],
    ['-(a - b)*c', '-c\\,(a - b)'],
    ['sqrt(x)^2', '(\\sqrt{x})^{2}'],
    ['x*sin(y)*z', 'x z\\,\\sin(y)'],
    ['-(x + y)', '-(x + y)'],
  ])('of %s is %s', (formula, latex) => {
    expect(toLatex(read(createGraph(), formula))).toBe(latex)
  })

  it('names symbols as the notation does', () => {
    const graph = createGraph()
    expect(toLatex(graph.product([graph.symbol('theta_12'), graph.symbol('loss')]))).toBe(
      '\\mathrm{loss}\\,\\theta_{12}',
    )
  })
})

describe('names in LaTeX', () => {
  const latexOf = (...names: string[]) => {
    const graph = createGraph()
    return names.map((name) => graph.symbol(name)).map(toLatex)
  }

  it.each([
    [['w1'], ['w_{1}']],
    [['w_1'], ['w_{1}']],
    [
      ['w1', 'w_1', 'w[1]', 'w[2]'],
      ['\\mathrm{w1}', '\\mathrm{w\\_1}', 'w_{1}', 'w_{2}'],
    ],
    [
      ['w1', 'w_1'],
      ['\\mathrm{w1}', 'w_{1}'],
    ],
    [
      ['w[1,2]', 'w1[2]', 'w_1[2]'],
      ['w_{1,2}', '\\mathrm{w1[2]}', '\\mathrm{w\\_1[2]}'],
    ],
    [
      ['w_in[1]', 'win[1]'],
      ['w_{\\mathrm{in,1}}', '\\mathrm{win}_{1}'],
    ],
  ])('%j are %j', (names, latex) => expect(latexOf(...names)).toEqual(latex))

  it('are never the same for two names of one model', () => {
    const stems = [
      'w',
      'w_',
      'w1',
      'w_1',
      'w12',
      'w_12',
      'w1_2',
      'w_1_2',
      'w_in',
      'win',
      'w_in_1',
      'mu',
      'mu1',
      'mu_1',
    ]
    const names = stems.flatMap((stem) => ['', '[1]', '[2]', '[12]', '[1,2]'].map((index) => stem + index))
    const typeset = latexOf(...names)
    const twice = names.filter((_, i) => typeset.indexOf(typeset[i]!) !== i)
    expect(twice).toEqual([])
  })

  it('are not mistaken for functions', () => {
    expect(toLatex(read(createGraph(), 'sigmoid(x)^2'))).toBe('\\operatorname{sigmoid}^{2}(x)')
  })
})

describe('lines', () => {
  const graph = createGraph()
  const square = expand(read(graph, '(a + b*c + tanh(x) + y^2)^3'))!

  it('are no wider than asked and lose nothing', () => {
    for (const width of [20, 40, 80]) {
      const lines = toLatexLines(square, width)
      expect(lines.length).toBeGreaterThan(2)
      for (const line of lines) expect(latexWidth(line)).toBeLessThanOrEqual(width)
      for (const line of lines.slice(1)) expect(line).toMatch(/^[+-] /)
      expect(lines.join(' ')).toBe(toLatex(square))
    }
  })

  it('break a product inside its long sum', () => {
    const product = graph.product([read(graph, '5/2*z'), graph.power(square, 2)])
    const lines = toLatexLines(product, 50)
    expect(lines[0]).toMatch(/^\\frac\{5\}\{2\}\\,z\\,\\bigl\(/)
    expect(lines.at(-1)).toMatch(/\\bigr\)\^\{2\}$/)
    for (const line of lines) expect(latexWidth(line)).toBeLessThanOrEqual(50)
  })

  it('stay one where it fits or cannot be broken', () => {
    expect(toLatexLines(read(graph, 'x + 1'), 50)).toEqual(['x + 1'])
    expect(toLatexLines(read(graph, 'tanh(a + b + c + x + y + z)'), 10)).toHaveLength(1)
  })
})

describe('the width of LaTeX', () => {
  it.each([
    ['x', 1],
    ['\\alpha', 1],
    ['a + b', 4],
    ['\\frac{a + b}{c}', 4.3],
    ['x_{1}^{2}', 1.7],
    ['\\mathrm{loss}', 4],
    ['\\left(\\frac{1}{2}\\right)', 2.5],
    ['\\tanh(x)', 6.7],
  ])('%s is about %d', (latex, width) => {
    expect(Math.abs(latexWidth(latex) - width)).toBeLessThan(0.6)
  })
})
