import { describe, expect, it } from 'vitest'
import { evaluate, type Expression, type SymbolNode, toLatex, toText } from '../../src/expression/index.js'
import {
  branchPoints,
  criticalPoints,
  expressionAlong,
  type Landscape,
  landscapeOf,
  localChart,
  parametrise,
  type ParametrisedBranch,
  quantitiesAlong,
  quantityAlong,
  type QuantityAlong,
  zeroLossPoint,
} from '../../src/geometry/index.js'
import { modelFrom, type ModelObject, resolvePoint } from '../../src/model/index.js'
import { matrix, norm, symmetricEigen } from '../../src/numeric/index.js'

interface Along {
  readonly landscape: Landscape
  readonly branch: ParametrisedBranch
  readonly notes: readonly string[]
  quantity(name: string): QuantityAlong
}

async function along(object: Omit<ModelObject, 'title'>): Promise<Along> {
  const landscape = landscapeOf(modelFrom({ title: 't', ...object }))
  const found = await parametrise(landscape)
  if (found.kind === 'none') throw new Error(found.reason)
  const branch = found.branches[0]!
  const { quantities, notes } = await quantitiesAlong(landscape, branch)
  return { landscape, branch, notes, quantity: (name) => quantities.find((each) => each.name === name)! }
}

const pdet = 'log pseudo-determinant of the Hessian'
const trace = 'trace of the Hessian'
const number = (e: Expression, values: [Expression, number][] = []) => evaluate(e, new Map(values))

/** Eigenvalues, ascending, of the Hessian by central differences of the loss. */
function differencedEigenvalues({ loss, dimension }: Landscape, w: Float64Array): Float64Array {
  const h = 2e-4
  const at = (...moves: [number, number][]) => {
    const moved = w.slice()
    for (const [i, step] of moves) moved[i]! += step
    return loss(moved)
  }
  const entries = Array.from({ length: dimension ** 2 }, (_, k) => {
    const [i, j] = [Math.floor(k / dimension), k % dimension]
    return (at([i, h], [j, h]) - at([i, h], [j, -h]) - at([i, -h], [j, h]) + at([i, -h], [j, -h])) / (4 * h * h)
  }) // prettier-ignore
  return symmetricEigen(matrix(dimension, dimension, entries)).values
}

const models: Omit<ModelObject, 'title'>[] = [
  { parameters: ['u', 'v'], residuals: 'u*v - 1' },
  { parameters: ['a', 'b', 'c'], residuals: 'a*b*c - 2' },
  { parameters: ['u', 'v'], residuals: 'tanh(u*v) - 1/2' },
  { parameters: ['a', 'b', 'c', 'd'], residuals: ['a*b - 1', 'c*d - 2'] },
  { parameters: ['u', 'v', 'w'], residuals: ['u*v - 1', 'v*w^2 - 1'] },
  { parameters: ['a', 'b'], data: { x: [1, 2, 3], y: [2, 4, 6] }, output: 'a*b*x' },
  { parameters: ['u', 'v'], data: { x: [1, 2], y: [1, 2] }, output: 'u*v*x', loss: 'log(cosh(output - y))' },
]

describe('trace, sharpness and log pseudo-determinant', () => {
  it.each(models)('agree with differences of the loss: %j', async (object) => {
    const { landscape, branch, quantity } = await along(object)
    const codimension = landscape.dimension - branch.free.length
    const points = branchPoints(branch, 40).filter(({ coordinates }) => norm(coordinates) < 4).slice(0, 6) // prettier-ignore
    expect(points.length).toBeGreaterThan(2)
    for (const { free, coordinates } of points) {
      const values = differencedEigenvalues(landscape, coordinates)
      const kept = values.slice(-codimension)
      const agree = (name: string, expected: number): void => {
        const found = evaluate(quantity(name).expression, free)
        expect(Math.abs(found - expected)).toBeLessThan(2e-4 * (1 + Math.abs(expected)))
      }
      agree('sharpness', values.at(-1)!)
      agree(trace, values.reduce((sum, value) => sum + value, 0)) // prettier-ignore
      agree(pdet, kept.reduce((sum, value) => sum + Math.log(value), 0)) // prettier-ignore
    }
  })

  it.each(models.slice(0, 3))('have the gradient of their differences: %j', async (object) => {
    const { branch, quantity } = await along(object)
    for (const name of [trace, 'sharpness', pdet]) {
      const { expression, gradient } = quantity(name)
      for (const { free } of branchPoints(branch, 5))
        branch.free.forEach((symbol, i) => {
          const h = 1e-5 * Math.abs(free.get(symbol)!)
          const [up, down] = [h, -h].map((step) => evaluate(expression, new Map(free).set(symbol, free.get(symbol)! + step))) // prettier-ignore
          const slope = evaluate(gradient![i]!, free)
          expect(Math.abs((up! - down!) / (2 * h) - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)))
        })
    }
  })

  it('come out in readable form', async () => {
    const { quantity } = await along(models[0]!)
    expect(toText(quantity('sharpness').expression)).toBe('u^2 + 1/u^2')
    expect(toLatex(quantity('sharpness').expression)).toBe('u^{2} + \\frac{1}{u^{2}}')
    expect(quantity('sharpness').gradient!.map(toText)).toEqual(['2*u - 2/u^3'])
    expect(toText(quantity(pdet).expression)).toBe('log(u^2 + 1/u^2)')
    const cubic = await along({ parameters: ['u', 'v'], residuals: 'u^2*v - 1' })
    expect(toText(cubic.quantity('sharpness').expression)).toBe('u^4 + 4/u^2')
    const tanh = await along(models[2]!)
    expect(toText(tanh.quantity('sharpness').expression)).toBe('9*(4*u^4 + log(3)^2)/(64*u^2)')
  })

  it('are known for two constraints: the eigenvalues at (0.64, 1.5625, 0.8)', async () => {
    const { branch, quantity } = await along(models[4]!)
    const here: [Expression, number][] = [[branch.free[0]!, 0.8]]
    expect(number(quantity('sharpness').expression, here)).toBeCloseTo(3.35157645027815, 12)
    expect(number(quantity(trace).expression, here)).toBeCloseTo(3.35157645027815 + 1.40372667472185, 12)
    expect(number(quantity(pdet).expression, here)).toBeCloseTo(Math.log(3.35157645027815 * 1.40372667472185), 12) // prettier-ignore
  })

  it('are the larger of two when the residuals share no parameter', async () => {
    const { quantity } = await along(models[3]!)
    expect(toText(quantity('sharpness').expression)).toMatch(/^max\(/)
    expect(quantity('sharpness').critical.note).toMatch(/not smooth/)
    const values = quantity(pdet).critical.points.map(({ value }) => number(value))
    expect(values).toHaveLength(4)
    for (const value of values) expect(value).toBeCloseTo(Math.log(2), 12)
  })

  it('are left out where the minimum is not clean', async () => {
    const { notes, quantity } = await along({ parameters: ['u', 'v'], residuals: '(u*v - 1)^2' })
    expect(notes.join()).toMatch(/rank 0 .* not a clean minimum/)
    expect(quantity(pdet)).toBeUndefined()
  })

  it('are refused when they do not agree with the model', async () => {
    const { landscape, branch } = await along(models[0]!)
    const { graph } = landscape.model
    const [u] = branch.free
    const wrong = graph.sum([graph.power(u!, 2), graph.power(u!, -2), graph.constant('0.0001')])
    const sharpest = (w: Float64Array): number => symmetricEigen(landscape.hessian(w)).values.at(-1)!
    expect(await quantityAlong(landscape, branch, 'wrong', wrong, sharpest)).toBeUndefined()
    const right = expressionAlong(landscape, branch, graph.sum(landscape.model.symbols.map((s) => graph.power(s, 2)))) // prettier-ignore
    expect(toText(right)).toBe('u^2 + 1/u^2')
    expect(await quantityAlong(landscape, branch, 'right', right, sharpest)).toBeDefined()
  })
})

describe('critical points', () => {
  it('of u² + u⁻² are ±1, all of them, minima of value 2', async () => {
    const { critical } = (await along(models[0]!)).quantity('sharpness')
    expect(critical.complete).toBe(true)
    const found = critical.points.map(({ parameters, value, kind }) => [
      toText(parameters[0]!),
      toText(value),
      kind,
    ])
    expect(found.sort()).toEqual([['-1', '2', 'minimum'], ['1', '2', 'minimum']]) // prettier-ignore
  })

  it.each([
    [2, '3'],
    [2, '-5/2'],
    [3, '2'],
    [3, '-3'],
    [4, '2'],
  ])('of a product of %i factors equal to %s have sharpness D·|c|^(2 − 2/D)', async (depth, c) => {
    const names = Array.from({ length: depth }, (_, i) => `w${i + 1}`)
    const { quantity } = await along({ parameters: names, residuals: `${names.join('*')} - (${c})` })
    const { points, complete } = quantity('sharpness').critical
    expect(complete).toBe(true)
    expect(points).toHaveLength(2 ** (depth - 1))
    const [numerator, denominator = 1] = c.split('/').map(Number)
    for (const { value, kind } of points) {
      expect(kind).toBe('minimum')
      expect(number(value)).toBeCloseTo(depth * Math.abs(numerator! / denominator) ** (2 - 2 / depth), 11)
    }
  })

  it('of u⁴ + 4u⁻² are where u⁶ = 2', async () => {
    const { critical } = (await along({ parameters: ['u', 'v'], residuals: 'u^2*v - 1' })).quantity('sharpness')
    expect(critical.points.map(({ parameters }) => toText(parameters[0]!)).sort()).toEqual(['-2^(1/6)', '2^(1/6)'])
    expect(toText(critical.points[0]!.value)).toBe('3*2^(2/3)')
  }) // prettier-ignore

  it('are families where the quantity does not change, and are not sought on the edge of a branch', async () => {
    const { quantity } = await along({ parameters: ['x', 'y'], residuals: 'x^2 + y^2 - 1' })
    const { points, note } = quantity(trace).critical
    expect(points.map(({ free, value }) => [free.map(toText), toText(value)])).toEqual([[['x'], '4']])
    expect(note).toMatch(/constant.*edge of the branch/)
  })

  it('are only inside the domain', async () => {
    const { graph } = modelFrom({ title: 't', parameters: ['u'], residuals: 'u' })
    const u = graph.symbol('u') as SymbolNode
    const f = graph.sum([graph.power(u, 4), graph.product([graph.constant(-2), graph.power(u, 2)])])
    const all = await criticalPoints(f, [u], [])
    expect(all.points.map(({ parameters: [at], kind }) => [toText(at!), kind]).sort()).toEqual([
      ['-1', 'minimum'],
      ['0', 'maximum'],
      ['1', 'minimum'],
    ])
    const right = await criticalPoints(f, [u], [{ kind: 'positive', expression: u }])
    expect(right.points.map(({ parameters: [at] }) => toText(at!))).toEqual(['1'])
    expect([all.complete, right.complete]).toEqual([true, true])
  })
})

describe('a local chart', () => {
  const chartOn = (object: Omit<ModelObject, 'title'>, at: string) => {
    const model = modelFrom({ title: 't', ...object })
    const landscape = landscapeOf(model)
    return { landscape, chart: localChart(landscape, zeroLossPoint(landscape, resolvePoint(model, at))) }
  }

  it('of the unit circle is √(1 − t²) up to where the tangent has turned by 60 degrees', () => {
    const { chart } = chartOn({ parameters: ['x', 'y'], residuals: 'x^2 + y^2 - 1' }, 'x=1,y=0')
    expect(chart!.radius).toBeGreaterThan(0.8)
    expect(chart!.radius).toBeLessThan(Math.sqrt(3) / 2)
    for (const t of [-0.8, -0.1, 0.3, 0.7]) {
      const [x, y] = chart!.at([t])!
      expect(x).toBeCloseTo(Math.sqrt(1 - t * t), 12)
      expect(Math.abs(y!)).toBeCloseTo(Math.abs(t), 12)
    }
    expect(chart!.at([1.2])).toBeUndefined()
  })

  it('finds the set where there is no closed form', () => {
    const { chart } = chartOn({ parameters: ['u', 'v'], residuals: 'u*exp(u*v) + v - 1' }, 'u=0,v=1')
    for (const t of [-0.5, 0.2, 0.9]) {
      const [u, v] = chart!.at([t])!
      expect(u! * Math.exp(u! * v!) + v! - 1).toBeCloseTo(0, 12)
      // The tangent at (0, 1) is (1, −1)/√2.
      expect(Math.abs((u! - v! + 1) / Math.SQRT2)).toBeCloseTo(Math.abs(t), 12)
    }
  })

  it('works for surfaces and general losses, and is refused where the set is no graph', () => {
    const sphere = chartOn({ parameters: ['x', 'y', 'z'], residuals: 'x^2 + y^2 + z^2 - 4' }, 'x=2,y=0,z=0')
    expect(sphere.chart!.radius).toBeGreaterThan(1.6)
    expect(sphere.chart!.radius).toBeLessThan(Math.sqrt(3))
    expect(norm(sphere.chart!.at([0.6, -0.7])!)).toBeCloseTo(2, 12)
    const general = chartOn({ parameters: ['u', 'v'], loss: 'log(cosh(u*v - 1))' }, 'u=1,v=1')
    const [u, v] = general.chart!.at([0.4])!
    expect(u! * v!).toBeCloseTo(1, 7)
    expect(chartOn({ parameters: ['u', 'v'], residuals: 'u*v' }, 'u=0,v=0').chart).toBeUndefined()
  })
})

describe('a branch that is only partly made of minima', () => {
  it('has its sharpness where it is, and says where that is', async () => {
    const { branch, notes, quantity } = await along({ parameters: ['p', 'q'], loss: '(p^2 + q^2 - 1)^2*(p + 1/2)' })
    // The Hessian is 8(p + 1/2) across the circle.
    expect(toText(quantity('sharpness').expression)).toBe('8*p + 4')
    expect(quantity('sharpness').comparison.points).toBeGreaterThan(5)
    expect(branch.free.map(toText)).toEqual(['p'])
    expect(notes).toEqual(['sharpness: where 8*p + 4 > 0; elsewhere on the branch the loss has no minimum'])
  })
}) // prettier-ignore
