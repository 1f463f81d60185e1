import { describe, expect, it } from 'vitest'
import { createGraph, expand, toText } from '../../src/expression/index.js'
import { read } from './samples.js'

describe('expanding', () => {
  it.each([
    ['(a + b)^2', 'a^2 + 2*a*b + b^2'],
    ['2*(x + y)', '2*x + 2*y'],
    ['(a - b)*(a + b)', 'a^2 - b^2'],
    ['x*(y + x*(1 - y))', '-x^2*y + x^2 + x*y'],
    ['1/2*(u*v - 1)^2', '1/2*u^2*v^2 - u*v + 1/2'],
    ['(x + sqrt(2))*(x - sqrt(2))', 'x^2 - 2'],
    ['(tanh(x) + 1)^2', 'tanh(x)^2 + 2*tanh(x) + 1'],
    ['tanh((a + b)^2)', 'tanh((a + b)^2)'],
    ['1/(a*(b + 1))', '1/(a*(b + 1))'],
    ['x*(y + 1)/(z + 1)', 'x*y/(z + 1) + x/(z + 1)'],
    ['x*(1/x + 1)', 'x + x/x'],
    ['2*sqrt(exp(x) + 1)*(sqrt(exp(x) + 1) + 1)', '2*exp(x) + 2*sqrt(exp(x) + 1) + 2'],
  ])('%s gives %s', (formula, expanded) => {
    const graph = createGraph()
    const e = expand(read(graph, formula))!
    expect(toText(e)).toBe(toText(read(graph, expanded)))
    expect(e).toBe(read(graph, expanded))
    expect(expand(e)).toBe(e)
  })

  it('agrees with the multinomial theorem', () => {
    const e = expand(read(createGraph(), '(1 + x + y + u + v)^10'))
    // C(14, 4) monomials; the coefficient of x^2*y^3*u^5 is 10!/(2! 3! 5!).
    expect(e?.kind === 'sum' && e.terms.length).toBe(1000)
    expect(toText(e!)).toContain('2520*u^5*x^2*y^3')
  })

  it('gives up at the cap', () => {
    const graph = createGraph()
    expect(expand(read(graph, '(1 + x + y + u + v)^20'))).toBeUndefined()
    expect(expand(read(graph, '(x + y)^5'), { maxTerms: 5 })).toBeUndefined()
    expect(expand(read(graph, '(x + y)^5'), { maxTerms: 6 })).toBeDefined()
    expect(expand(read(graph, '(x + y)^1000000000'))).toBeUndefined()
  })
})
