import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, isZero } from '../../src/calculus/index.js'
import {
  add,
  evaluate,
  expand,
  type Expression,
  multiply,
  rational,
  scale,
  square,
  subtract,
} from '../../src/expression/index.js'
import { formula } from './formula.js'
import { randomExpressions, randomPoint } from './random-expression.js'

describe('isZero proves', () => {
  it.each([
    // polynomials
    '(x + y)^2 - x^2 - 2*x*y - y^2',
    '(x*y - 2)*(x*y + 2) - x^2*y^2 + 4',
    '(x + y + z)^5 - (x + y + z)^4*x - (x + y + z)^4*(y + z)',
    // rational functions
    '1/x - 1/y - (y - x)/(x*y)',
    '(x^2 - 1)/(x - 1) - x - 1',
    '1/(x + 1) + 1/(x - 1) - 2*x/(x^2 - 1)',
    '1/(1 + 1/x) - x/(x + 1)',
    'x/(x^2 + x*y) - 1/(x + y)',
    '1/(1/(x + 1) + 1/(y + 1)) - (x + 1)*(y + 1)/(x + y + 2)',
    '(1/x)^3 - x^(-3)',
    // radicals
    'sqrt(2)*sqrt(3) - sqrt(6)',
    'sqrt(8) - 2*sqrt(2)',
    '1/(sqrt(2) - 1) - sqrt(2) - 1',
    '1/(sqrt(2) + sqrt(3) + sqrt(5)) - (3*sqrt(2) + 2*sqrt(3) - sqrt(30))/12',
    '(sqrt(2) + sqrt(3))^2 - 5 - 2*sqrt(6)',
    '2^(1/3)*4^(1/3) - 2',
    'sqrt(3/2)/sqrt(2/3) - 3/2',
    'sqrt(x)^2 - x',
    'sqrt(x)*sqrt(x)^3 - x^2',
    'sqrt(x^2 + 1)^3 - (x^2 + 1)*sqrt(x^2 + 1)',
    '1/sqrt(x + y) - sqrt(x + y)/(x + y)',
    'sqrt(4*x^2 + 4) - 2*sqrt(1 + x^2)',
    'sqrt(p^2*q) - p*sqrt(q)',
    'sqrt(x^2*y^4 + 1)^2 - (x*y^2)^2 - 1',
    '(x^3)^(1/2) - x*sqrt(x)',
    // calls
    'tanh(x*(y + 1)) - tanh(x*y + x)',
    'tanh(x - y) + tanh(y - x)',
    'sin(x)^2 + cos(x)^2 - 1',
    '1/cos(x)^2 - 1 - tan(x)^2',
    'sin(x)^4 - cos(x)^4 - 1 + 2*cos(x)^2',
    'cosh(x)^2 - sinh(x)^2 - 1',
    'tanh(2*x) - 2*tanh(x)/(1 + tanh(x)^2)',
    'tanh(x) - sinh(x)/cosh(x)',
    'tanh(x/2) - (exp(x) - 1)/(exp(x) + 1)',
    'sigmoid(x) + sigmoid(-x) - 1',
    'sigmoid(2*x) - (1 + tanh(x))/2',
    'softplus(x) - softplus(-x) - x',
    'swish(x) - x/(1 + exp(-x))',
    'gelu(x) - x/2*(1 + erf(x/sqrt(2)))',
    'exp(x + y) - exp(x)*exp(y)',
    'exp(x/2)^2 - exp(x)',
    'exp(2*log(x)) - x^2',
    'exp(log(x)/2) - sqrt(x)',
    'log(p*q^2) - log(p) - 2*log(q)',
    'log(12) - 2*log(2) - log(3)',
    'log(sqrt(8)) - 3/2*log(2)',
    'log(exp(x)*p) - x - log(p)',
    'e^2 - exp(1)*e',
    'abs(x)^2 - x^2',
    'abs(x - y) - abs(y - x)',
    'relu(x) - relu(-x) - x',
    'max(x, y) + min(x, y) - x - y',
    'p^x*p^y - p^(x + y)',
    '0*log(x)',
    'pi*x - x*pi + (pi + x)^2 - pi^2 - 2*pi*x - x^2',
  ])('%s', (text) => expect(isZero(formula(text))).toEqual({ outcome: 'proved' }))
})

describe('isZero refutes, with a witness', () => {
  it.each([
    'sqrt(x^2) - x',
    '(x^6)^(1/2) - x^3',
    'abs(x) - x',
    'sqrt(x^2*y) - x*sqrt(y)',
    'log(x^2) - 2*log(x) + 1',
    'sin(x)^2 + cos(y)^2 - 1',
    'tanh(x + y) - tanh(x) - tanh(y)',
    'x^2 + y^2',
    '1/1000000000000',
    'x/10^30',
    'sqrt(2) - 1414213562373/1000000000000',
    '10^20*(x + 1) - 10^20*x - 10^20 + x/1000',
    'relu(x) - x/2 - abs(x)/3',
    '(x + y)^3 - x^3 - y^3 - 3*x*y*(x + y)*1000001/1000000',
  ])('%s', (text) => {
    const e = formula(text)
    const test = isZero(e)
    expect(test.outcome).toBe('refuted')
    if (test.outcome === 'refuted') expect(evaluate(e, test.witness)).not.toBe(0)
  })
})

describe('isZero', () => {
  it('claims nothing where it cannot tell', () => {
    // True (Machin), but beyond the rules here.
    expect(isZero(formula('4*atan(1/5) - atan(1/239) - pi/4')).outcome).toBe('unknown')
    // A nested root that denests, with cube roots; not known here either.
    expect(isZero(formula('(2 + sqrt(5))^(1/3) - (1 + sqrt(5))/2')).outcome).toBe('unknown')
    // Different by one part in 10^40: neither provably zero nor visible in doubles.
    expect(isZero(formula('sqrt(2 + 1/10^40) - sqrt(2)')).outcome).toBe('unknown')
    // Nowhere defined.
    expect(isZero(formula('log(-1 - x^2) + 1')).outcome).toBe('unknown')
  })

  it('stays within its time on expressions that explode', () => {
    const start = performance.now()
    const test = isZero(
      formula('((x + y + z + p + q + 1)^40 + 1)^25*0.0001 - (1 + (q + p + x + y + z + 1)^40)^25/10000'),
    )
    expect(['unknown', 'proved']).toContain(test.outcome)
    const hard = formula(
      '(sin(x) + sin(y) + cos(z) + tanh(p) + exp(q) + 1)^60 - (sin(x) + sin(y) + cos(z) + tanh(p) + exp(q))^60',
    )
    expect(isZero(hard).outcome).toBe('refuted')
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it('never proves a random expression that has a value to be zero, and proves e − e in another form', () => {
    fc.assert(
      fc.property(randomExpressions(), randomPoint, ({ symbols, es }, point) => {
        const e = es.at(-1)!
        const value = evaluate(e, new Map(symbols.map((symbol, i) => [symbol, point[i]!])))
        if (Math.abs(value) > 1e-6) expect(isZero(e).outcome).not.toBe('proved')
        const spread = expand(square(e))
        if (spread !== undefined) expect(isZero(subtract(spread, multiply(e, e))).outcome).not.toBe('refuted')
      }),
      { numRuns: 150, seed: 40 },
    )
  })

  it('proves product rule and chain rule on random expressions', () => {
    let proved = 0
    fc.assert(
      fc.property(randomExpressions('arithmetic'), ({ symbols, es }) => {
        const [f, g] = [es.at(-1)!, es[0]!]
        const x = symbols[0]!
        const d = (e: Expression): Expression => gradient(e, [x])[0]!
        const rule = subtract(d(multiply(f, add(g, 1))), add(multiply(d(f), add(g, 1)), multiply(f, d(g))))
        const chain = subtract(d(square(f)), scale(rational.of(2), multiply(f, d(f))))
        for (const difference of [rule, chain]) {
          const { outcome } = isZero(difference)
          expect(outcome).not.toBe('refuted')
          if (outcome === 'proved') proved++
        }
      }),
      { numRuns: 60, seed: 41 },
    )
    expect(proved).toBeGreaterThan(100)
  })
})
