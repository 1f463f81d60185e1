import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { type Derivative, factorInPlace, solveFactored, solveOde, solveStiffOde } from '../../src/numeric/index.js' // prettier-ignore

const robertson: Derivative = (_, [a, b, c], dy) => {
  dy.set([-0.04 * a! + 1e4 * b! * c!, 0.04 * a! - 1e4 * b! * c! - 3e7 * b! * b!, 3e7 * b! * b!])
}
const robertsonJacobian = (_: number, [, b, c]: Float64Array, out: Float64Array) =>
  out.set([-0.04, 1e4 * c!, 1e4 * b!, 0.04, -1e4 * c! - 6e7 * b!, -1e4 * b!, 0, 6e7 * b!, 0])

const codeOf = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
  return 'none'
}

describe('linear equations factored in place', () => {
  it('are solved, with pivots in any order', () => {
    const n = 7
    const matrix = Float64Array.from({ length: n * n }, (_, i) => Math.sin(3 * i + 1) * (i % (n + 1) === 0 ? 1e-9 : 1)) // prettier-ignore
    const x = Float64Array.from({ length: n }, (_, i) => i - 2.5)
    const b = x.map((_, i) => x.reduce((sum, xj, j) => sum + matrix[i * n + j]! * xj, 0))
    const exchanges = new Int32Array(n)
    expect(factorInPlace(matrix, n, exchanges)).toBe(true)
    solveFactored(matrix, n, exchanges, b)
    b.forEach((value, i) => expect(value).toBeCloseTo(x[i]!, 11))
    expect(factorInPlace(Float64Array.of(1, 2, 2, 4), 2, new Int32Array(2))).toBe(false)
  })
})

describe('solveStiffOde', () => {
  it('solves Robertson’s reaction up to 10¹¹, by given Jacobians and by differences', () => {
    // Mazzia & Magherini, Test Set for Initial Value Problem Solvers, release 2.4: ROBER.
    const reference = [0.2083340149701255e-7, 0.8333360770334713e-13, 0.999999979166505]
    for (const jacobian of [robertsonJacobian, undefined]) {
      const { states, steps } = solveStiffOde(robertson, [1, 0, 0], 0, 1e11, {
        tolerance: 1e-10,
        absoluteTolerance: 1e-22,
        ...(jacobian === undefined ? {} : { jacobian }),
      })
      states[0]!.forEach((x, i) => expect(Math.abs(x / reference[i]! - 1)).toBeLessThan(1e-8))
      expect(steps).toBeLessThan(1000)
    }
  })

  it('solves Van der Pol’s equation with μ = 1000 up to 2000', () => {
    // The same test set, VDPOL: y(2000) with time and velocity scaled by μ.
    const [mu, reference] = [1000, [1.706167732170483, -0.8928097010247975e-3]]
    const f: Derivative = (_, [x, v], dy) => dy.set([v!, mu * (1 - x! * x!) * v! - x!])
    const { states, steps, evaluations } = solveStiffOde(f, [2, 0], 0, 2000, {
      tolerance: 1e-10,
      jacobian: (_, [x, v], out) => out.set([0, 1, -2 * mu * x! * v! - 1, mu * (1 - x! * x!)]),
    })
    states[0]!.forEach((x, i) => expect(Math.abs(x / reference[i]! - 1)).toBeLessThan(1e-7))
    expect(steps).toBeLessThan(1000)
    expect(evaluations).toBeLessThan(50_000)
  })

  it('is not reduced to small steps by Prothero and Robinson’s problem', () => {
    // y′ = λ(y − φ) + φ′ has the solution φ.
    const phi = (t: number) => Math.sin(t + 0.7)
    const errors = [1e-6, 1e-10].map((tolerance) => {
      const f: Derivative = (t, [y], dy) => dy.fill(-1e6 * (y! - phi(t)) + Math.cos(t + 0.7))
      const outputAt = [0, 0.5, 5, 10]
      const { states, steps } = solveStiffOde(f, [phi(0)], 0, 10, { tolerance, outputAt })
      expect(steps).toBeLessThan(200)
      return Math.max(...states.map((y, i) => Math.abs(y[0]! - phi(outputAt[i]!))))
    })
    expect(errors[0]).toBeLessThan(1e-5)
    expect(errors[1]).toBeLessThan(1e-9)
    // Off the slow solution the transient is passed in a few steps.
    const f: Derivative = (t, [y], dy) => dy.fill(-1e6 * (y! - phi(t)) + Math.cos(t + 0.7))
    const { states, steps } = solveStiffOde(f, [3], 0, 1, { tolerance: 1e-8 })
    expect(states[0]![0]).toBeCloseTo(phi(1), 7)
    expect(steps).toBeLessThan(200)
  })

  it('agrees with the explicit method where nothing is stiff, forwards and backwards', () => {
    const f: Derivative = (t, [x, v], dy) => dy.set([v!, -Math.sin(x!) + 0.1 * Math.cos(t)])
    for (const [from, to] of [
      [0, 5],
      [5, -1],
    ] as const) {
      // prettier-ignore
      const outputAt = [0.2, 0.7, 1].map((share) => from + share * (to - from))
      const implicit = solveStiffOde(f, [1, 0.3], from, to, { tolerance: 1e-12, outputAt })
      const explicit = solveOde(f, [1, 0.3], from, to, { tolerance: 1e-13, outputAt })
      implicit.states.forEach((y, i) => y.forEach((x, k) => expect(Math.abs(x - explicit.states[i]![k]!)).toBeLessThan(2e-11))) // prettier-ignore
    }
  })

  it('has the error of its order: nine', () => {
    const errors = [1, 0.5].map((h) => {
      // Loose tolerances and outputs at every step make the steps equal.
      const outputAt = Array.from({ length: Math.round(4 / h) }, (_, i) => (i + 1) * h)
      const f: Derivative = (_, [x, v], dy) => dy.set([v!, -x!])
      const { states, steps } = solveStiffOde(f, [1, 0], 0, 4, { tolerance: 0.5, absoluteTolerance: 10, outputAt, jacobian: (_t, _y, out) => out.set([0, 1, -1, 0]) }) // prettier-ignore
      return [Math.abs(states.at(-1)![0]! - Math.cos(4)), steps] as const
    })
    expect(errors.map(([, steps]) => steps)).toEqual([4, 8])
    expect(Math.log2(errors[0]![0] / errors[1]![0])).toBeGreaterThan(8.5)
    expect(Math.log2(errors[0]![0] / errors[1]![0])).toBeLessThan(10)
  })

  it('is given up with a problem, never with a partial state', () => {
    const codes = [
      () => solveStiffOde(robertson, [1, 0, 0], 0, 40, { maxSteps: 3 }),
      () => solveStiffOde(robertson, [NaN, 0, 0], 0, 40),
      () => solveStiffOde((_, [y], dy) => dy.fill(y! * y!), [1], 0, 2),
      () => solveStiffOde((t, _, dy) => dy.fill(t > 0.5 ? NaN : 1), [1], 0, 1),
      () => solveStiffOde(() => {}, [1], 0, 1),
      () => solveStiffOde(robertson, [1, 0, 0], 0, 40, { budget: { deadline: 0 } }),
      () => solveStiffOde(robertson, [1, 0, 0], 0, 40, { budget: { deadline: Infinity, signal: AbortSignal.abort() } }), // prettier-ignore
    ].map(codeOf)
    expect(codes[2]).toMatch(/^(ode-failed|not-finite)$/)
    expect([...codes.slice(0, 2), ...codes.slice(3)]).toEqual(['ode-failed', 'not-finite', 'not-finite', 'not-finite', 'out-of-budget', 'cancelled']) // prettier-ignore
    expect(() => solveStiffOde(robertson, [1, 0, 0], 0, 1, { outputAt: [2] })).toThrow(RangeError)
    expect([...solveStiffOde(robertson, [1, 0, 0], 1, 1).states[0]!]).toEqual([1, 0, 0])
  })
})
