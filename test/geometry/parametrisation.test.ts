import { afterAll, describe, expect, it } from 'vitest'
import { createProposer } from '../../src/algebra/index.js'
import { unlimited, within } from '../../src/base/budget.js'
import {
  type Expression,
  formulaText,
  parseFormula,
  type SymbolNode,
  toText,
} from '../../src/expression/index.js'
import {
  branchPoints,
  certify,
  describeSet,
  landscapeOf,
  parametrise,
  type ParametriseOptions,
  writtenCondition,
  zeroLossPoint,
} from '../../src/geometry/index.js'
import { type Model, modelFrom, type ModelObject, resolvePoint } from '../../src/model/index.js'
import { nodeHost } from '../../src/node/host.js'

const built = (object: Omit<ModelObject, 'title'>): Model => modelFrom({ title: 't', ...object })

/** Formulas in the parameters of a model and the further symbols r, s, t. */
function reader({ graph, symbols }: Pick<Model, 'graph' | 'symbols'>): (text: string) => Expression {
  const known = new Map(
    [...symbols, ...['r', 's', 't'].map((name) => graph.symbol(name))].map((s) => [toText(s), s]),
  )
  const scope = {
    graph,
    lookup: (name: string) => (known.has(name) ? { shape: [], entries: [known.get(name)!] } : undefined),
    names: () => ({ parameters: [...known.keys()], data: [] }),
  }
  return (text) => parseFormula(formulaText(text, 'test'), scope).entries[0]!
}

/** The branches as texts `u=u, v=1/u | u ≠ 0`, and the coverage. */
async function solved(object: Omit<ModelObject, 'title'>, options: ParametriseOptions = {}) {
  const model = built(object)
  const landscape = landscapeOf(model)
  const found = await parametrise(landscape, options)
  if (found.kind === 'none') return { model, none: found.reason, refusals: found.refusals, branches: [], coverage: undefined } // prettier-ignore
  for (const branch of found.branches) {
    const points = branchPoints(branch, 10)
    expect(points.length).toBeGreaterThan(2)
    for (const { coordinates } of points) expect(landscape.loss(coordinates)).toBeLessThan(1e-18)
  }
  const branches = found.branches.map(({ coordinates, domain }) => {
    const values = coordinates.map((e, i) => `${toText(model.symbols[i]!)}=${toText(e)}`)
    return `${values.join(', ')} | ${domain.map((condition) => writtenCondition(condition).text).join(', ')}`
  })
  return { model, none: undefined, refusals: found.refusals, branches, coverage: found.coverage }
}

const parameters = (...names: string[]) => names

describe('an explicit parametrisation', () => {
  it.each([
    [parameters('u', 'v'), 'u*v - 1', ['u=u, v=1/u | u ≠ 0']],
    [parameters('u', 'v'), 'u*v - 5/3', ['u=u, v=5/(3*u) | u ≠ 0']],
    [parameters('a', 'b', 'c'), 'c*b*a - 2', ['a=a, b=b, c=2/(a*b) | a ≠ 0, b ≠ 0']],
    [parameters('u', 'v'), 'u^2*v - 1', ['u=u, v=1/u^2 | u ≠ 0']],
    [parameters('u', 'v'), 'tanh(u*v) - 1/2', ['u=u, v=log(3)/(2*u) | u ≠ 0']],
    [parameters('u', 'v'), 'exp(u + v) - 2', ['u=u, v=log(2) - u | ']],
    [parameters('u', 'v'), 'softplus(u - v) - 1', ['u=v + log(e - 1), v=v | ']],
    [parameters('u', 'v'), 'u*sinh(v) - 1', ['u=1/sinh(v), v=v | sinh(v) ≠ 0']],
    [parameters('x', 'y'), 'x^2 + y^2 - 1', ['x=x, y=sqrt(1 - x^2) | 1 - x^2 ≥ 0', 'x=x, y=-sqrt(1 - x^2) | 1 - x^2 ≥ 0']],
    [parameters('x', 'y'), 'x^3 + x*y^2', ['x=0, y=y | ']],
    [parameters('x', 'y'), 'x^2 + y^2', ['x=0, y=0 | ']],
    [parameters('x', 'y'), 'x^2 + y^4', ['x=0, y=0 | ']],
    [parameters('x', 'y', 'z'), 'x^2 + exp(z)*y^2', ['x=0, y=0, z=z | ']],
    [parameters('a', 'b', 'c', 'd'), ['a*b - 1', 'c*d - 2'], ['a=a, b=1/a, c=c, d=2/c | a ≠ 0, c ≠ 0']],
    [parameters('u', 'v', 'w'), ['u*v - 1', 'v*w^2 - 1'], ['u=w^2, v=1/w^2, w=w | w ≠ 0']],
  ])('%s: %s', async (names, residuals, expected) => {
    const { branches, coverage } = await solved({ parameters: names, residuals })
    expect(branches).toEqual(expected)
    expect(coverage!.outcome).toBe('all')
  }) // prettier-ignore

  it('solves the residuals of several samples at once', async () => {
    const data = { x: [1, 2, 3], y: [2, 4, 6] }
    expect((await solved({ parameters: ['a', 'b'], data, output: 'a*b*x' })).branches).toEqual(['a=a, b=2/a | a ≠ 0'])
    const affine = await solved({ parameters: ['a', 'b', 'c'], data: { x: [1, 2], y: [3, 5] }, output: 'a*b*x + c' })
    expect(affine.branches).toEqual(['a=a, b=2/a, c=1 | a ≠ 0'])
    const contradiction = await solved({ parameters: ['a', 'b'], data: { x: [1, 1], y: [1, 3] }, output: 'a*b*x' })
    expect(contradiction.none).toMatch(/no common real zero/)
  }) // prettier-ignore

  it('inverts a matrix of parameters: V = U⁻¹M, or U = MV⁻¹, without further conditions', async () => {
    const { branches, coverage } = await solved({
      parameters: { U: [2, 2], V: [2, 2] },
      residuals: 'U*V - [2, 1; 1, 2]',
    })
    expect(branches).toHaveLength(1)
    expect(branches[0]).toMatch(/\| (V\[1,1\]\*V\[2,2\] - V\[1,2\]\*V\[2,1\]|V\[1,2\]\*V\[2,1\] - V\[1,1\]\*V\[2,2\]) ≠ 0$/)
    expect(coverage!.outcome).toBe('all')
  }) // prettier-ignore

  it('uses what is declared and what the domain says of signs', async () => {
    const g = await solved({
      parameters: { g: { positive: true }, w: 2 },
      data: { x: [[1, 0], [0, 1]], y: [3, 4] },
      output: 'g*dot(w, x)/norm(w)',
    }) // prettier-ignore
    expect(g.branches).toEqual(['g=5, w[1]=w[1], w[2]=4/3*w[1] | w[1] > 0'])
    const relu = await solved({ parameters: ['a', 'w'], residuals: 'a*relu(2*w) - 1' })
    expect(relu.branches).toEqual(['a=1/(2*w), w=w | w > 0'])
  })
})

describe('what is left out', () => {
  it('is said with an example, where a factor was divided by', async () => {
    const { branches, coverage, model } = await solved({ parameters: ['u', 'v'], residuals: 'u*v' })
    expect(branches).toEqual(['u=u, v=0 | '])
    expect(coverage!.outcome).toBe('part')
    expect(coverage!.missing.map(({ vanishing }) => toText(vanishing))).toEqual(['u'])
    // The example is on the set, and not on the branch.
    const example = coverage!.missing[0]!.example!
    expect(example[0]).toBe(model.graph.zero)
    expect(example[1]).not.toBe(model.graph.zero)
  })

  it('is a single point of a curve', async () => {
    // y(3x y − 1) = x³ − 1: quadratic in y but for x = 0, where y = 1
    const { coverage } = await solved({ parameters: ['x', 'y'], residuals: 'x^3 - 3*x*y^2 + y - 1' })
    expect(coverage!.missing.map(({ vanishing, example }) => [toText(vanishing), example!.map(toText)])).toEqual([
      ['x', ['0', '1']],
    ])
  }) // prettier-ignore

  it('is all further sheets of a periodic function', async () => {
    const { branches, coverage } = await solved({ parameters: ['u', 'v'], residuals: 'sin(u*v) - 1/2' })
    expect(branches).toEqual(['u=u, v=pi/(6*u) | u ≠ 0', 'u=u, v=5*pi/(6*u) | u ≠ 0'])
    expect(coverage).toMatchObject({ outcome: 'undecided', elsewhere: true })
  })

  it('is not known for a general loss, which is solved through its terms', async () => {
    const data = { x: [1, 2], y: [1, 2] }
    const { branches, coverage } = await solved({ parameters: ['u', 'v'], data, output: 'u*v*x', loss: 'log(cosh(output - y))' }) // prettier-ignore
    expect(branches).toEqual(['u=u, v=1/u | u ≠ 0'])
    expect(coverage!.outcome).toBe('undecided')
  })

  it('is everything when there are no real zeros', async () => {
    const { none } = await solved({ parameters: ['x', 'y'], residuals: 'x^2 + y^2 + 1' })
    expect(none).toMatch(/no common real zero/)
  })
})

describe('proposals', () => {
  const cubic = { parameters: ['x', 'y'], residuals: 'x^3 - 2*x^2*y - x*y^2 + 2*y^3' }
  // g(x)² = g(y)² with g(x) = x + tanh(x), which no rule of ours inverts: y = ±x.
  const even = { parameters: ['x', 'y'], residuals: '(x + tanh(x))^2 - (y + tanh(y))^2' }
  const says = (solutions: string[], product?: string) => {
    const text = (e: Expression) => reader({ graph: e.graph, symbols: [e.graph.symbol('x'), e.graph.symbol('y')] }) // prettier-ignore
    return {
      proposer: {
        solve: (e: Expression, s: Expression) => Promise.resolve(toText(s) === 'y' ? solutions.map(text(e)) : []),
        factor: (e: Expression) => Promise.resolve(product === undefined ? undefined : text(e)(product)),
      },
    } // prettier-ignore
  }

  it('are refused when they are wrong, one by one', async () => {
    const { branches, coverage } = await solved(even, says(['5*x', 'x', 'y']))
    expect(branches).toEqual(['x=x, y=x | '])
    expect(coverage).toMatchObject({ outcome: 'undecided', elsewhere: true })
    // Nearly right ones leave the few points where they happen to be right.
    const near = await solved(even, says(['x/2 + 1/1000000', 'x + 1']))
    for (const branch of near.branches) expect(branch).toMatch(/^x=-?\d+(\/\d+)?, y=-?\d+(\/\d+)? \| $/)
  })

  it('are refused when a factor is lost or wrong', async () => {
    for (const product of ['(x - y)*(x + y)', '(x - y)*(x + y)*(x - 3*y)', '(x - y)*(x + y)*(x - 2*y)']) {
      const { branches, coverage } = await solved(cubic, says([], product))
      expect(branches.sort()).toEqual(['x=-y, y=y | ', 'x=2*y, y=y | ', 'x=y, y=y | '])
      expect(coverage!.outcome).toBe('all')
    }
  })

  const proposer = createProposer(nodeHost())
  afterAll(() => proposer.close())

  it('come from the computer-algebra system, and only true ones are kept', async () => {
    // Solved for x or y by no rule of ours: (x + y)(x⁴ + y⁴ + 1)
    const { branches } = await solved(
      { parameters: ['x', 'y'], residuals: 'x^5 + x^4*y + x*y^4 + y^5 + x + y' },
      { proposer },
    )
    expect(branches.every((branch) => branch === 'x=x, y=-x | ')).toBe(true)
    expect((await solved({ parameters: ['u', 'v'], residuals: 'u*exp(u*v) + v - 1' }, { proposer })).branches).toEqual([]) // prettier-ignore
  })
})

describe('certification', () => {
  const circle = built({ parameters: ['x', 'y'], residuals: 'x^2 + y^2 - 1' })
  const product = built({ parameters: ['u', 'v'], residuals: 'u*v - 1' })
  const outcome = (model: Model, texts: string[], free: string[] = ['t']) => {
    const read = reader(model)
    return certify(landscapeOf(model), texts.map(read), free.map((name) => read(name) as SymbolNode))
  } // prettier-ignore

  it.each([
    [circle, ['cos(t)', 'sin(t)']],
    [circle, ['(1 - t^2)/(1 + t^2)', '2*t/(1 + t^2)']],
    [circle, ['tanh(t)', '1/cosh(t)']],
    [product, ['exp(t)', 'exp(-t)']],
    [product, ['t^3', '1/t^3']],
  ])('believes a curve given in another parameter', (model, texts) => {
    expect(outcome(model, texts)).toMatchObject({ outcome: 'certified' })
  })

  it.each([
    [circle, ['cos(t)', 'cos(t)'], /does not vanish/],
    [circle, ['sin(t)', 'cos(t + 1/100000)'], /does not vanish/],
    [circle, ['1', '0'], /full rank/],
    [product, ['sqrt(-1 - t^2)', '1/sqrt(-1 - t^2)'], /defined nowhere|no points/],
    [product, ['t'], /one coordinate per parameter/],
    [product, ['s', '1/s'], /neither given nor free/],
    [product, ['0*t', '1/t'], /does not vanish/],
    // The loss of |t|·1/t − 1 vanishes on half of the domain only.
    [product, ['abs(t)', '1/t'], /does not vanish/],
  ])('refuses what is wrong', (model, texts, reason) => {
    const found = outcome(model, texts)
    expect(found.outcome).toBe('refused')
    expect(found.outcome === 'refused' ? found.reason : '').toMatch(reason)
  })
})

describe('the record to print', () => {
  it('is plain data and names the branch through a point', async () => {
    const circle = built({ parameters: ['x', 'y'], residuals: 'x^2 + y^2 - 1', points: { low: { x: 0, y: -1 } } })
    const landscape = landscapeOf(circle)
    const record = await describeSet(landscape, { through: zeroLossPoint(landscape, resolvePoint(circle, 'low')) })
    expect(record.kind).toBe('explicit')
    expect(record.branches.map(({ containsPoint }) => containsPoint)).toEqual([false, true])
    expect(record.branches[1]!.smooth!.map(({ text }) => text)).toEqual(['1 - x^2 > 0'])
    expect(record.branches[1]!.coordinates[1]!.value).toEqual({ text: '-sqrt(1 - x^2)', latex: '-\\sqrt{1 - x^{2}}' })
    expect(JSON.parse(JSON.stringify(record))).toEqual(record)
  }) // prettier-ignore

  it('is a chart where there is no closed form', async () => {
    const model = built({ parameters: ['u', 'v'], residuals: 'u*exp(u*v) + v - 1', points: { p: { u: 0, v: 1 } } })
    const landscape = landscapeOf(model)
    const record = await describeSet(landscape, { through: zeroLossPoint(landscape, resolvePoint(model, 'p')) })
    expect(record).toMatchObject({ kind: 'chart', chart: { dimension: 1, centre: [0, 1] } })
    expect(record.notes.join()).toMatch(/could not be solved/)
    expect((await describeSet(landscape)).kind).toBe('none')
  }) // prettier-ignore

  it('ends in time', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `w${i + 1}`)
    const model = built({ parameters: names, residuals: [`${names.join('*')} - 1`, `tanh(${names.join(' + ')}) - 1/3`] }) // prettier-ignore
    const start = performance.now()
    const found = await parametrise(landscapeOf(model), { budget: within(unlimited, -1) })
    expect(found).toMatchObject({ kind: 'none', reason: expect.stringMatching(/in the time given/) })
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
