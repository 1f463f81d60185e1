import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  contractedMixedDerivatives,
  contractFourth,
  contractFourthTwice,
  contractThird,
  derivativeAlong,
  gaussianFourthOrder,
  gradient,
  mixedDerivatives,
  noiseRegulariser,
} from '../../src/calculus/index.js'
import {
  createGraph,
  evaluate,
  evaluateAll,
  type Expression,
  formulaText,
  type Graph,
  parseFormula,
  substitute,
  toText,
} from '../../src/expression/index.js'

interface PureCase {
  readonly formula: string
  readonly third: readonly number[]
  readonly fourth: readonly (readonly number[])[]
  readonly fourthTwice: number
  readonly along: number
}

interface MixedCase {
  readonly formula: string
  readonly derivatives: readonly { readonly noise: readonly number[]; readonly gradient: readonly number[] }[]
  readonly contracted2: readonly number[]
  readonly contracted4: readonly number[]
  readonly regulariser: number
  readonly fourthOrder: number
}

const fixtures = JSON.parse(
  readFileSync(new URL('fixtures/higher-derivatives.json', import.meta.url), 'utf8'),
) as { readonly pure: readonly PureCase[]; readonly mixed: readonly MixedCase[] }

function read(graph: Graph, text: string): Expression {
  const names = ['a', 'b', 'c', 'u', 'v', 'x', 'y', 'z']
  return parseFormula(formulaText(text, 'test'), {
    graph,
    lookup: (name) => (names.includes(name) ? { shape: [], entries: [graph.symbol(name)] } : undefined),
    names: () => ({ parameters: names, data: [] }),
  }).entries[0]!
}

const graph = createGraph()
const f = (text: string): Expression => read(graph, text)
const symbols = (names: string): Expression[] => [...names].map((name) => graph.symbol(name))
const matrix = (...rows: string[][]): Expression[][] => rows.map((row) => row.map(f))
const values = (point: Record<string, number>): Map<Expression, number> =>
  new Map(Object.entries(point).map(([name, value]) => [graph.symbol(name), value]))

function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  const size = Math.max(1, ...wanted.map(Math.abs))
  expect(actual).toHaveLength(wanted.length)
  wanted.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-12 * size))
}

describe('contractions agree with SymPy, entry by entry', () => {
  const w = symbols('xyz')
  const first = matrix(['2', '-1', '1/2'], ['-1', '3', '1'], ['1/2', '1', '-2'])
  const second = matrix(['1', 'x*y', '0'], ['x*y', '-2', 'z'], ['0', 'z', 'x^2'])
  const direction = ['1/3', 'y', '-2'].map(f)
  const at = values({ x: 3 / 4, y: -6 / 5, z: 1 / 3 })

  it.each(fixtures.pure.map((one) => [one.formula, one] as const))('%s', (text, wanted) => {
    const e = f(text)
    expectClose(evaluateAll(contractThird(e, w, second), at), wanted.third)
    expectClose(evaluateAll(contractFourth(e, w, second).flat(), at), wanted.fourth.flat())
    expectClose([evaluate(contractFourthTwice(e, w, first, second), at)], [wanted.fourthTwice])
    expectClose([evaluate(derivativeAlong(e, w, direction, 4), at)], [wanted.along])
  })
})

describe('mixed derivatives agree with SymPy', () => {
  const parameters = symbols('abc')
  const noise = symbols('xy')
  const covariance = matrix(['2', 'a'], ['a', '1 + b^2'])
  const at = values({ a: 2, b: 1 / 2, c: -3 / 4 })

  it.each(fixtures.mixed.map((one) => [one.formula, one] as const))('%s', (text, wanted) => {
    const e = f(text)
    const found = [1, 2, 3, 4].flatMap((order) => mixedDerivatives(e, parameters, noise, { order }))
    expect(found.map((one) => one.noise)).toEqual(wanted.derivatives.map((one) => one.noise))
    found.forEach((one, i) => expectClose(evaluateAll(one.gradient, at), wanted.derivatives[i]!.gradient))
    for (const order of [2, 4] as const) {
      const contracted = contractedMixedDerivatives(e, parameters, noise, covariance, { order })
      expectClose(evaluateAll(contracted, at), order === 2 ? wanted.contracted2 : wanted.contracted4)
    }
    expectClose([evaluate(noiseRegulariser(e, noise, covariance), at)], [wanted.regulariser])
    expectClose([evaluate(gaussianFourthOrder(e, noise, covariance), at)], [wanted.fourthOrder])
  })

  it('gives the gradient for order 0', () => {
    const [only, ...others] = mixedDerivatives(f('a*b + x*c'), parameters, noise, { order: 0 })
    expect(others).toEqual([])
    expect(only).toEqual({ noise: [], gradient: [f('b'), f('a'), graph.zero] })
  })
})

// Central differences of order 4: offsets and weights.
const secondStencil = [-2, -1, 0, 1, 2].map(
  (k, i) => [k, [-1 / 12, 4 / 3, -5 / 2, 4 / 3, -1 / 12][i]!] as const,
)
const firstStencil = [-2, -1, 1, 2].map((k, i) => [k, [1 / 12, -2 / 3, 2 / 3, -1 / 12][i]!] as const)
const fourthStencil = [-3, -2, -1, 0, 1, 2, 3].map(
  (k, i) => [k, [-1 / 6, 2, -13 / 2, 28 / 3, -13 / 2, 2, -1 / 6][i]!] as const,
)

/** Errors fall with the fourth power of the step. */
function expectOrderFour(difference: (h: number) => number, exact: number): void {
  const [coarse, middle, fine] = [1 / 8, 1 / 16, 1 / 32].map((h) => Math.abs(difference(h) - exact))
  const order = Math.log2(middle! / fine!)
  expect(order).toBeGreaterThan(3.7)
  expect(order).toBeLessThan(4.3)
  expect(coarse).toBeGreaterThan(middle!)
}

describe('finite differences of the function itself', () => {
  const w = symbols('xyz')
  const at = [0.3, -0.4, 0.7]
  const e = f('tanh(x*y + z)*exp(x - y)/(2 + z^2)')
  const valueAt = (point: readonly number[]): number =>
    evaluate(e, new Map(w.map((symbol, i) => [symbol, point[i]!])))
  const here = new Map(w.map((symbol, i) => [symbol, at[i]!]))
  const a = [1, -0.5, 0.25]
  const v = [0.5, 0.75, -1]
  const moved = (s: number, t: number): number => valueAt(at.map((x, i) => x + s * a[i]! + t * v[i]!))

  it('of the fourth order along a direction', () => {
    const exact = evaluate(derivativeAlong(e, w, v.map((entry) => graph.constant(entry)), 4), here) // prettier-ignore
    const difference = (h: number): number =>
      fourthStencil.reduce((sum, [k, weight]) => sum + weight * moved(0, k * h), 0) / h ** 4
    expectOrderFour(difference, exact)
  })

  it('of the second order along each of two directions', () => {
    const outer = (u: readonly number[]): Expression[][] => u.map((p) => u.map((q) => graph.constant(p * q)))
    const difference = (h: number): number => {
      let sum = 0
      for (const [k, p] of secondStencil)
        for (const [l, q] of secondStencil) sum += p * q * moved(k * h, l * h)
      return sum / h ** 4
    }
    const twice = evaluate(contractFourthTwice(e, w, outer(a), outer(v)), here)
    expectOrderFour(difference, twice)
    const contracted = contractFourth(e, w, outer(a)).map((row) => evaluateAll(row, here))
    const along = contracted.flatMap((row, i) => row.map((entry, j) => entry * v[i]! * v[j]!))
    expect(along.reduce((x, y) => x + y)).toBeCloseTo(twice, 12)
  })

  it('in parameters and noise', () => {
    const loss = f('(tanh((a + x)*b) + exp(y*c)*x - 1)^2')
    const [parameters, noise] = [symbols('abc'), symbols('xy')]
    const theta = [0.6, -0.3, 0.8]
    const [p, c] = [[0.5, 1, -0.25], [1, -0.5]] // prettier-ignore
    const lossAt = (s: number, t: number): number =>
      evaluate(
        loss,
        new Map([
          ...parameters.map((symbol, i) => [symbol, theta[i]! + s * p[i]!] as const),
          ...noise.map((symbol, i) => [symbol, t * c[i]!] as const),
        ]),
      )
    const covariance = c.map((x) => c.map((y) => graph.constant(x * y)))
    const there = new Map(parameters.map((symbol, i) => [symbol, theta[i]!]))
    for (const [order, stencil] of [
      [2, secondStencil],
      [4, fourthStencil],
    ] as const) {
      // prettier-ignore
      const found = contractedMixedDerivatives(loss, parameters, noise, covariance, { order })
      const exact = evaluateAll(found, there).reduce((sum, entry, i) => sum + entry * p[i]!, 0)
      const difference = (h: number): number => {
        let sum = 0
        for (const [k, weight] of firstStencil)
          for (const [l, other] of stencil) sum += weight * other * lossAt(k * h, l * h)
        return sum / h ** (order + 1)
      }
      expectOrderFour(difference, exact)
    }
  })
})

describe('worked cases of noisy gradient descent', () => {
  const identity = matrix(['1', '0'], ['0', '1'])
  const noise = symbols('xy')
  const parameters = symbols('uv')
  const point = new Map([
    [graph.symbol('u'), graph.constant(2)],
    [graph.symbol('v'), graph.constant('1/2')],
  ])
  const at = (e: Expression): string => toText(substitute(e, point))

  it('perturbed parameters: Reg = (u² + v²)/2 = 17/8 on uv = 1', () => {
    expect(at(noiseRegulariser(f('((u + x)*(v + y) - 1)^2/2'), noise, identity))).toBe('17/8')
  })

  it('DropConnect of a product: Reg = 1 with gradient (1, 4), R₄ = 1/2, V₄ = −3/2', () => {
    const loss = f('(u*(1 + x)*v*(1 + y) - 1)^2/2')
    expect(at(noiseRegulariser(loss, noise, identity))).toBe('1')
    const slope = contractedMixedDerivatives(loss, parameters, noise, identity, { order: 2 })
    expect(slope.map(at)).toEqual(['2', '8'])
    expect(gradient(noiseRegulariser(loss, noise, identity), parameters).map(at)).toEqual(['1', '4'])
    expect(at(gaussianFourthOrder(loss, noise, identity))).toBe('1/2')
  })

  it('a regulariser that vanishes on the set, with gradient (1/2, 2)', () => {
    const loss = f('(u*v - 1)^2/2 + x^2*u*(u*v - 1)/2')
    expect(at(noiseRegulariser(loss, noise, identity))).toBe('0')
    const slope = contractedMixedDerivatives(loss, parameters, noise, identity, { order: 2 })
    expect(slope.map(at)).toEqual(['1', '4'])
  })

  it('label noise: G has the column −∇r', () => {
    const [first] = mixedDerivatives(f('(u*v - 1 - x)^2/2'), parameters, noise, { order: 1 })
    expect(first!.gradient.map(at)).toEqual(['-1/2', '-2'])
  })
})

describe('wrong shapes', () => {
  it('are refused', () => {
    const w = symbols('xy')
    for (const attempt of [
      () => contractThird(f('x*y'), w, matrix(['1'])),
      () => contractFourth(f('x*y'), w, matrix(['1', '0', '0'], ['0', '1', '0'])),
      () => contractFourthTwice(f('x*y'), w, matrix(['1', '0'], ['0', '1']), []),
      () => derivativeAlong(f('x*y'), w, [graph.one], 4),
      () => noiseRegulariser(f('x*y'), w, matrix(['1', '0'])),
    ])
      expect(attempt).toThrow(/shapes do not fit/)
  })

  it('a derivative without a value at zero noise is refused', () => {
    const attempt = (): unknown => mixedDerivatives(f('a/x'), symbols('a'), symbols('x'), { order: 1 })
    expect(attempt).toThrow()
  })
})
