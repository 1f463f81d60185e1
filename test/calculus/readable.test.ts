import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, hessian, isZero, readable, readableWhere, reduced } from '../../src/calculus/index.js'
import {
  evaluate,
  evaluateAll,
  type Expression,
  freeSymbols,
  orderNodes,
  rational,
  subtract,
  toText,
} from '../../src/expression/index.js'
import { formula } from './formula.js'
import { randomExpressions, randomPartialExpressions, randomPoint } from './random-expression.js'
import { tanhNetwork } from './tanh-network.js'

describe('readable', () => {
  it('shows the gradient of the two-layer scalar model', () => {
    const loss = formula('1/4*((a*b - 2)^2 + (2*a*b - 4)^2)')
    const symbols = [...freeSymbols(loss)].sort((x, y) => x.id - y.id)
    expect(toText(readable(loss))).toBe('5/4*(a*b - 2)^2')
    expect(gradient(loss, symbols).map(readable).map(toText)).toEqual(['5/2*b*(a*b - 2)', '5/2*a*(a*b - 2)'])
    expect(hessian(loss, symbols).flat().map(readable).map(toText)).toEqual([
      '5/2*b^2',
      '5*a*b - 5',
      '5*a*b - 5',
      '5/2*a^2',
    ])
  })

  it.each([
    ['5/4*a^2*b^2 - 5*a*b + 5', '5/4*(a*b - 2)^2'],
    ['x^2 + 2*x*y + y^2', '(x + y)^2'],
    ['x^3*y - 3*x^2*y^2 + 3*x*y^3 - y^4', 'y*(x - y)^3'],
    ['(a + b + c)^2 - (a - b + c)^2', '4*b*(a + c)'],
    ['a*(1 + b) - a', 'a*b'],
    ['1/(sqrt(2) - 1)', 'sqrt(2) + 1'],
    ['sqrt(x^2 + 2*x*y + y^2)', 'sqrt((x + y)^2)'],
    ['exp(x)*exp(y)*x + exp(x + y)', 'exp(x + y)*(x + 1)'],
    ['exp(a + b)/(exp(a + b) + exp(c))', 'exp(a + b)/(exp(a + b) + exp(c))'],
    ['exp(a + b)*c - exp(a + b)*x', 'exp(a + b)*(c - x)'],
    [
      'exp(a - b)*(exp(a - b) + exp(c - x))/(exp(a - b) + exp(c - x))^2',
      'exp(a - b)/(exp(a - b) + exp(c - x))',
    ],
    ['exp(a + b) + exp(a + c)', 'exp(a + b) + exp(a + c)'],
    ['tanh(x*y + x*z)*(x + 1) - tanh(x*y + x*z)', 'x*tanh(x*(y + z))'],
    ['log(a^2 + 2*a*b + b^2)', 'log((a + b)^2)'],
    ['1/(1 - 0.1*(a^2 + b^2)/2)', '20/(20 - a^2 - b^2)'],
    ['-1/4*(2*a - 4*a*b*b/(a^2 + b^2))', 'a*(b^2 - a^2)/(2*(a^2 + b^2))'],
    ['x + y', 'x + y'],
    ['x^2 + 5*x + 6', '(x + 2)*(x + 3)'],
    ['x^3 - 6*x^2 + 11*x - 6', '(x - 1)*(x - 2)*(x - 3)'],
    ['x^2*y^2 - 1', '(x*y + 1)*(x*y - 1)'],
    ['x^2*y^2 + x*y - 2', '(x*y + 2)*(x*y - 1)'],
    ['x^3*y - x*y^3', 'x*y*(x + y)*(x - y)'],
    ['(x^2 - y^2)*(x + y)', '(x + y)^2*(x - y)'],
    ['x^3 + x^2*y - x*y^2 - y^3', '(x + y)^2*(x - y)'],
    // Where factors would be more to read, and where a square is what is known by sight.
    ['x^6 - 1', 'x^6 - 1'],
    ['1 - tanh(x)^2', '1 - tanh(x)^2'],
    ['exp(x^2 - y^2)', 'exp(x^2 - y^2)'],
    ['1/x - 1/y', '1/x - 1/y'],
    ['(x^3 + x + 1)/(x^2 + 1)', 'x + 1/(x^2 + 1)'],
    ['relu(x) - relu(-x)', 'x'],
    ['softplus(x) - softplus(-x)', 'x'],
    ['sigmoid(x) + sigmoid(-x)', '1'],
    ['max(x, y) + min(x, y)', 'x + y'],
    ['2*sigmoid(2*x) - 1', 'tanh(x)'],
    ['cos(x)*tan(x)', 'cos(x)*tan(x)'],
    ['relu(x)*sign(x)', 'relu(x)'],
    ['relu(x)*(sign(x) + 1)', '2*relu(x)'],
    ['1/2*a^2*relu(b*relu(x))*relu(x)*(sign(b*relu(x)) + 1)', 'a^2*relu(b*relu(x))*relu(x)'],
    ['abs(x - y)*sign(x - y)*a', 'a*(x - y)'],
    ['x*sign(x)', 'abs(x)'],
    ['sign(x)^3', 'sign(x)'],
    ['sign(x)^2', 'sign(x)^2'],
    ['relu(x)*sign(x + 1)', 'relu(x)'],
    ['relu(x)*sign(x - 1)', 'relu(x)*sign(x - 1)'],
    ['x + softplus(-x) + y', 'y + softplus(x)'],
    ['x + gelu(-x)', 'gelu(x)'],
    ['sigmoid(x)*(1 + exp(-x))', '1'],
    ['cos(2*x) + 2*sin(x)^2', '1'],
    ['max(x, x + 1)', 'x + 1'],
    ['min(x, max(x, y))', 'x'],
    ['leakyrelu(x, 1)', 'x'],
    ['relu(leakyrelu(x))', 'relu(x)'],
    ['(x*y - 1)*x*y + x*y - 1', '(x*y + 1)*(x*y - 1)'],
    ['(x - 1)*x + x - 1', '(x + 1)*(x - 1)'],
    ['exp(c*log(p + q))*2 + exp(c*log(p + q))', '3*(p + q)^c'],
    ['(a^2*p - 3*a*sqrt(a^2 + b^2) + b^2*p)/(2*(a^2 + b^2))', '1/2*p - 3*a/(2*sqrt(a^2 + b^2))'],
    ['w1*(w1*w2*w3 - 1)*w2', 'w1*w2*(w1*w2*w3 - 1)'],
  ])('writes %s as %s', (given, wanted) => expect(toText(readable(formula(given)))).toBe(wanted))

  it.each([
    // What is undefined at x = 1, x = 0 or x ≤ 0 stays so.
    ['(x^2 - 1)/(x - 1)', { x: 1 }],
    ['x^2/(x*y)', { x: 0, y: 1 }],
    ['exp(2*log(x))', { x: -1 }],
    ['sqrt(x)^2*x + 0*y', { x: -1, y: 0 }],
    ['0*log(x) + (y - 1)*(y + 1) + 1', { x: -1, y: 2 }],
    ['1/x - 1/x + (y + 1)^2 - 2*y - 1', { x: 0, y: 2 }],
    ['log(x) + log(y) - log(x) + 1 - 1', { x: -1, y: 2 }],
    ['sign(log(x))^2*sign(log(x))', { x: -1 }],
  ])('does not give %s a value where it had none', (text, point: Record<string, number>) => {
    const e = formula(text)
    const values = new Map([...freeSymbols(e)].map((symbol) => [symbol, point[symbol.name]!]))
    expect(evaluate(e, values)).not.toSatisfy(Number.isFinite)
    expect(evaluate(readable(e), values)).not.toSatisfy(Number.isFinite)
  })

  it.each([
    ['(x^2 - 1)/(x^2 - 3*x + 2)', '(x + 1)/(x - 2)'],
    ['x^2/(x*y)', 'x/y'],
    ['cos(x)*tan(x)', 'sin(x)'],
    ['(2*x^2 - 2*y^2)/(3*x - 3*y)^2', '2*(x + y)/(9*(x - y))'],
  ])('reduces %s to %s', (given, wanted) => expect(toText(reduced(formula(given)))).toBe(wanted))

  it.each(['log(1 - y/y)', 'sqrt(-p*(z/z))', 'log(y*(-1/y))', 'acos(-2/(z/z)^3)'])(
    'reduces %s, which has no value anywhere, to something that has none',
    (text) => {
      const e = reduced(formula(text))
      const at = new Map([...freeSymbols(e)].map((symbol) => [symbol as Expression, 1.5]))
      expect(evaluate(e, at)).not.toSatisfy(Number.isFinite)
    },
  )

  it.each([
    '(x*y - 1)*x*y + x*y - 1',
    '(x - 1)*x + x - 1',
    '(x^2 - 1)*(y^2 - 1) + x^2 - 1',
    'a*(x^2 - y^2)*(x^2 + 1) - a*(x^2 - y^2)',
  ])('is the same when %s is written a second time', (text) => {
    const once = readable(formula(text))
    expect(toText(readable(once))).toBe(toText(once))
  })

  it('cancels what is known not to be 0 and nothing else', () => {
    const e = formula('(x^2 + y^2)/(2*(x^2 + y^2)) + (a^2 - 1)/(a - 1)')
    const [first, second] = ['3*x^2 + 3*y^2', 'a^2 - 1'].map((text) => {
      const graph = e.graph
      const names = new Map([...freeSymbols(e)].map((symbol) => [symbol.name, symbol]))
      const square = (name: string) => graph.power(names.get(name)!, 2)
      return text.includes('x')
        ? graph.linear(
            rational.zero,
            [square('x'), square('y')].map((term) => ({ coefficient: rational.of(3), term })),
          )
        : graph.linear(rational.minusOne, [{ coefficient: rational.one, term: square('a') }])
    })
    expect(toText(readableWhere(e, [first!, second!]))).toBe('1/2*(2*a + 3)')
    expect(readableWhere(e, [first!])).not.toBe(readableWhere(e, [first!, second!]))
    expect(evaluate(readableWhere(e, [first!]), valuesAt(e, { a: 1, x: 1, y: 1 }))).not.toSatisfy(
      Number.isFinite,
    )
    expect(evaluate(readableWhere(e, [second!]), valuesAt(e, { a: 2, x: 0, y: 0 }))).not.toSatisfy(
      Number.isFinite,
    )
  })

  it('keeps value and domain of random rational functions with factors to find', () => {
    const names = [
      'x',
      'y',
      'x*y',
      'x + y',
      'x - y',
      'x + 1',
      'y - 2',
      'x*y - 1',
      'x^2 + 1',
      'x - 2*y',
      '2',
      '3',
    ]
    const factor = fc.constantFrom(...names)
    const products = fc.array(factor, { minLength: 1, maxLength: 3 })
    const fraction = fc.tuple(products, fc.array(factor, { maxLength: 2 }), fc.constantFrom(1, 2))
    const special = fc.constantFrom(0, 1, -1, 2, 0.5, -2)
    const point = fc.tuple(special, special)
    let [shorter, undefinedSomewhere] = [0, 0]
    fc.assert(
      fc.property(
        fc.array(fraction, { minLength: 1, maxLength: 3 }),
        fc.array(point, { minLength: 6, maxLength: 6 }),
        (fractions, places) => {
          const written = (factors: readonly string[]) => factors.map((each) => `(${each})`).join('*')
          const text = fractions
            .map(([above, below, times]) => `${written(above)}/(${written(['1', ...below])})^${times}`)
            .join(' - ')
          const e = formula(text)
          const short = readable(e)
          if (short !== e) shorter++
          for (const [x, y] of places) {
            const values = valuesAt(e, { x, y })
            const [expected, value] = [strictValue(e, values), strictValue(short, values)]
            expect(Number.isNaN(value), `${text} at ${x}, ${y}`).toBe(Number.isNaN(expected))
            if (Number.isNaN(expected)) undefinedSomewhere++
            else expect(Math.abs(value - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)))
          }
        },
      ),
      { numRuns: 120, seed: 52 },
    )
    expect(shorter).toBeGreaterThan(20)
    expect(undefinedSomewhere).toBeGreaterThan(100)
  })

  it('leaves the exponentials of a sum whole in derivatives', () => {
    const loss = formula('log(exp(a + b) + exp(c))')
    const symbols = [...freeSymbols(loss)].sort((x, y) => x.id - y.id)
    const written = [...gradient(loss, symbols), ...hessian(loss, symbols).flat()].map(readable).map(toText)
    expect(written[0]).toBe('exp(a + b - logsumexp(c, a + b))')
    expect(written.join()).not.toMatch(/exp\([ab]\)/)
  })

  it('keeps the value of random expressions and never makes them longer', () => {
    let shorter = 0
    fc.assert(
      fc.property(randomExpressions(), randomPoint, ({ symbols, es }, point) => {
        const values = new Map(symbols.map((symbol, i) => [symbol, point[i]!]))
        for (const entry of gradient(es.at(-1)!, symbols.slice(0, 1))) {
          const short = readable(entry)
          const [expected, value] = [evaluate(entry, values), evaluate(short, values)]
          expect(Math.abs(value - expected)).toBeLessThan(1e-8 * (1 + Math.abs(expected)))
          if (short !== entry) {
            shorter++
            expect(isZero(subtract(short, entry)).outcome).toBe('proved')
            expect(toText(short).length).toBeLessThanOrEqual(toText(entry).length / 0.85)
          }
        }
      }),
      { numRuns: 200, seed: 50 },
    )
    expect(shorter).toBeGreaterThan(10)
  })

  it('keeps the domain of random expressions that are not defined everywhere', () => {
    const special = fc.constantFrom(0, 1, -1, 2, -2, 0.5)
    const coordinate = fc.oneof(special, fc.double({ min: -3, max: 3, noNaN: true }))
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 8, maxLength: 8 })
    let undefinedSomewhere = 0
    fc.assert(
      fc.property(randomPartialExpressions(), points, ({ symbols, e }, places) => {
        const short = readable(e)
        for (const [x, y] of places) {
          const values = new Map(symbols.map((symbol, i) => [symbol, [x, y, Math.abs(y) + 0.25][i]!]))
          const [expected, value] = [strictValue(e, values), strictValue(short, values)]
          if (Math.abs(expected) > 1e8 || Math.abs(value) > 1e8) continue
          expect(Number.isNaN(value)).toBe(Number.isNaN(expected))
          if (Number.isNaN(expected)) undefinedSomewhere++
          else expect(Math.abs(value - expected)).toBeLessThan(1e-6 * (1 + Math.abs(expected)))
        }
      }),
      { numRuns: 400, seed: 51 },
    )
    expect(undefinedSomewhere).toBeGreaterThan(200)
  })

  it('returns large expressions as they are, quickly', () => {
    const start = performance.now()
    const { loss, symbols } = tanhNetwork(8, 4)
    expect(readable(gradient(loss, symbols)[0]!)).toBeDefined()
    expect(readable(loss)).toBe(loss)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

function valuesAt(e: Expression, point: Readonly<Record<string, number>>): Map<Expression, number> {
  return new Map([...freeSymbols(e)].map((symbol) => [symbol, point[symbol.name] ?? 0.5]))
}

/** The value, or NaN when any part of the expression has none. */
function strictValue(e: Expression, values: ReadonlyMap<Expression, number>): number {
  const parts = evaluateAll(orderNodes([e]), values)
  return parts.every(Number.isFinite) ? parts.at(-1)! : NaN
}
