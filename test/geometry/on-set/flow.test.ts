import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../src/base/problem.js'
import {
  type FieldOnSet,
  flowOnSet,
  type FlowOnSetOptions,
  type Landscape,
  limitCoefficients,
  type ZeroLossPoint,
} from '../../../src/geometry/index.js'
import { orderFit } from '../../../src/numeric/index.js'
import { hyperbola, placed, twoConstraints } from '../shape-models.js'

const problemOf = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  return undefined
}

const descentOf =
  (gradient: (w: Float64Array) => number[], factor: number): FieldOnSet =>
  (w, out) =>
    gradient(w).forEach((x, i) => (out[i] = -factor * x))

/** Noise in each of a₁, b₁, a₂, b₂, f = a₁b₁ + a₂b₂: the regulariser is Σ aᵢ²bᵢ². */
const fourFactors = placed(
  { parameters: ['a', 'b', 'c', 'd'], residuals: ['a*b + c*d - 1'] },
  'a=3/2,b=1/2,c=1/2,d=1/2',
)
const balance = descentOf(
  ([a, b, c, e]) => [2 * a! * b! * b!, 2 * a! * a! * b!, 2 * c! * e! * e!, 2 * c! * c! * e!],
  1,
)
const balanced = [1.45908263363, 0.35905728202, 0.69000417051, 0.69000417051]

const end = (
  [landscape, point]: [Landscape, ZeroLossPoint],
  field: FieldOnSet,
  time: number,
  options: FlowOnSetOptions = {},
) => flowOnSet(landscape, point, field, time, { tolerance: 1e-12, ...options })

const distance = (found: ArrayLike<number>, expected: readonly number[]) =>
  expected.reduce((most, x, i) => Math.max(most, Math.abs(x - found[i]!)), 0)

describe('a flow on the zero-loss set', () => {
  it('ends where other methods say', () => {
    // Reference values of parametrised or independently integrated flows, correct to the digits printed.
    const sharper = descentOf(([u, v]) => [2 * u!, 2 * v!], 1 / 4)
    const first = end(placed(hyperbola, 'u=2,v=1/2'), sharper, 1)
    expect(distance(first.states[0]!, [1.38007034123766, 0.724600746874388])).toBeLessThan(2e-11)
    expect(first.largestResidual).toBeLessThan(1e-4)
    expect(first.error).toBeLessThan(1e-9)

    const cubic = descentOf(([u, v]) => [8 * u! * v! ** 2 + 4 * u! ** 3, 8 * u! ** 2 * v!], 1 / 4)
    const second = end(placed({ parameters: ['u', 'v'], residuals: ['u^2*v - 1'] }, 'u=2,v=1/4'), cubic, 0.1)
    expect(Math.abs(second.states[0]![0]! - 1.56189126888649)).toBeLessThan(2e-11)

    const third = end(
      placed({ parameters: ['u', 'v', 'w'], residuals: ['u*v + w - 1'] }, 'u=4/5,v=1/2,w=3/5'),
      descentOf(([u, v, w]) => [2 * u! * v! * v!, 2 * u! * u! * v!, w!], 1),
      1,
    )
    expect(distance(third.states[0]!, [0.77198655663, 0.45383173491, 0.64964800168])).toBeLessThan(2e-11)

    const diagonal = end(
      placed(
        { parameters: ['a', 'b', 'c', 'd'], residuals: ['a^2 - c^2 + 2*(b^2 - d^2) - 1'] },
        'a=1.3,b=0.475,c=0.3,d=0.725',
      ),
      descentOf(([a, b, c, e]) => [8 * a!, 32 * b!, 8 * c!, 32 * e!], 1 / 4),
      0.1,
    )
    const expected = [1.07875771315, 0.21924865617, 0.24233877058, 0.31711990667]
    expect(distance(diagonal.states[0]!, expected)).toBeLessThan(2e-11)
    expect(distance(end(fourFactors, balance, 1).states[0]!, balanced)).toBeLessThan(2e-11)
  })

  it('follows the drift of noisy labels as it is computed from third derivatives', () => {
    // n = 2, labels with covariance diag(1, 4): G = −Jᵀ/2, all of it normal.
    const [landscape, point] = placed(twoConstraints, 'u=0.64,v=1.5625,w=0.8')
    const { drift } = limitCoefficients(landscape, 2, {
      noises: 2,
      factor: ([u, v, w], out) => out.set([-v! / 2, 0, -u! / 2, -w! * w!, 0, -2 * v! * w!]),
    })
    const b = new Float64Array(3)
    drift(point.coordinates, b)
    expect(distance(b, [0.342567372618373, -0.836346124556575, 0.214104607886483])).toBeLessThan(1e-13)
    const { states } = flowOnSet(landscape, point, drift, 1, { tolerance: 1e-11 })
    expect(distance(states[0]!, [0.96683977459, 1.03429753955, 0.98328010994])).toBeLessThan(2e-10)
  })

  it.each(['ambient', 'retracted'] as const)('has order four, with %s stages', (stages) => {
    const steps = [0.2, 0.1, 0.05, 0.025]
    const errors = steps.map((step) => distance(end(fourFactors, balance, 1, { step, stages }).states[0]!, balanced)) // prettier-ignore
    if (stages === 'ambient')
      [2.7e-5, 1.4e-6, 8.0e-8, 4.8e-9].forEach((measured, i) => expect(Math.abs(errors[i]! / measured - 1)).toBeLessThan(0.02)) // prettier-ignore
    const { order } = orderFit(steps, errors)
    expect(order.value).toBeGreaterThan(3.7)
    expect(order.value).toBeLessThan(4.5)
    // Without control of the error there is no estimate.
    expect(end(fourFactors, balance, 1, { step: 0.1 }).error).toBeUndefined()
  })

  it('keeps the error that is asked for and the set, at every output time and backwards', () => {
    const outputAt = [0, 0.1, 0.1, 0.7, 1]
    for (const tolerance of [1e-5, 1e-8, 1e-11]) {
      const { states, at, steps } = end(fourFactors, balance, 1, { tolerance, outputAt })
      expect(at).toEqual(outputAt)
      expect(distance(states[4]!, balanced)).toBeLessThan(Math.max(10 * tolerance, 1e-11))
      expect([...states[0]!]).toEqual([1.5, 0.5, 0.5, 0.5])
      expect([...states[1]!]).toEqual([...states[2]!])
      for (const [a, b, c, e] of states.map((s) => [...s] as [number, number, number, number]))
        expect(Math.abs(a * b + c * e - 1)).toBeLessThan(1e-15)
      expect(steps).toBeLessThan(500)
    }
    const [landscape, point] = placed(hyperbola, 'u=2,v=1/2')
    const field = descentOf(([u, v]) => [2 * u!, 2 * v!], 1 / 4)
    const back = flowOnSet(landscape, point, field, -0.5, { tolerance: 1e-12 }).states[0]!
    // sinh 2s falls like e^(−t), so that u² − v² does.
    expect(back[0]! ** 2 - back[1]! ** 2).toBeCloseTo(3.75 * Math.exp(0.5), 9)
  })

  it('does not mind redundant residuals, or a loss that is no sum of squares', () => {
    const field = descentOf(([u, v]) => [2 * u!, 2 * v!], 1 / 4)
    const models = [
      { parameters: ['u', 'v'], residuals: ['u*v - 1', '2*u*v - 2', '(u*v - 1)*(1 + u^2)'] },
      { parameters: ['u', 'v'], loss: 'cosh(u*v - 1) - 1' },
    ]
    for (const model of models) {
      const { states } = end(placed(model, 'u=2,v=1/2'), field, 1, { tolerance: 1e-11 })
      expect(distance(states[0]!, [1.38007034123766, 0.724600746874388])).toBeLessThan(1e-9)
    }
  })

  it('is refused where the rank drops, not continued through the crossing', () => {
    // Two lines that cross in the origin: the field leads along one of them, through the crossing.
    const cross = placed({ parameters: ['u', 'v'], residuals: ['u*v'] }, 'u=1,v=0')
    const through: FieldOnSet = (_, out) => out.set([-1, 0])
    expect(distance(end(cross, through, 0.9).states[0]!, [0.1, 0])).toBeLessThan(1e-12)
    for (const options of [{}, { step: 0.3 }, { stages: 'ambient' as const }]) {
      const found = problemOf(() => end(cross, through, 2, options))
      expect(found?.code).toBe('not-applicable')
      expect((found?.facts as { witness: string }).witness).toMatch(/after time/)
    }
    const found = problemOf(() => end(cross, through, 2))
    expect((found?.facts as { witness: string }).witness).toMatch(/after time (0\.99999|1\.0000).*rank drops/)
    // A cusp, y² = x³: the rank drops at its tip.
    const cusp = placed({ parameters: ['x', 'y'], residuals: ['y^2 - x^3'] }, 'x=1,y=1')
    expect(problemOf(() => end(cusp, through, 3))?.code).toBe('not-applicable')
    // A fixed step that is too long for the set to be followed.
    const [landscape, point] = placed({ parameters: ['u', 'v'], residuals: ['u^2 + v^2 - 1'] }, 'u=1,v=0')
    const turn: FieldOnSet = ([u, v], out) => out.set([-v!, u!])
    expect(problemOf(() => flowOnSet(landscape, point, turn, 9, { step: 4 }))?.code).toBe('not-applicable')
    const round = flowOnSet(landscape, point, turn, 2 * Math.PI, { tolerance: 1e-11 })
    expect(distance(round.states[0]!, [1, 0])).toBeLessThan(1e-9)
    // A start that is singular.
    expect(problemOf(() => end(placed({ parameters: ['u', 'v'], residuals: ['u*v'] }, 'u=0,v=0'), through, 1))?.code).toBe('not-applicable') // prettier-ignore
  })

  it('is given up with a problem where the field ends, and when time is up', () => {
    const [landscape, point] = placed(hyperbola, 'u=2,v=1/2')
    const ending: FieldOnSet = ([u], out) => out.set([u! > 2.5 ? NaN : 1, 0])
    const codes = [
      () => flowOnSet(landscape, point, ending, 3),
      () => flowOnSet(landscape, point, () => {}, 3),
      () => flowOnSet(landscape, point, (_, out) => out.fill(1), 3, { maxSteps: 2 }),
      () => flowOnSet(landscape, point, (_, out) => out.fill(1), 3, { budget: { deadline: 0 } }),
    ].map((action) => problemOf(action)?.code)
    expect(codes).toEqual(['not-finite', 'not-finite', 'ode-failed', 'out-of-budget'])
    expect(() => flowOnSet(landscape, point, ending, 1, { outputAt: [2] })).toThrow(RangeError)
    expect(() => flowOnSet(landscape, point, ending, 1, { step: 0 })).toThrow(RangeError)
  })
})
