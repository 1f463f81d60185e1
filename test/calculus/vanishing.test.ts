import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, isZero, vanishesOn, type Vanishing } from '../../src/calculus/index.js'
import { areCertainlyDefined } from '../../src/calculus/vanishing/certainly-defined.js'
import { enclosedWitness } from '../../src/calculus/vanishing/enclosed-witness.js'
import { enclose } from '../../src/calculus/vanishing/enclose.js'
import {
  add,
  createGraph,
  divide,
  evaluate,
  type Expression,
  formulaText,
  multiply,
  parseFormula,
  substitute,
  substituteAll,
  subtract,
  toText,
} from '../../src/expression/index.js'
import { randomExpressions, randomPoint } from './random-expression.js'

const graph = createGraph()

/** Reads a formula in any of these names; p and q are positive. */
function f(text: string): Expression {
  const names = [...'abcuvwxyzpq']
  return parseFormula(formulaText(text, 'test'), {
    graph,
    lookup: (name) =>
      names.includes(name)
        ? { shape: [], entries: [graph.symbol(name, 'pq'.includes(name) ? { positive: true } : {})] }
        : undefined,
    names: () => ({ parameters: names, data: [] }),
  }).entries[0]!
}

const on = (e: string, ...residuals: string[]): Vanishing => vanishesOn(f(e), residuals.map(f))

describe('vanishesOn proves', () => {
  it.each([
    ['ideal', 'u^2*v^2 - 1', ['u*v - 1']],
    ['ideal', 'u^2 - v^2', ['u*v - 1', 'u - v']],
    ['ideal', 'a^3*b^3*c^3 - 1', ['a*b*c - 1']],
    ['ideal', '2*v - w', ['u*v - 1', 'u*w - 2']],
    ['ideal', 'x^3 - 2*y', ['x^2 - 2', 'y - x']],
    ['ideal', 'u*v*w*a*b - 1', ['u*v*w*a*b*c - 1', 'c - 1']],
    // denominators
    ['ideal', '1/u - v', ['u*v - 1']],
    ['ideal', '(u^2*v - u)/(u^2 + v^2)', ['u*v - 1']],
    ['ideal', 'x - y', ['(x - y)/(x + y)^2']],
    ['radical', 'x - 2', ['(x^2 - 4)/(x + 2)^3', 'x^2 - 4']],
    // radicals
    ['radical', 'x', ['x^2']],
    ['radical', 'x*y', ['x^2*y']],
    ['radical', 'x - y', ['(x - y)^2*(x + 1)', 'x - 1']],
    ['radical', 'x - 1', ['p*(x - 1)']],
    ['radical', 'x - 1', ['exp(y)*(x - 1)^2']],
    // functions that take no value twice
    ['radical', 'u*v - 1', ['tanh(u*v) - tanh(1)']],
    ['radical', 'u*v - 1', ['softplus(u*v) - softplus(1)']],
    ['radical', 'u*v - 1', ['log(u*v)']],
    ['radical', 'u - v', ['exp(u) - exp(v)']],
    ['radical', 'u - log(2)', ['exp(u) - 2']],
    ['radical', 'u', ['(exp(u) - 1)*cosh(v)']],
    // calls and roots
    ['ideal', 'a*tanh(b) - 1', ['tanh(b)*a - 1']],
    ['ideal', 'exp(u*v) - e', ['u*v - 1']],
    ['ideal', 'tanh(u*v) - tanh(u^2*v^2)', ['u*v - 1']],
    ['ideal', 'tanh(sin(u*v)) - tanh(sin(1))', ['u*v - 1']],
    ['ideal', 'log(u*v)', ['u*v - 1']],
    ['ideal', 'sqrt(u*v) - 1', ['u*v - 1']],
    ['ideal', 'x^2 + cos(y)^2 - 1', ['x - sin(y)']],
    ['ideal', 'tanh(x)^2 - y', ['(exp(2*x) - 1)^2/(exp(2*x) + 1)^2 - y']],
    ['ideal', 'sqrt(2)*x - 2*y', ['x - sqrt(2)*y']],
    // nothing to prove
    ['identity', 'sin(x)^2 + cos(x)^2 - 1', ['y - 1']],
    ['no-zeros', 'x', ['x*y - 1', 'x*y - 2']],
  ] as const)('(%s) that %s is 0 on %j', (by, e, residuals) => {
    expect(on(e, ...residuals)).toMatchObject({ outcome: 'proved', by })
  })

  it.each([
    // arguments that are fractions
    ['log(u/v)', ['u - v'], ['v']],
    ['exp(u/v) - e', ['u - v'], ['v']],
    ['atan(u/v) - pi/4', ['u - v'], ['v']],
    ['sqrt(u/v) - 1', ['u - v'], ['v']],
    ['tanh(u*v/w) - tanh(1)', ['u*v - w'], ['w']],
    ['tanh(u/v)', ['u'], ['v']],
    // numbers such as pi are not solved for
    ['sin(u)', ['u - pi'], []],
    ['cos(u) + 1', ['u - pi'], []],
    ['log(u) - 1', ['u - e'], []],
    ['sin(u - v) - 1', ['u - pi', 'v - pi/2'], []],
    // signs and angles
    ['abs(u) - u', ['relu(-u)'], []],
    ['x', ['sign(x)'], []],
    ['x', ['relu(x)', 'relu(-x)'], []],
    ['relu(x)*y', ['relu(x)*(y - 1)', 'y^2 - y', 'relu(x)^2*y'], []],
    ['sin(2*x)', ['sin(x)'], []],
    ['cos(2*u) - cos(u)^2', ['sin(u)'], []],
  ] as const)('that %s is 0 on %j, where %j are not', (e, residuals, where) => {
    const vanishing = on(e, ...residuals)
    expect(vanishing.outcome).toBe('proved')
    if (vanishing.outcome === 'proved')
      expect(where).toEqual(expect.arrayContaining(vanishing.where.map(toText)))
  })

  it('and says which denominators must not be 0', () => {
    const where = (vanishing: Vanishing): string[] =>
      vanishing.outcome === 'proved' ? vanishing.where.map(toText) : ['not proved']
    expect(where(on('1/u - v', 'u*v - 1'))).toEqual(['u'])
    expect(where(on('(x - y)/(x + y)', 'x - y'))).toEqual(['x + y'])
    expect(where(on('(x - y)/p', 'x - y'))).toEqual([])
  })
})

describe('vanishesOn says that nothing is defined', () => {
  it.each([
    ['1/(u*v - 1)', ['u*v - 1']],
    ['(u - v)/(u*v - 1)', ['u*v - 1']],
    ['1/x', ['x']],
    ['1/x', ['x^2']],
    ['x/(x - y) - y/(x - y) - 1', ['x - y']],
    ['tanh(1/(u*v - 1)^2) - tanh((u*v - 1)^(-2))*1 + 0/(u*v - 1)', ['u*v - 1']],
    ['x/(1 - y)', ['x', 'y^2 - 2*y + 1']],
    ['u/(v*(u*v - 1))', ['u*v^2 - v']],
  ] as const)('about %s on %j', (e, residuals) =>
    expect(on(e, ...residuals)).toEqual({ outcome: 'nowhere-defined' }),
  )

  it('but not where it is at some points of the set, nor where the set is empty', () => {
    expect(on('(u - v)/(u^2 - v)', 'u - v').outcome).toBe('proved')
    expect(on('x/y', 'x*y', 'x').outcome).toBe('proved')
    expect(on('1/x', 'x*y - 1', 'x*y - 2')).toMatchObject({ outcome: 'proved', by: 'no-zeros' })
    expect(on('1/(y - 1)', 'x/y', 'y').outcome).toBe('proved')
    expect(on('1/(x - 1)', 'x').outcome).toBe('refuted')
  })
})

/** The witness must satisfy the residuals exactly, and the expression must not vanish at it. */
function expectExact(e: string, residuals: readonly string[], vanishing: Vanishing): void {
  if (vanishing.outcome !== 'refuted' || vanishing.witness.kind !== 'exact')
    throw new Error('no exact witness')
  const { point, value } = vanishing.witness
  for (const residual of substituteAll(residuals.map(f), point)) {
    expect(isZero(residual).outcome).toBe('proved')
    expect(Math.abs(evaluate(residual, new Map()))).toBeLessThan(1e-12)
  }
  const there = evaluate(substitute(f(e), point), new Map())
  expect(Math.abs(there)).toBeGreaterThan(1e-6)
  expect(evaluate(value, new Map())).toBeCloseTo(there, 12)
}

describe('vanishesOn refutes at an exact point', () => {
  it.each([
    ['u - v', ['u*v - 1']],
    ['a + b + c', ['a*b*c - 1']],
    ['v - w', ['u*v - 1', 'u*w - 2']],
    ['x - y', ['x^2 + y^2 - 1']],
    ['x^2 - y', ['x^2 - 2', 'y^2 - y - 1']],
    ['x + y', ['x*y - 1', 'x + y - 3']],
    ['a - b', ['a*tanh(b) - 1']],
    ['x', ['cos(x) - y']],
    ['x*y', []],
    ['x - 1', ['(x - 1)*(x - 2)*(3*x + 5)']],
    ['x + 1', ['x^3 - 5']],
    ['p - q', ['p*q - 1']],
    ['log(p)', ['p^2*q - 1']],
    ['y', ['u^2*v - 1', 'y^2 - u']],
  ] as const)('%s on %j', (e, residuals) => expectExact(e, residuals, on(e, ...residuals)))

  it('respects what is known of the symbols', () => {
    const vanishing = on('p - 1', 'p^2 - 4')
    expect(vanishing.outcome === 'refuted' && vanishing.witness.kind === 'exact').toBe(true)
    // The only positive zero.
    expectExact('p - 1', ['p^2 - 4'], vanishing)
    expect(on('p - 2', 'p^2 - 4').outcome).not.toBe('refuted')
  })
})

it('what is 0 wherever it is defined leaves everything open', () => {
  expect(on('x - 1', '0*log(x)').outcome).toBe('refuted')
  expect(on('u - v', 'sin(u) - sin(v)').outcome).toBe('refuted')
})

describe('vanishesOn refutes at an enclosed point', () => {
  it('of an equation of degree 5 that radicals do not solve', () => {
    const vanishing = on('x - 1', 'x^5 - x - 1')
    if (vanishing.outcome !== 'refuted' || vanishing.witness.kind !== 'enclosed')
      throw new Error('no witness')
    const { point, radius, value } = vanishing.witness
    // The root by mpmath: 1.16730397826141868425…
    expect(Math.abs(point.get(f('x'))! - 1.1673039782614187)).toBeLessThanOrEqual(radius)
    expect(value.low).toBeLessThan(0.16730397826141868)
    expect(value.high).toBeGreaterThan(0.16730397826141868)
    expect(value.high - value.low).toBeLessThan(1e-11)
  })

  it('of equations with calls', () => {
    for (const [e, ...residuals] of [
      ['a - b', 'a*tanh(b*a) - 1/2'],
      ['x - 3*y', 'exp(x) + y^3 - z', 'sin(z*x) - y'],
      ['x - y', 'x*cosh(x) + y - 2', 'sigmoid(x*y) + x - y'],
    ] as [string, ...string[]][]) {
      const vanishing = on(e, ...residuals)
      if (vanishing.outcome !== 'refuted' || vanishing.witness.kind !== 'enclosed')
        throw new Error('no witness')
      const { point, radius, value } = vanishing.witness
      for (const residual of residuals)
        expect(Math.abs(evaluate(f(residual), point))).toBeLessThan(1e3 * radius + 1e-14)
      const there = evaluate(f(e), point)
      expect(value.low <= there && there <= value.high && value.low * value.high > 0).toBe(true)
    }
  })

  it('but not where a zero cannot be told from none: double, close to one, or without a value', () => {
    for (const [e, ...residuals] of [
      ['y', 'x^2'],
      ['y', 'x^2 + y^2'],
      ['y', 'x^2 + 1/10^30'],
      ['y', 'x^2 + 1'],
      ['y', 'x - 1', '2*x - 2'],
      ['y', 'x - 1', 'x - 2'],
      ['abs(x)', 'x^2 - 2*y'],
      ['log(y - 1)', 'y - x', 'x + 1'],
    ] as [string, ...string[]][])
      expect(enclosedWitness(f(e), residuals.map(f))).toBeUndefined()
    expect(enclosedWitness(f('y'), [f('x - 1')])).toBeDefined()
  })
})

describe('vanishesOn claims nothing', () => {
  it.each([
    ['x', ['x^2 + y^2']],
    ['y', ['x^2 + 1']],
    ['log(p) + log(q)', ['p*q - 1']],
    ['abs(x) - 1', ['x^2 - 1']],
    ['log(x - 1)', ['x']],
  ] as const)('%s on %j, beyond what it knows of real numbers', (e, residuals) =>
    expect(on(e, ...residuals)).toEqual({ outcome: 'undecided', reason: 'no-witness' }),
  )

  it('when the budget is too small', () => {
    const budget = { pairs: 1, terms: 40, bits: 100 }
    const residuals = ['x^2 + y^2', 'x*y^3 - x^4*y', 'y^5 + x*y'].map(f)
    expect(vanishesOn(f('x'), residuals, budget)).toEqual({ outcome: 'undecided', reason: 'out-of-budget' })
  })

  it('and ends in time on large systems', () => {
    const start = performance.now()
    on(
      '(x + y + z)^9 - u*v*w',
      'x^7*y^3 - 5*z^4*u + v^3 - 1',
      'y^6*z^5 + 3*x^2*v^4 - 7*w + 2',
      'z^8*u^2 - 11*x^3*y^3 + w^5 + 1',
      'u^5*v^4*w^3 - x*y*z + 13*x^6',
    )
    expect(performance.now() - start).toBeLessThan(8000)
  })
})

describe('the drift of label noise', () => {
  /** −¼ (∇λ − (g·∇λ/g·g) g) with λ = |∇r|², g = ∇r. */
  function drift(residual: Expression, symbols: readonly Expression[]): Expression[] {
    const dot = (a: readonly Expression[], b: readonly Expression[]): Expression =>
      a.map((x, i) => multiply(x, b[i]!)).reduce(add)
    const g = gradient(residual, symbols)
    const slope = gradient(dot(g, g), symbols)
    const ratio = divide(dot(g, slope), dot(g, g))
    return symbols.map((_, i) =>
      multiply(graph.constant('-1/4'), subtract(slope[i]!, multiply(ratio, g[i]!))),
    )
  }

  it('of uv = 1 does not vanish on the set, but does where the factors are balanced', () => {
    const field = drift(f('u*v - 1'), [f('u'), f('v')])
    for (const entry of field) {
      const vanishing = vanishesOn(entry, [f('u*v - 1')])
      expect(vanishing.outcome).toBe('refuted')
      expect(vanishesOn(entry, [f('u*v - 1'), f('u - v')])).toMatchObject({ outcome: 'proved', by: 'ideal' })
    }
  })

  it('at the first witness has the value of the closed form', () => {
    const vanishing = vanishesOn(drift(f('u*v - 1'), [f('u'), f('v')])[0]!, [f('u*v - 1')])
    if (vanishing.outcome !== 'refuted' || vanishing.witness.kind !== 'exact') throw new Error('no witness')
    const [u, v] = ['u', 'v'].map((name) => evaluate((vanishing.witness.point as ReadonlyMap<Expression, Expression>).get(f(name))!, new Map())) // prettier-ignore
    // ṡ = −½ tanh 2s for u = e^s, v = e^−s.
    const s = Math.log(Math.abs(u!))
    expect(Math.abs(v!)).toBeCloseTo(Math.exp(-s), 14)
    expect(evaluate(vanishing.witness.value, new Map())).toBeCloseTo(u! * -0.5 * Math.tanh(2 * s), 14)
  })

  it('of the unit circle vanishes everywhere, of an ellipse only at its vertices', () => {
    const names = [f('x'), f('y')]
    for (const entry of drift(f('x^2 + y^2 - 1'), names))
      expect(vanishesOn(entry, [f('x^2 + y^2 - 1')]).outcome).toBe('proved')
    const ellipse = f('x^2 + 4*y^2 - 4')
    for (const entry of drift(ellipse, names)) {
      expect(vanishesOn(entry, [ellipse]).outcome).toBe('refuted')
      expect(vanishesOn(entry, [ellipse, f('x*y')]).outcome).toBe('proved')
    }
  })
})

describe('random polynomials on a graph z = g(x, y), where everything can be substituted', () => {
  it('vanish exactly when the substitution does', () => {
    const names = [f('x'), f('y'), f('z')]
    const coefficient = fc.integer({ min: -3, max: 3 })
    const exponents = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(1))
    const polynomial = fc
      .array(fc.tuple(coefficient, exponents), { minLength: 1, maxLength: 3 })
      .map((terms) =>
        graph.sum(
          terms.map(([c, powers]) =>
            graph.product([graph.constant(c), ...names.map((name, i) => graph.power(name, powers[i]!))]),
          ),
        ),
      )
    const seen = { proved: 0, refuted: 0 }
    fc.assert(
      fc.property(polynomial, polynomial, polynomial, fc.boolean(), (p, q, r, asMember) => {
        const g = substitute(p, new Map([[f('z'), graph.one]]))
        const residual = subtract(f('z'), g)
        const e = asMember ? multiply(q, residual) : add(multiply(q, residual), r)
        const truth = isZero(substitute(e, new Map([[f('z'), g]]))).outcome
        const { outcome } = vanishesOn(e, [residual])
        expect(outcome).toBe(truth)
        if (outcome === 'proved' || outcome === 'refuted') seen[outcome]++
      }),
      { numRuns: 120, seed: 71 },
    )
    expect(Math.min(seen.proved, seen.refuted)).toBeGreaterThan(30)
  })
})

describe('enclosures', () => {
  it('contain the values at points of the box', () => {
    let bounded = 0
    fc.assert(
      fc.property(
        randomExpressions(),
        randomPoint,
        fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), // prettier-ignore
        fc.constantFrom(0, 1e-12, 1e-6, 1e-2),
        ({ symbols, es }, centre, offset, radius) => {
          const box = new Map(symbols.map((symbol, i) => [symbol, { low: centre[i]! - radius, high: centre[i]! + radius }])) // prettier-ignore
          const inside = new Map(symbols.map((symbol, i) => [symbol, Math.min(centre[i]! + radius, Math.max(centre[i]! - radius, centre[i]! + radius * offset[i]!))])) // prettier-ignore
          enclose(es, box).forEach(({ low, high }, i) => {
            if (!Number.isFinite(low) || !Number.isFinite(high)) return
            bounded++
            const value = evaluate(es[i]!, inside)
            // The value itself is rounded.
            const slack = radius === 0 ? high - low : 0
            expect(value).toBeGreaterThanOrEqual(low - slack)
            expect(value).toBeLessThanOrEqual(high + slack)
            if (radius === 0) expect(high - low).toBeLessThan(1e-9 * (1 + Math.abs(value)))
          })
        },
      ),
      { numRuns: 300, seed: 72 },
    )
    expect(bounded).toBeGreaterThan(400)
  })
})

describe('constants', () => {
  // 0, which neither rounding nor the normal form shows.
  const hidden = '(2 + sqrt(5))^(1/3) - (1 + sqrt(5))/2'

  it.each(['log(2)', 'sqrt(3 - sqrt(2))', '1/(sqrt(2) - 1)', 'asin(1/2)', 'sin(1)^(1/3)', 'tanh(1)^-2'])(
    '%s has a value for certain',
    (text) => expect(areCertainlyDefined([f(text)])).toBe(true),
  )

  it.each([
    `log(${hidden})`,
    `log(-(${hidden}))`,
    `sqrt(${hidden})`,
    `1/(${hidden})`,
    `asin(1 + ${hidden})`,
    'log(cos(3))',
    'sqrt(sin(4))',
  ])('%s may have none', (text) => expect(areCertainlyDefined([f(text)])).toBe(false))
})
