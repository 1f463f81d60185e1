import { describe, expect, it } from 'vitest'
import {
  constantValue,
  createGraph,
  domainProblemsAt,
  evaluate,
  rational,
  toText,
} from '../../src/expression/index.js'
import { read } from './samples.js'

/** Pairs of formulas that are one object. */
function same(pairs: readonly (readonly [string, string])[]): void {
  it.each(pairs)('%s is %s', (a, b) => {
    const graph = createGraph()
    expect(toText(read(graph, a))).toBe(toText(read(graph, b)))
    expect(read(graph, a)).toBe(read(graph, b))
  })
}

/** Pairs that agree at some points but not everywhere, or not in their domains. */
function different(pairs: readonly (readonly [string, string])[]): void {
  it.each(pairs)('%s is not %s', (a, b) => {
    const graph = createGraph()
    expect(read(graph, a)).not.toBe(read(graph, b))
  })
}

describe('sums', () => {
  same([
    ['(a + b) + c', 'a + (b + c)'],
    ['c + b + a', 'a + b + c'],
    ['x + x', '2*x'],
    ['x - x', '0'],
    ['(x + y + 1) - (x + y)', '1'],
    ['2*(3*x)', '6*x'],
    ['x/2 + x/2', 'x'],
    ['-(-(x + y))', 'x + y'],
    ['2*(x + y) - (x + y)', '2*(x + y) - x - y'],
    ['0*x', '0'],
    ['(0*sqrt(y) + 0/y)/2', '0*sqrt(y) + 0/y'],
    ['3 - 2*(0*sqrt(y) + 0/y)', '3 + 0*sqrt(y) + 0/y'],
    ['x - (y - x)', '2*x - y'],
  ])
  // A number times a sum is left as it was written.
  different([['2*(x + y)', '2*x + 2*y']])
})

describe('products', () => {
  same([
    ['(a*b)*c', 'a*(b*c)'],
    ['(x + y)*(x + y)', '(x + y)^2'],
    ['x*x*x^2', 'x^4'],
    ['x^(-1)*x^(-2)', 'x^(-3)'],
    ['(x*y)^3', 'x^3*y^3'],
    ['(2*x)^3', '8*x^3'],
    ['((x*y)^3)^2', 'x^6*y^6'],
    ['(2*(x + y))^2', '4*(x + y)^2'],
    ['p/p', '1'],
    ['exp(x)/exp(x)', '1'],
    ['(x^2 + 1)/(x^2 + 1)', '1'],
    ['sqrt(p)^2', 'p'],
    ['(p^2)^(1/2)', 'p'],
    ['sqrt(p*x)', 'sqrt(p)*sqrt(x)'],
    ['sqrt(x)*x', 'x^(3/2)'],
    ['(x^(1/2))^(1/2)', 'x^(1/4)'],
    ['sqrt(x)*sqrt(x)', 'sqrt(x)^2'],
    ['e^x', 'exp(x)'],
    ['exp(1)', 'e'],
    ['exp(2)', 'e^2'],
    ['sqrt(4*x)', '2*sqrt(x)'],
    ['(-x)^2', 'x^2'],
  ])
})

describe('numbers', () => {
  same([
    ['4^(1/2)', '2'],
    ['8^(1/2)', '2*2^(1/2)'],
    ['(1/2)^(1/2)', '2^(1/2)/2'],
    ['2^(1/2)*2^(1/2)', '2'],
    ['2^(1/2)*3^(1/2)', '6^(1/2)'],
    ['sqrt(2)^2', '2'],
    ['8^(1/3)', '2'],
    ['sqrt(2)*8^(1/4)', '2^(5/4)'],
    ['sqrt(10/49)', 'sqrt(10)/7'],
    ['sqrt(1000000014000000049)', '1000000007'],
    ['0.1 + 0.2', '0.3'],
    ['2^(-3)', '1/8'],
    ['0^0', '1'],
  ])

  it('are exact', () => {
    const graph = createGraph()
    const value = constantValue(read(graph, '(10/3)^40'))
    expect(value?.numerator).toBe(10n ** 40n)
    expect(value?.denominator).toBe(3n ** 40n)
    expect(constantValue(read(graph, 'sqrt(2)'))).toBeUndefined()
  })

  it.each([
    '(-2)^(1/2)',
    '(-8)^(1/3)',
    '0^(-1)',
    '0^(-1/2)',
    '1/(x - x)',
    'log(0)',
    'log(0*log(x))',
    'log(-1)',
    'asin(2)',
  ])('%s has no value', (formula) => {
    expect(() => read(createGraph(), formula)).toThrow(/undefined/)
  })

  it('of monstrous size are refused', () => {
    expect(() => read(createGraph(), '2^(10^9)')).toThrow(/too large/)
    expect(() => read(createGraph(), '2^(10^9 + 1/2)')).toThrow(/too large/)
  })
})

describe('exact values of functions', () => {
  same([
    ['exp(0)', '1'],
    ['log(1)', '0'],
    ['log(e)', '1'],
    ['log(e^3)', '3'],
    ['log(exp(x))', 'x'],
    ['exp(log(p))', 'p'],
    ['tanh(0)', '0'],
    ['tanh(-x)', '-tanh(x)'],
    ['cosh(-2*x)', 'cosh(2*x)'],
    ['sin(pi)', '0'],
    ['sin(pi/6)', '1/2'],
    ['cos(pi/4)', 'sqrt(2)/2'],
    ['cos(2*pi/3)', '-1/2'],
    ['sin(-7*pi/4)', 'sqrt(2)/2'],
    ['tan(pi/3)', 'sqrt(3)'],
    ['atan(1)', 'pi/4'],
    ['asin(1/2)', 'pi/6'],
    ['acos(-1/2)', '2*pi/3'],
    ['sigmoid(0)', '1/2'],
    ['softplus(0)', 'log(2)'],
    ['logsumexp(y, x)', 'logsumexp(x, y)'],
    ['logsumexp(x, logsumexp(y, z))', 'logsumexp(x, y, z)'],
    ['logsumexp(x, x)', 'x + log(2)'],
    ['logsumexp(x, y, x)', 'logsumexp(x + log(2), y)'],
    ['logsumexp(x, 0)', 'softplus(x)'],
    ['logsumexp(y, softplus(x))', 'logsumexp(x, y, 0)'],
    ['logsumexp(-3)', '-3'],
    ['max(1/2, 1/3)', '1/2'],
    ['min(x, min(y, 3), 2)', 'min(2, y, x)'],
    ['max(x, x)', 'x'],
    ['relu(-2/3)', '0'],
    ['relu(2/3)', '2/3'],
    ['relu(3*x)', '3*relu(x)'],
    ['relu(x^2)', 'x^2'],
    ['leakyrelu(-2)', '-1/50'],
    ['leakyrelu(x, 0)', 'relu(x)'],
    ['leakyrelu(x, 1/100)', 'leakyrelu(x)'],
    ['abs(-3/4)', '3/4'],
    ['abs(-2*x)', '2*abs(x)'],
    ['abs(x^2)', 'x^2'],
    ['sign(-3*x)', '-sign(x)'],
    ['sign(exp(x))', '1'],
  ])
})

describe('what would overflow', () => {
  same([
    ['log(sigmoid(x))', '-softplus(-x)'],
    ['log(1 - sigmoid(x))', '-softplus(x)'],
    ['log(3*sigmoid(x))', 'log(3) - softplus(-x)'],
    ['log(1 + exp(x))', 'softplus(x)'],
    ['log(2 + 2*exp(x))', 'softplus(x) + log(2)'],
    ['log(exp(x) + exp(y))', 'logsumexp(x, y)'],
    ['log(p*exp(x) + exp(y))', 'logsumexp(x + log(p), y)'],
    ['log(y*exp(x))', 'x + log(y)'],
    ['log(exp(x)/(exp(x) + exp(y)))', 'x - logsumexp(x, y)'],
    ['log(y*cosh(x)/2)', 'log(y/2) + log(cosh(x))'],
    ['log((1 + tanh(x))/2)', '-softplus(-2*x)'],
    ['log(1 - tanh(x)^2)', '-2*log(cosh(x))'],
    ['exp(log(sigmoid(x)))', 'sigmoid(x)'],
    ['exp(log(1 + exp(x)))', '1 + exp(x)'],
    ['sinh(x)/cosh(x)', 'tanh(x)'],
    ['sinh(x)^2/cosh(x)^2', 'tanh(x)^2'],
    ['tanh(x)*cosh(x)', 'sinh(x)'],
    ['sinh(x)*tanh(x)/cosh(x)', 'tanh(x)^2'],
    ['cosh(x)/sinh(x)', '1/tanh(x)'],
    ['(tanh(x)/sinh(x))*sinh(x)*cosh(x)', '(tanh(x)*cosh(x)/sinh(x))*sinh(x)'],
    ['exp(x)/(1 + exp(x))', 'sigmoid(x)'],
    ['exp(x)^2/(1 + exp(x))', 'exp(x)*sigmoid(x)'],
    ['exp(x)/(1 + exp(x))^2', 'sigmoid(x)/(1 + exp(x))'],
    ['sigmoid(x)*(1 + exp(x))', 'exp(x)'],
    ['(1 + exp(x))/exp(x)', '1/sigmoid(x)'],
  ])
  different([
    ['tanh(x)/sinh(x)', '1/cosh(x)'],
    ['exp(1/x)/(1 + exp(1/x))*(1 + exp(1/x))/exp(1/x)', '1'],
    ['sinh(x)/cosh(y)', 'tanh(x)'],
    ['log(-exp(x) - 1)', 'softplus(x)'],
    ['log(1 - 2*sigmoid(x))', '-softplus(x)'],
  ])
})

describe('values within bounds', () => {
  same([
    ['0*log(2 - tanh(x))', '0'],
    ['0/(1 - tanh(x)^2)', '0'],
    ['0/(1 - tanh(x)^3)', '0'],
    ['0/(1 - erf(x))', '0'],
    ['(1 - sigmoid(x))/(1 - sigmoid(x))', '1'],
    ['0/(1 - sigmoid(x)*sigmoid(y))', '0'],
    ['abs(2 + sin(x))', '2 + sin(x)'],
    ['abs(sin(x) - 1)', '-(sin(x) - 1)'],
    ['abs(cosh(x) - 1)', 'cosh(x) - 1'],
    ['0/(cosh(x) - tanh(y))', '0'],
    ['sqrt((3 - sin(x) - 2*cos(x)^2)^2)', '3 - sin(x) - 2*cos(x)^2'],
    ['0/(1 + 2*(1 - sigmoid(x)))', '0'],
  ])
  different([
    ['0/(1 - sin(x))', '0'],
    ['0/(1 - sign(x))', '0'],
    ['0/(1 - 2*sigmoid(x))', '0'],
    ['0/(cosh(x) - 1)', '0'],
    ['abs(1 - 2*tanh(x)^2)', '1 - 2*tanh(x)^2'],
    ['0/(1 - sin(x)^2)', '0'],
    ['abs(1 - x*tanh(x))', '1 - x*tanh(x)'],
  ])
})

describe('the domain', () => {
  different([
    ['x/x', '1'],
    ['x^2/x', 'x'],
    ['sqrt(x)^2', 'x'],
    ['sqrt(x^2)', 'x'],
    ['sqrt(x*y)', 'sqrt(x)*sqrt(y)'],
    ['log(x^2)', '2*log(x)'],
    ['exp(log(x))', 'x'],
    ['(x^3)^(1/3)', 'x'],
    ['1/(1/x)', 'x'],
    ['log(x) - log(x)', '0'],
    ['0/x', '0'],
    ['(1/x)^0', '1'],
    ['(x^a)^b', 'x^(a*b)'],
  ])

  it.each([
    ['log(x^2)', 2 * Math.log(3)],
    ['sqrt(x^2)', 3],
    ['(x^2)^(1/4)', Math.sqrt(3)],
    ['(x^a)^b', Math.sqrt(9)],
    ['abs(x)^(1/2)', Math.sqrt(3)],
  ])('%s has its value at x = -3', (formula, value) => {
    const graph = createGraph()
    const at = new Map([
      [graph.symbol('x'), -3],
      [graph.symbol('a'), 2],
      [graph.symbol('b'), 0.5],
    ])
    const e = read(graph, formula)
    expect(evaluate(e, at)).toBeCloseTo(value, 14)
    expect(domainProblemsAt([e], at)).toEqual([])
  })

  it.each([
    'x/x',
    'log(x) - log(x)',
    '1/(1/x)',
    'tanh(1/x)',
    'x^2/x',
    '0*x^(-1/2)',
    'tanh(x)/sinh(x)',
    'sinh(x)/(cosh(x)*tanh(x))',
    'x*cosh(x)*tanh(x)^(-1)/cosh(x)',
    '(1/x)^0',
    'x*(0/x + 1)',
  ])('%s stays undefined at 0', (formula) => {
    const graph = createGraph()
    const e = read(graph, formula)
    expect(domainProblemsAt([e], new Map([[graph.symbol('x'), 0]]))).toHaveLength(1)
    expect(domainProblemsAt([e], new Map([[graph.symbol('x'), 2]]))).toHaveLength(0)
  })

  it('is widened by assumptions, which count the first time', () => {
    const graph = createGraph()
    const n = graph.symbol('n', { nonzero: true })
    expect(graph.symbol('n')).toBe(n)
    expect(graph.product([n, graph.power(n, -1)])).toBe(graph.one)
    expect(graph.power(graph.power(n, 2), rational.half)).not.toBe(n)
  })
})

it('refuses to mix graphs', () => {
  expect(() => createGraph().sum([createGraph().one])).toThrow(/different graphs/)
})

it('wants as many arguments as a function has', () => {
  const graph = createGraph()
  expect(() => graph.call('tanh', [])).toThrow(/takes 1 argument,/)
  expect(() => graph.call('max', [])).toThrow(/at least 1 argument,/)
  expect(() => graph.call('leakyrelu', [graph.one, graph.one, graph.one])).toThrow(/1 to 2 arguments,/)
})
