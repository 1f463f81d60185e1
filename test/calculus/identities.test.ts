import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { gradient, isZero, vanishesOn } from '../../src/calculus/index.js'
import { add, createGraph, type Expression, freeSymbols, formulaText, multiply, parseFormula, rational, scale, subtract } from '../../src/expression/index.js' // prettier-ignore
import { valueAt } from './plain-value.js'

const names = ['a', 'w', 'x', 'y', 'z', 'p', 'q', 'c', 'd', 'm', 'n']

/** Reads a formula in a, w, x, y, z (any numbers), p, q (positive), c, d (nonzero), m, n (whole numbers). */
function read(text: string, graph = createGraph()): Expression {
  const assumptions = (name: string) => ({ ...('pq'.includes(name) && { positive: true }), nonzero: 'pqcd'.includes(name), integer: 'mn'.includes(name) }) // prettier-ignore
  return parseFormula(formulaText(text, 'test'), {
    graph,
    lookup: (name) =>
      names.includes(name) ? { shape: [], entries: [graph.symbol(name, assumptions(name))] } : undefined,
    names: () => ({ parameters: names, data: [] }),
  }).entries[0]!
}

describe('isZero proves, kinks included,', () => {
  it.each([
    'abs(x) - x*sign(x)',
    'sign(x)*abs(x) - x',
    'sign(x)^3 - sign(x)',
    'sign(x)^2*x - x',
    'sign(c)^2 - 1',
    'abs(sign(c)) - 1',
    'sign(x*y) - sign(x)*sign(y)',
    'sign(x - y) + sign(y - x)',
    'sign(3*x - 3*y) - sign(x - y)',
    'sign(x/c) - sign(x)*sign(c)',
    'sign(x^2 - 2*x*y + y^2) - sign(x - y)^2',
    'sign((x - y)^3) - sign(x - y)',
    'sign(relu(x)) - (sign(x) + sign(x)^2)/2',
    'sign(exp(x) + x^2) - 1',
    'relu(x) - x*(1 + sign(x))/2',
    'relu(x)*relu(-x)',
    'relu(x)^2 - x*relu(x)',
    'relu(x)*sign(x) - relu(x)',
    'leakyrelu(x) - 0.99*relu(x) - 0.01*x',
    'leakyrelu(x) - max(x, 0.01*x)',
    'leakyrelu(x, a) - relu(x) + a*relu(-x)',
    'max(x, y)*min(x, y) - x*y',
    'max(x + a, y + a) - max(x, y) - a',
    'max(p*x, p*y) - p*max(x, y)',
    'max(x, y)*sign(x - y) - x*(1 + sign(x - y))/2 + y*(1 - sign(x - y))/2',
    '(x^2 - y^2)*(1 - sign(x - y)^2)',
    '(abs(x) - abs(y))*(abs(x) + abs(y)) - x^2 + y^2',
    'abs(tanh(x)) - tanh(x)*sign(tanh(x))',
    'sign(relu(x - y)) - sign(relu(y - x)) - sign(x - y)',
    // by cases
    'sign(tanh(x)) - sign(x)',
    'tanh(abs(x)) - abs(tanh(x))',
    'exp(relu(x))*exp(-relu(-x)) - exp(x)',
    'relu(max(x, y)) - max(relu(x), relu(y))',
    'max(x, max(y, z)) - max(max(x, y), z)',
    'max(x, y) - max(max(x, y) - z, 0) - min(max(x, y), z)',
    'relu(x + abs(x)) - 2*relu(x)',
    'sign(abs(x)*x - x) - sign(x)*sign(abs(x) - 1)',
  ])('%s', (text) => expect(isZero(read(text))).toEqual({ outcome: 'proved' }))

  // Euler's identity x∂f/∂x + y∂f/∂y = k·f, with the slopes that are given at kinks.
  it.each([
    ['relu(x)', 1],
    ['leakyrelu(x)', 1],
    ['leakyrelu(x, 1/5)', 1],
    ['abs(x)', 1],
    ['max(x, y)', 1],
    ['min(x, y)', 1],
    ['relu(x)^2', 2],
    ['relu(x*y)', 2],
    ['relu(x - 2*y)*abs(x)', 2],
    ['max(x^3, x*y^2)', 3],
  ])('that %s is homogeneous of degree %i', (text, degree) => {
    const f = read(text)
    const [x, y] = ['x', 'y'].map((name) => f.graph.symbol(name)) as [Expression, Expression]
    const [inX, inY] = gradient(f, [x, y]) as [Expression, Expression]
    const sum = add(multiply(x, inX), multiply(y, inY))
    expect(isZero(subtract(sum, scale(rational.of(degree), f)))).toEqual({ outcome: 'proved' })
  })

  it.each(['relu', 'leakyrelu', 'abs'])('that gradient flow keeps a² − w² of a·%s(w·x)', (name) => {
    const loss = read(`(a*${name}(w*x) - y)^2/2`)
    const [a, w] = ['a', 'w'].map((each) => loss.graph.symbol(each)) as [Expression, Expression]
    const [inA, inW] = gradient(loss, [a, w]) as [Expression, Expression]
    expect(isZero(subtract(multiply(a, inA), multiply(w, inW)))).toEqual({ outcome: 'proved' })
  })

  it('the same of every layer of a deep network', () => {
    const loss = read('(a*relu(w*relu(z*x) - 0) - y)^2/2')
    const symbols = ['a', 'w', 'z'].map((each) => loss.graph.symbol(each))
    const slopes = gradient(loss, symbols)
    const products = symbols.map((symbol, i) => multiply(symbol, slopes[i]!))
    for (const i of [0, 1])
      expect(isZero(subtract(products[i]!, products[i + 1]!))).toEqual({ outcome: 'proved' })
  })
})

describe('isZero proves', () => {
  it.each([
    'sin(2*x) - 2*sin(x)*cos(x)',
    'cos(2*x) - cos(x)^2 + sin(x)^2',
    'sin(3*x) - 3*sin(x) + 4*sin(x)^3',
    'sin(x/2)^2 - (1 - cos(x))/2',
    'sin(x + y) - sin(x)*cos(y) - cos(x)*sin(y)',
    'tan(x + y)*(1 - tan(x)*tan(y)) - tan(x) - tan(y)',
    'sin(x + pi) + sin(x)',
    'sin(pi/2 - x) - cos(x)',
    'sin(x + 2*pi*n) - sin(x)',
    'cos(x + pi*n) - (-1)^n*cos(x)',
    'sin(x + pi/3) - sin(x)/2 - sqrt(3)/2*cos(x)',
    'sin(asin(x)) - x',
    'cos(acos(x)) - x',
    'cos(asin(x)) - sqrt(1 - x^2)',
    'asin(x) + acos(x) - pi/2',
    'tan(atan(x)) - x',
    'cos(atan(x)) - 1/sqrt(1 + x^2)',
    'sin(2*atan(x)) - 2*x/(1 + x^2)',
    'sqrt(sin(x)^2) - abs(sin(x))',
    'sqrt(1 - sin(x)^2) - abs(cos(x))',
    'sqrt(1 - cos(2*x)) - sqrt(2)*abs(sin(x))',
    'cos(pi/5) - (1 + sqrt(5))/4',
    'cos(pi/8) - sqrt(2 + sqrt(2))/2',
    'cos(pi/12) - (sqrt(6) + sqrt(2))/4',
    'sin(7*pi/60) - sin(pi/15)*cos(pi/20) - cos(pi/15)*sin(pi/20)',
    'cos(pi/7)*cos(2*pi/7) - (cos(3*pi/7) + cos(pi/7))/2',
    // nested roots
    'sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)',
    'sqrt(7 - 4*sqrt(3)) - 2 + sqrt(3)',
    'sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)',
    // whole exponents
    '(-1)^(n + 1) + (-1)^n',
    'cos(pi*n) - (-1)^n',
    'cos(pi*n)^2 - 1',
    'x^n*x - x^(n + 1)',
    '(x^2)^n - x^(2*n)',
    '(x*y)^n - x^n*y^n',
    'c^n*c^m - c^(n + m)',
    '(-c)^n - (-1)^n*c^n',
    '(2*c)^n*2^(-n) - c^n',
    'c^(n*m + n)/c^n - c^(m*n)',
  ])('%s', (text) => expect(isZero(read(text))).toEqual({ outcome: 'proved' }))

  it.each(['x^1000000', 'e^1000', '(x + y)^1000000', '(10^400 + 1)^(1/2)', '-3*exp(x)^5000/(y^2 + 1)^4000'])(
    'that %s, which is beyond doubles, is not 0',
    (text) => expect(isZero(read(text)).outcome).toBe('refuted'),
  )
})

describe('isZero does not prove what fails at a kink alone', () => {
  it.each([
    'sign(x)^2 - 1',
    'x/x*sign(x)^2 - sign(x^2 + x^4) + 1 - sign(y)^2',
    'y*(1 - sign(x)^2)',
    'x*(1 - sign(x*y)^2)',
    '(x + y)*(1 - sign(x - y)^2)',
    'sign(x^2 + y^2) - 1',
    '2*sign(relu(x)) - 1 - sign(x)',
    'sign(x + abs(x)) - (1 + sign(x))/2',
    'x^(n + 1)*(1 - sign(x)^2)',
    'sign(abs(x) - y)^2 - 1',
    'sign(max(x, y) - x) + (sign(x - y) - 1)/2',
  ])('%s', (text) => expect(isZero(read(text)).outcome).not.toBe('proved'))
})

const inside = ['x', 'y', 'x*y', 'x - y', 'x + 1', 'p*x', '1 - x^2', 'x/y', 'tanh(x)', 'x^2*y', 'relu(x)', 'abs(x) - y', 'sign(x)', 'c', 'c*x', '(x - y)^2', 'max(x, y)', '2 - x', 'n', '1/2', '-1', '0'] // prettier-ignore

/** Ways to write things that are equal everywhere, but for a kink, on one side of it, or never. */
const families: readonly (readonly string[])[] = [
  ['abs(Q)', '(Q)*sign(Q)', '2*relu(Q) - (Q)', 'max(Q, -(Q))', 'Q', 'sqrt((Q)^2)', 'abs(Q)*sign(Q)^2', '(Q)^2/abs(Q)', 'leakyrelu(Q, -1)', 'abs(Q)*abs(sign(Q))', 'relu(Q) + relu(-(Q))'],
  ['sign(Q)', 'sign(Q)^3', '-sign(-2*(Q))', '(Q)/abs(Q)', 'sign(Q)^2', 'sign(Q)^4', '1', 'sign(abs(Q))', 'sign((Q)^3)', 'sign(relu(Q)) - sign(relu(-(Q)))', '2*sign(relu(Q)) - 1', 'sign((Q)^2)', 'sign(1 + sign(Q))', 'sign((Q)^2 + 1)*sign(Q)', 'sign(sign(Q) + 2*sign(Q)^2)', '1/sign(Q)'],
  ['sign((Q)*(R))', 'sign(Q)*sign(R)', 'sign((Q)/(R))', 'sign(Q)*sign(R)^3', 'sign(Q)/sign(R)', 'sign((Q)*abs(R))*sign(R)', 'sign((Q)*(R)^2)', 'sign((R)*(Q)^3)', 'sign((Q)*(R))*sign(R)^2'],
  ['max(Q, R)', '((Q) + (R) + abs((Q) - (R)))/2', '(Q) + relu((R) - (Q))', '-min(-(Q), -(R))', '(Q) + (R) - min(Q, R)', '(Q)*(1 + sign((Q) - (R)))/2 + (R)*(1 + sign((R) - (Q)))/2', 'max(Q, R)*sign((Q) - (R))^2', 'Q', '(R) + leakyrelu((Q) - (R), 0)'],
  ['relu(Q)', '(Q)*(1 + sign(Q))/2', 'max(Q, 0)', 'relu(Q)*sign(Q)', '(Q)*sign(relu(Q))', 'relu(Q)*sign(Q)^2', '(Q)*(sign(Q) + sign(Q)^2)/2', '2*(leakyrelu(Q, 1/2) - (Q)/2)', 'relu(Q)^2/(Q)', 'relu(Q)*(1 + sign(R)^2)/2', 'relu((Q)*abs(R))/abs(R)', 'relu((Q)*(R)^2)/(R)^2'],
  ['0', '(Q)*(1 - sign(Q)^2)', '1 - sign(Q)^2', 'sign(Q) - sign(Q)^3', '(R)*(1 - sign(Q)^2)', '((Q) + (R))*(1 - sign(Q)^2)', '(Q)*(R)*(1 - sign((Q)*(R))^2)', '(Q)*(1 - sign((Q)*(R))^2)', 'relu(Q)*relu(-(Q))', '(Q)*(1 - sign(Q)^2)*sign(R)', '(1 - sign(Q)^2)*(1 - sign(R)^2)', '((Q)^2 - (R)^2)*(1 - sign((Q) - (R))^2)', '(Q)*(1 - sign(R)^2)/(R)'],
  ['sin(2*(Q))', '2*sin(Q)*cos(Q)', '2*tan(Q)/(1 + tan(Q)^2)', '-sin(2*(Q) + pi)', 'sin(2*(Q) + 2*pi*n)', 'cos(2*(Q) - pi/2)', 'sin(2*(Q) + pi*n)*(-1)^n', 'sin(2*(Q) + pi*n)', 'sqrt(sin(2*(Q))^2)', 'abs(sin(2*(Q)))', 'sqrt(1 - cos(2*(Q))^2)', 'sin((Q) + (R))*cos((Q) - (R)) + sin((Q) - (R))*cos((Q) + (R))'],
  ['cos((Q) + (R))', 'cos(Q)*cos(R) - sin(Q)*sin(R)', 'cos(Q)*cos(R) + sin(Q)*sin(R)', 'sin((Q) + (R) + pi/2)', '2*cos(((Q) + (R))/2)^2 - 1', 'cos(2*n*pi - (Q) - (R))', '-cos((Q) + (R) + pi)', 'cos((Q) + (R) + pi*n*m)*(-1)^(n*m)', 'cos((Q) + (R) + pi*n)'],
  ['sin(asin(Q))', 'Q', 'cos(acos(Q))', 'tan(atan(Q))', 'sin(2*atan(Q))*(1 + (Q)^2)/2', 'sqrt(1 - cos(asin(Q))^2)', 'cos(pi/2 - asin(Q))', 'sin(atan(Q))*sqrt(1 + (Q)^2)', 'abs(sin(asin(Q)))', '-sin(acos(Q) - pi/2)', 'sin(3*asin(Q)) + 4*(Q)^3 - 2*(Q)'],
  ['(Q)^(n + 1)', '(Q)^n*(Q)', '(Q)^(n + 1)*sign(Q)^2', '(Q)^n*abs(Q)*sign(Q)', '(Q)^(n - 1)*(Q)^2', 'abs(Q)^(n + 1)', '(Q)^(2*n + 1)/(Q)^n', '((Q)*(R))^(n + 1)/(R)^(n + 1)', '(-1)^(n + 1)*(-(Q))^(n + 1)', '(Q)^(n + m)*(Q)^(1 - m)', '((Q)^2)^n*(Q)^(1 - n)'],
] // prettier-ignore

const around = [
  'A - (B)',
  'x*(A) - x*(B)',
  '(A)^2 - (A)*(B)',
  'tanh(A) - tanh(B)',
  '(A)*sign(R) - (B)*sign(R)',
]

const reals = [0, 1, -1, 2, -0.5, 0.5, -2, 3, Math.PI / 3, -0.7390851332151607, 1.618033988749895]
const wholes = [0, 1, -1, 2, -2, 3, 5, -3]

/** The n-th of many points, most of which lie on kinks. */
function pointFor(symbols: ReadonlySet<Expression & { name: string }>, n: number): Map<Expression, number> {
  return new Map(
    [...symbols].map((symbol, i) => {
      const k = Math.floor(n / [1, 5, 3, 7, 2][i % 5]!) + 3 * i
      if ('mn'.includes(symbol.name)) return [symbol, wholes[(k + n) % wholes.length]!]
      const value = reals[k % reals.length]!
      if ('pq'.includes(symbol.name)) return [symbol, Math.abs(value) || 4]
      return [symbol, 'cd'.includes(symbol.name) && value === 0 ? -4 : value]
    }),
  )
}

it('never proves what fails anywhere, kinks included', () => {
  const seen = { proved: 0, checked: 0, others: 0, refutedByPoint: 0 }
  const one = fc.tuple(fc.nat(families.length - 1), fc.nat(), fc.nat(), fc.nat(inside.length - 1), fc.nat(inside.length - 1), fc.nat(around.length - 1)) // prettier-ignore
  fc.assert(
    fc.property(one, ([family, i, j, q, r, frame]) => {
      const ways = families[family]!
      const [first, second] = [ways[i % ways.length]!, ways[j % ways.length]!]
      const text = around[frame]!.replaceAll('A', first)
        .replaceAll('B', second)
        .replaceAll('Q', inside[q]!)
        .replaceAll('R', inside[r]!)
      const e = unlessUndefined(() => read(text))
      if (e === undefined || e === e.graph.zero) return
      const proved = isZero(e).outcome === 'proved'
      let fails = 0
      let points = 0
      for (let n = 0; n < 77 && (points < 60 || proved); n++) {
        const found = valueAt(e, pointFor(freeSymbols(e), n))
        if (found === undefined) continue
        points++
        if (Math.abs(found.value) > 1e-8 * found.size) fails++
      }
      if (proved) expect([text, fails]).toEqual([text, 0])
      seen[proved ? 'proved' : 'others']++
      if (proved && points >= 30) seen.checked++
      if (fails > 0) seen.refutedByPoint++
    }),
    { numRuns: 500, seed: 310 },
  )
  // Most of what is proved has a value at many points, and most that is not proved is false at one of them.
  expect(seen.proved).toBeGreaterThan(150)
  expect(seen.checked).toBeGreaterThan(0.8 * seen.proved)
  expect(seen.refutedByPoint).toBeGreaterThan(0.6 * seen.others)
}, 60_000)

it('never proves that something vanishes where z = g(x, y) when it does not at a point of that surface', () => {
  const values = ['0', '1', 'x', '-y', 'x*y', 'x^2', 'abs(x)', 'relu(x)', 'x/c', 'sign(x)', 'x - y', 'max(x, y)', 'sin(x)'] // prettier-ignore
  const around = [
    'A - (B)',
    '(A)*(z - R) - (B)*(z - R)',
    'z*(A) - (R)*(B)',
    'tanh(z/c) - tanh((R)/c)',
    '(A - (B))/z',
  ]
  const seen = { proved: 0, others: 0, nowhere: 0 }
  const one = fc.tuple(fc.nat(8), fc.nat(), fc.nat(), fc.constantFrom('x', 'z', 'x*z', 'z - x', 'y', 'z*c'), fc.nat(values.length - 1), fc.nat(around.length - 1)) // prettier-ignore
  fc.assert(
    fc.property(one, ([family, i, j, q, value, frame]) => {
      const ways = families[family]!
      const text = around[frame]!.replaceAll('A', ways[i % ways.length]!)
        .replaceAll('B', ways[j % ways.length]!)
        .replaceAll('Q', q)
        .replaceAll('R', values[value]!)
      const e = unlessUndefined(() => read(text))
      if (e === undefined) return
      const [g, z] = [read(values[value]!, e.graph), read('z', e.graph)]
      const budget = { pairs: 60, terms: 8000, bits: 300 }
      const { outcome } = vanishesOn(e, [subtract(z, g)], budget)
      if (outcome === 'proved') seen.proved++
      else if (outcome === 'nowhere-defined') seen.nowhere++
      else seen.others++
      if (outcome !== 'proved' && outcome !== 'nowhere-defined') return
      for (let n = 0; n < 60; n++) {
        const point = pointFor(freeSymbols(add(e, g)), n)
        const there = valueAt(g, point)
        if (there === undefined) continue
        const found = valueAt(e, new Map([...point, [z, there.value]]))
        if (found === undefined) continue
        if (outcome === 'nowhere-defined') expect([text, values[value], found.value]).toEqual([text, values[value], undefined]) // prettier-ignore
        if (Math.abs(found.value) > 1e-8 * found.size) expect([text, values[value], found.value]).toEqual([text, values[value], 0]) // prettier-ignore
      }
    }),
    { numRuns: 150, seed: 311 },
  )
  expect(Math.min(seen.proved, seen.others)).toBeGreaterThan(20)
  expect(seen.nowhere).toBeGreaterThan(0)
}, 60_000)

function unlessUndefined(make: () => Expression): Expression | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
