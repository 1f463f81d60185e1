import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import {
  type Descent,
  fromRows,
  type Matrix,
  norm,
  solveGradientFlow,
  solveOde,
  symmetricEigen,
} from '../../src/numeric/index.js'
import { radauRule } from '../../src/numeric/radau-rule.js'

const descent = (
  gradient: (y: Float64Array) => number[],
  hessian: (y: Float64Array) => number[][],
): Descent => ({
  gradient: (y) => Float64Array.from(gradient(y)),
  curvature: (y) => symmetricEigen(fromRows(hessian(y))),
})

/** (uv − 1)²/2: the flow keeps u² − v². */
const product = descent(
  ([u, v]) => [(u! * v! - 1) * v!, (u! * v! - 1) * u!],
  ([u, v]) => [
    [v! * v!, 2 * u! * v! - 1],
    [2 * u! * v! - 1, u! * u!],
  ],
)

/** A curved valley with curvature `across` over and `along` on its floor. */
const valley = (across: number, along: number): Descent =>
  descent(
    ([a, b]) => [across * (a! - b! * b!), -2 * across * b! * (a! - b! * b!) + along * b!],
    ([a, b]) => [
      [across, -2 * across * b!],
      [-2 * across * b!, 4 * across * b! * b! - 2 * across * (a! - b! * b!) + along],
    ],
  )

describe('the Radau IIA method', () => {
  it('has the coefficients of the textbook for three stages', () => {
    const { nodes, coefficients } = radauRule(3)
    const root = Math.sqrt(6)
    expect(nodes[0]).toBeCloseTo((4 - root) / 10, 14)
    expect(coefficients.data[0]).toBeCloseTo((88 - 7 * root) / 360, 14)
    expect(coefficients.data[2]).toBeCloseTo((-2 + 3 * root) / 225, 14)
    expect(coefficients.data[8]).toBeCloseTo(1 / 9, 14)
  })
  it.each([2, 5, 7])('with %i stages integrates powers up to its order, and up to the stages inside', (stages) => {
    const { nodes, coefficients } = radauRule(stages)
    const sum = (rows: Matrix, i: number, q: number) =>
      nodes.reduce((total, c, j) => total + rows.data[i * stages + j]! * c ** (q - 1), 0)
    for (let q = 1; q <= 2 * stages - 1; q++)
      expect(Math.abs(sum(coefficients, stages - 1, q) - 1 / q)).toBeLessThan(2e-15)
    for (let i = 0; i < stages; i++)
      for (let q = 1; q <= stages; q++)
        expect(Math.abs(sum(coefficients, i, q) - nodes[i]! ** q / q)).toBeLessThan(2e-15)
    expect(Math.abs(sum(coefficients, stages - 1, 2 * stages) - 1 / (2 * stages))).toBeGreaterThan(1e-9)
  })
}) // prettier-ignore

describe('a gradient flow', () => {
  it.each([[2, 1], [100, 1e-3], [3, -2.9]])('from (%f, %f) keeps u² − v² to 1e-13', (u, v) => {
    const { state } = solveGradientFlow(product, Float64Array.of(u, v), {
      tolerance: 1e-13,
      until: (_, slope) => norm(slope) < 1e-12,
    })
    expect(Math.abs((state[0]! ** 2 - state[1]! ** 2) / (u * u - v * v) - 1)).toBeLessThan(2e-13 * (u * u + v * v) / Math.abs(u * u - v * v)) // prettier-ignore
    expect(state[0]! * state[1]!).toBeCloseTo(1, 11)
  }) // prettier-ignore

  it('has the error that is asked for, smaller with a smaller tolerance', () => {
    const error = (tolerance: number) => {
      const { state } = solveGradientFlow(product, Float64Array.of(2, 1), { tolerance, time: 3 })
      return Math.abs(state[0]! ** 2 - state[1]! ** 2 - 3)
    }
    expect(error(1e-5)).toBeLessThan(1e-5)
    expect(error(1e-8)).toBeLessThan(1e-8)
    expect(error(1e-12)).toBeLessThan(1e-12)
    expect(error(1e-5)).toBeGreaterThan(error(1e-12))
  })

  it('that is stiff agrees with the explicit method in a fraction of the evaluations', () => {
    const stiff = valley(1e4, 0.1)
    const implicit = solveGradientFlow(stiff, Float64Array.of(1.2, 1), { tolerance: 1e-13, time: 1 })
    const derivative = (_: number, y: Float64Array, dy: Float64Array) => dy.set(stiff.gradient(y).map((x) => -x)) // prettier-ignore
    const explicit = solveOde(derivative, [1.2, 1], 0, 1, { tolerance: 1e-13, maxSteps: 100_000 })
    implicit.state.forEach((x, i) => expect(Math.abs(x - explicit.states[0]![i]!)).toBeLessThan(1e-11))
    expect(implicit.evaluations).toBeLessThan(explicit.evaluations / 15)
    expect(implicit.steps).toBeLessThan(200)
  })

  it('needs only an approximate curvature, of low rank for instance', () => {
    const onlySteepest: Descent = {
      gradient: (y) => product.gradient(y),
      curvature: ([u, v]) => {
        const length = Math.hypot(u!, v!)
        return { values: Float64Array.of(length ** 2), vectors: fromRows([[v! / length], [u! / length]]) }
      },
    }
    const { state } = solveGradientFlow(onlySteepest, Float64Array.of(2, 1), { tolerance: 1e-13, time: 10 })
    expect(Math.abs(state[0]! ** 2 - state[1]! ** 2 - 3)).toBeLessThan(1e-12)
  })

  it('solves the linear one exactly: e^(−λt) for six orders of λ', () => {
    const rates = [1e3, 1, 1e-3]
    const linear = descent(
      (y) => rates.map((rate, i) => rate * y[i]!),
      () => rates.map((rate, i) => rates.map((_, j) => (i === j ? rate : 0))),
    )
    const { state } = solveGradientFlow(linear, Float64Array.of(1, 1, 1), { tolerance: 1e-12, time: 5 })
    rates.forEach((rate, i) => expect(Math.abs(state[i]! - Math.exp(-5 * rate))).toBeLessThan(1e-11))
  })

  it('is given up with a problem, never with a partial state', () => {
    const codes = [
      () => solveGradientFlow(product, Float64Array.of(2, 1), { time: 10, maxSteps: 3 }),
      () => solveGradientFlow(product, Float64Array.of(NaN, 1), { time: 1 }),
      () => solveGradientFlow(product, Float64Array.of(2, 1), { time: 1, budget: { deadline: 0 } }),
      // −y³/3 falls to −∞ in finite time.
      () => solveGradientFlow(descent(([y]) => [-y! * y!], ([y]) => [[-2 * y!]]), Float64Array.of(1), { time: 2 }), // prettier-ignore
    ].map((action) => {
      try {
        action()
      } catch (error) {
        return (error as ProblemError).problem.code
      }
      return 'nothing'
    })
    expect(codes).toEqual(['ode-failed', 'not-finite', 'out-of-budget', 'ode-failed'])
  })
})
