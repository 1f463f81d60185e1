import { Solver } from 'odex'
import { describe, expect, it } from 'vitest'
import { unlimited, within } from '../../src/base/budget.js'
import { ProblemError } from '../../src/base/problem.js'
import { type Derivative, solveOde, solveOdeTo } from '../../src/numeric/index.js'

const codeOf = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
  return 'none'
}

const kepler: Derivative = (_, [x, y, u, v], dy) => {
  const r3 = Math.hypot(x!, y!) ** 3
  dy.set([u!, v!, -x! / r3, -y! / r3])
}
// eccentricity 1/2, semi-major axis 1: from the perihelion, period 2π
const perihelion = [0.5, 0, 0, Math.sqrt(3)]

// r(t) from Kepler's equation E - e sin E = t by Newton, which knows nothing of the integrator
const keplerPosition = (t: number) => {
  let E = t
  for (let i = 0; i < 50; i++) E -= (E - 0.5 * Math.sin(E) - t) / (1 - 0.5 * Math.cos(E))
  return [Math.cos(E) - 0.5, Math.sqrt(0.75) * Math.sin(E)]
}

const robertson: Derivative = (_, [a, b, c], dy) => {
  dy.set([-0.04 * a! + 1e4 * b! * c!, 0.04 * a! - 1e4 * b! * c! - 3e7 * b! * b!, 3e7 * b! * b!])
}

describe('odex, called directly, has the defects this room fences', () => {
  it('returns a partial state when it runs out of steps', () => {
    const solver = new Solver(1)
    solver.maxSteps = 100
    const found = solver.solve((t, [y]) => [-1e5 * (y! - Math.cos(t))], 0, [0], 10)
    expect(found.outcome).toBe(1)
    expect(Math.abs(found.y[0]! - Math.cos(10))).toBeGreaterThan(0.1)
  })

  it('reports success with NaN, or steps over NaN until the steps run out', () => {
    // y′ = sqrt(c - t) ends at c
    const found = new Solver(1).solve((t) => [Math.sqrt(0.5 - t)], 0, [1], 1)
    expect([found.outcome, found.y[0]]).toEqual([0, NaN])
    expect(codeOf(() => solveOde((t, _, dy) => dy.fill(Math.sqrt(0.5 - t)), [1], 0, 1))).toBe('not-finite')
    const solver = new Solver(1)
    solver.maxSteps = 500
    let calls = 0
    solver.solve((t, [y]) => (calls++, [t > 0.5 ? NaN : -y!]), 0, [1], 1)
    expect(calls).toBeGreaterThan(10_000)
  })

  it('takes a short interval at a late time for one already over', () => {
    const found = new Solver(1).solve(() => [1], 1e8, [0], 1e8 + 1e-7)
    expect([found.outcome, found.y[0]]).toEqual([0, 0])
    const { states } = solveOde((_t, _y, dy) => dy.fill(1), [0], 1e8, 1e8 + 1e-7)
    expect(states[0]![0]! / (1e8 + 1e-7 - 1e8)).toBeCloseTo(1, 9)
  })
})

describe('solveOde', () => {
  it('follows an eccentric orbit for ten periods, the better the smaller the tolerance', () => {
    const errors = [1e-6, 1e-9, 1e-12].map((tolerance) => {
      const { states } = solveOde(kepler, perihelion, 0, 20 * Math.PI, { tolerance })
      return Math.hypot(states[0]![0]! - 0.5, states[0]![1]!)
    })
    expect(errors[0]).toBeLessThan(2e-2)
    expect(errors[1]).toBeLessThan(3e-5)
    expect(errors[2]).toBeLessThan(3e-8)
    expect(errors[0]).toBeGreaterThan(errors[2]!)
  })

  it('gives states at the requested times, start and end among them', () => {
    const outputAt = [0, 0.001, 0.5, 0.5, 1, Math.PI, 5, 6]
    const { at, states } = solveOde(kepler, perihelion, 0, 6, { tolerance: 1e-11, outputAt })
    expect(at).toEqual(outputAt)
    outputAt.forEach((t, i) => {
      const [x, y] = keplerPosition(t)
      expect(states[i]![0]).toBeCloseTo(x!, 8)
      expect(states[i]![1]).toBeCloseTo(y!, 8)
    })
  })

  it('goes backwards in time and nowhere at all', () => {
    const there = solveOde(kepler, perihelion, 0, 2, { tolerance: 1e-12 }).states[0]!
    const back = solveOde(kepler, there, 2, 0, { tolerance: 1e-12 }).states[0]!
    back.forEach((x, i) => expect(x).toBeCloseTo(perihelion[i]!, 9))
    expect([...solveOde(kepler, perihelion, 3, 3).states[0]!]).toEqual(perihelion)
  })

  it('tells the derivative the right time', () => {
    const { states } = solveOde((t, _, dy) => dy.fill(Math.cos(t)), [Math.sin(2)], 2, 9)
    expect(states[0]![0]).toBeCloseTo(Math.sin(9), 8)
  })

  it('covers time scales from 1e-8 to 1e8', () => {
    const fast = solveOde((_, y, dy) => dy.fill(-1e8 * y[0]!), [1], 0, 1e-8).states[0]!
    const slow = solveOde((_, y, dy) => dy.fill(-1e-8 * y[0]!), [1], 0, 1e8).states[0]!
    expect(fast[0]).toBeCloseTo(Math.exp(-1), 8)
    expect(slow[0]).toBeCloseTo(Math.exp(-1), 8)
  })

  it('refuses stiff problems within about a second instead of returning part of a solution', () => {
    const start = performance.now()
    for (const tolerance of [1e-6, 1e-7, 1e-9]) {
      expect(codeOf(() => solveOde(robertson, [1, 0, 0], 0, 40, { tolerance, maxSteps: 5000 }))).toBe(
        'ode-failed',
      )
    }
    const forced: Derivative = (t, y, dy) => dy.fill(-1e5 * (y[0]! - Math.cos(t)))
    expect(codeOf(() => solveOde(forced, [0], 0, 10, { maxSteps: 2000 }))).toBe('ode-failed')
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it('stops at a singularity: y′ = y², y(0) = 1 has no solution beyond 1', () => {
    expect(['ode-failed', 'not-finite']).toContain(
      codeOf(() => solveOde((_, y, dy) => dy.fill(y[0]! ** 2), [1], 0, 2)),
    )
  })

  it('throws where the derivative is not finite', () => {
    const late: Derivative = (t, _, dy) => dy.fill(t > 0.5 ? NaN : 1)
    expect(codeOf(() => solveOde(late, [0], 0, 1))).toBe('not-finite')
    expect(codeOf(() => solveOde((_t, _y, dy) => dy.fill(Infinity), [0], 0, 1))).toBe('not-finite')
    expect(codeOf(() => solveOde(() => {}, [0], 0, 1))).toBe('not-finite') // nothing was written
    expect(codeOf(() => solveOde(kepler, [NaN, 0, 0, 1], 0, 1))).toBe('not-finite')
  })

  it('shortens the step when only a trial state leaves the domain', () => {
    // y = (1 - t/2)² by Torricelli's law; a long trial step makes y negative
    let refused = 0
    const draining: Derivative = (_, y, dy) => {
      if (y[0]! < 0) refused++
      dy.fill(-Math.sqrt(y[0]!))
    }
    const { states } = solveOde(draining, [1], 0, 1.999, { tolerance: 1e-10 })
    expect(states[0]![0]).toBeCloseTo((1 - 1.999 / 2) ** 2, 8)
    expect(refused).toBeGreaterThan(0)
  })

  it('passes on what the derivative throws', () => {
    const derivative = () => {
      throw new TypeError('from inside')
    }
    expect(() => solveOde(derivative, [0], 0, 1)).toThrow('from inside')
  })

  it('stops when time is up or the work is cancelled', () => {
    const slow: Derivative = (t, y, dy) => dy.fill(-1e6 * (y[0]! - Math.cos(t)))
    const start = performance.now()
    expect(codeOf(() => solveOde(slow, [0], 0, 1e3, { maxSteps: 1e7, budget: within(unlimited, 50) }))).toBe(
      'out-of-budget',
    )
    expect(performance.now() - start).toBeLessThan(1000)
    const budget = { ...unlimited, signal: AbortSignal.abort() }
    expect(codeOf(() => solveOde(kepler, perihelion, 0, 1, { budget }))).toBe('cancelled')
  })

  it('refuses times out of order', () => {
    expect(() => solveOde(kepler, perihelion, 0, 1, { outputAt: [0.5, 0.25] })).toThrow(RangeError)
    expect(() => solveOde(kepler, perihelion, 0, 1, { outputAt: [2] })).toThrow(RangeError)
    expect(() => solveOde(kepler, perihelion, 0, Infinity)).toThrow(RangeError)
    expect(() => solveOde(kepler, perihelion, 0, 1, { tolerance: 0 })).toThrow(RangeError)
  })
})

describe('solveOdeTo', () => {
  it('tightens the tolerance until the requested accuracy is reached', () => {
    const { states, error } = solveOdeTo(1e-7, kepler, perihelion, 0, 20 * Math.PI, { tolerance: 1e-5 })
    expect(error).toBeLessThanOrEqual(1e-7)
    expect(Math.hypot(states[0]![0]! - 0.5, states[0]![1]!)).toBeLessThan(1e-7)
  })

  it('says so when it cannot be reached', () => {
    const unstable: Derivative = (_, y, dy) => dy.fill(20 * (y[0]! - Math.sin(1)))
    expect(codeOf(() => solveOdeTo(1e-12, unstable, [1], 0, 3))).toBe('no-convergence')
  })
})

describe('a start at rest', () => {
  it('is solved where the derivative is 0 but for rounding', () => {
    let seed = 1
    const noise = () => ((seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5) * 6e-16
    const { steps, states } = solveOde((_t, _y, dy) => dy.set([noise(), noise()]), [1, 0], 0, 1)
    expect(steps).toBeLessThan(20)
    expect(Math.abs(states[0]![0]! - 1)).toBeLessThan(1e-15)
  })
  it('is left where it is unstable and the derivative is small but right', () => {
    const { states } = solveOde((_t, [y], dy) => dy.fill(40 * y!), [1e-17], 0, 1)
    // Steps are longer than accuracy asks for while the state is far below the absolute tolerance.
    expect(states[0]![0]! / (1e-17 * Math.exp(40))).toBeGreaterThan(0.5)
  })
})
