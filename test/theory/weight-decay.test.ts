import { describe, expect, it } from 'vitest'
import { describe as sentence, modelFrom, type ModelObject, predict, ProblemError, survey, analyse } from '../../src/index.js' // prettier-ignore
import { evaluate } from '../../src/expression/index.js'
import { landscapeOf } from '../../src/geometry/index.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { unlimited } from '../../src/base/budget.js'
import { type Condition, conditionsOf, type StabilityConditions } from '../../src/theory/index.js'
import { decayedMinimum, type DecayedMinimum } from '../../src/theory/stability/conditions/decayed-minima.js'

const model = (lines: Partial<ModelObject>) => modelFrom({ title: 't', ...lines } as ModelObject)
const product = model({
  parameters: ['u', 'v'],
  residuals: ['u*v - 1'],
  points: { p: { u: 2, v: '1/2' } },
})
const decayed = ({ conditions }: StabilityConditions): Condition[] =>
  conditions.filter(({ notion }) => notion.endsWith('with weight decay'))

/** The bound of a condition for values of its symbols by name. */
function boundAt(
  { claims }: Condition,
  { rate }: StabilityConditions,
  values: Record<string, number>,
): number {
  const [claim] = claims
  if (claim?.form !== 'below') throw new Error('no bound')
  return evaluate(
    claim.bound,
    new Map(Object.entries(values).map(([name, value]) => [rate.graph.symbol(name), value])),
  )
}

describe('conditions with weight decay', () => {
  it('hold for the Hessian at the minimum, which the set has not', async () => {
    const found = await conditionsOf(product, { weightDecay: 'symbol', momentum: 'symbol' })
    const [plain, heavy, nesterov] = decayed(found)
    // At u = v = √(1 − ρ): eigenvalues 2 − 3ρ and ρ, plus ρ.
    const [rho, beta] = [0.1, 0.9]
    const at = { u: Math.sqrt(1 - rho), v: Math.sqrt(1 - rho), rho, beta }
    expect(boundAt(plain!, found, at)).toBeCloseTo(2 / (2 - 2 * rho), 12)
    expect(boundAt(heavy!, found, at)).toBeCloseTo((2 * (1 + beta)) / (2 - 2 * rho), 12)
    expect(boundAt(nesterov!, found, at)).toBeCloseTo((2 + 2 * beta) / (1 + 2 * beta) / (2 - 2 * rho), 12)
    expect(plain!.formulas[0]!.latex).toContain('2 \\rho')
    expect(found.hypotheses.join()).toContain('strict minimum of L + 1/2*rho*norm(w)^2')
    expect(found.notes.join()).toContain('SGD has no fixed point')
  })

  it('is what the algorithm does', async () => {
    const found = await conditionsOf(product, { weightDecay: 'symbol', momentum: 'symbol' })
    const [rho, beta] = [0.1, 0.6]
    const point = Math.sqrt(1 - rho)
    /** The distance from the minimum after steps of the algorithm from a place close to it. */
    const distance = (kind: string, eta: number): number => {
      let [u, v, beforeU, beforeV] = [point + 1e-7, point + 2e-7, point + 1e-7, point + 2e-7]
      for (let step = 0; step < 400; step++) {
        const b = kind.startsWith('gradient') ? 0 : beta
        const [mu, mv] = [b * (u - beforeU), b * (v - beforeV)]
        const [yu, yv] = kind.startsWith('Nesterov') ? [u + mu, v + mv] : [u, v]
        const r = yu * yv - 1
        ;[beforeU, beforeV] = [u, v]
        ;[u, v] = [
          beforeU + mu - eta * (r * yv + rho * yu),
          beforeV + mv - eta * (r * yu + rho * yv),
        ]
        if (Math.hypot(u - point, v - point) > 1e-3) return Infinity
      }
      return Math.hypot(u - point, v - point)
    }
    for (const condition of decayed(found)) {
      const bound = boundAt(condition, found, { u: point, v: point, rho, beta })
      expect([condition.notion, distance(condition.notion, 0.97 * bound) < 1e-7]).toEqual([condition.notion, true])
      expect([condition.notion, distance(condition.notion, 1.03 * bound) > 1e-6]).toEqual([condition.notion, true])
    }
  }) // prettier-ignore

  it('is exact where residuals are linear, and an equation in many dimensions', async () => {
    const linear = await conditionsOf(model({ parameters: ['u', 'v'], residuals: ['3*u + 4*v - 1'], points: { p: { u: '1/3', v: 0 } } }), { weightDecay: 'symbol' }) // prettier-ignore
    expect(decayed(linear)[0]!.formulas[0]!.text).toBe('eta < 2/(rho + 25)')
    const many = await conditionsOf(await readBundledModel('two-constraints'), { weightDecay: 'symbol' })
    expect(decayed(many)[0]).toMatchObject({ kind: 'equation' })
    expect(decayed(many)[0]!.formulas[0]!.text).toContain('lambda_max the largest eigenvalue of the Hessian')
  })

  it('need no zero-loss set, but a minimum', async () => {
    const contradicting = await conditionsOf(await readBundledModel('no-zero-loss'), {
      weightDecay: 'symbol',
    })
    expect(decayed(contradicting)).toHaveLength(1)
    const falling = await conditionsOf(model({ parameters: ['u'], loss: '-u^4' }), { weightDecay: 'symbol' })
    expect(decayed(falling).length + falling.notes.filter((note) => note.startsWith('no minimum')).length).toBe(1) // prettier-ignore
  })

  it('begin at minima, not at saddles', () => {
    const landscape = landscapeOf(product)
    const minimum = decayedMinimum(landscape, Float64Array.of(-0.6, 0.3), 0.2, unlimited) as DecayedMinimum
    expect(Math.abs(minimum.coordinates[0]!)).toBeCloseTo(Math.sqrt(0.8), 9)
    expect(minimum.curvatures[0]!).toBeCloseTo(0.2, 8)
    expect(minimum.curvatures[1]!).toBeCloseTo(2 - 0.6, 8)
  })
})

describe('minima that are not isolated', () => {
  const pair = model({ parameters: { a: 2, w: 2 }, data: { x: [1, 2], y: [3, 6] }, output: 'dot(a, w)*x' })

  it('count, with the threshold across the set that they form', async () => {
    const found = await conditionsOf(pair, { weightDecay: pair.graph.constant('1/10') })
    const [plain] = decayed(found)
    expect(plain!.formulas[0]!.text).toContain('lambda_max')
    expect(found.hypotheses.join()).toContain('Minima are not isolated where the loss has a symmetry')
    expect(found.notes.join()).not.toContain('no minimum')
    const bound = Number(/^eta < ([\d.]+) \(rounded\)$/.exec(plain!.at[0]!.formula.text)![1])
    // L = 5/4·(a·w − 3)²: minima are a = w with a·w = 3 − 2ρ/5, any direction. The steps themselves:
    const angle = 0.7
    const length = Math.sqrt(3 - 0.04)
    const off = (eta: number): number => {
      const at = [Math.cos(angle), Math.sin(angle)].map((x) => length * x)
      let [a, w] = [at.map((x, i) => x + 1e-8 * (i + 1)), at.map((x, i) => x + 2e-8 * (2 - i))]
      for (let step = 0; step < 600; step++) {
        const slope = 2.5 * (a[0]! * w[0]! + a[1]! * w[1]! - 3)
        ;[a, w] = [a.map((x, i) => x - eta * (slope * w[i]! + 0.1 * x)), w.map((x, i) => x - eta * (slope * a[i]! + 0.1 * x))]
        if (!(Math.hypot(...a) < 10)) return Infinity
      }
      return Math.abs(a[0]! * w[0]! + a[1]! * w[1]! - length ** 2) + Math.hypot(a[0]! - w[0]!, a[1]! - w[1]!)
    }
    expect(off(0.98 * bound)).toBeLessThan(1e-10)
    expect(off(1.02 * bound)).toBeGreaterThan(1e-4)
  })

  it('have closed forms in the plane', async () => {
    const found = await conditionsOf(model({ parameters: ['u', 'v'], residuals: ['u^2 + v^2 - 1'] }), { weightDecay: 'symbol', momentum: 'symbol' })
    const [plain, heavy] = decayed(found)
    // |w|² = 1 − ρ/2 and the radial eigenvalue 4 − 3ρ, plus ρ.
    const [rho, beta, angle] = [0.3, 0.8, 2]
    const at = { u: Math.sqrt(1 - rho / 2) * Math.cos(angle), v: Math.sqrt(1 - rho / 2) * Math.sin(angle), rho, beta }
    expect(boundAt(plain!, found, at)).toBeCloseTo(2 / (4 - 2 * rho), 12)
    expect(boundAt(heavy!, found, at)).toBeCloseTo((2 * (1 + beta)) / (4 - 2 * rho), 12)
  })

  it('are accepted in models with larger symmetries', async () => {
    const factors = await readBundledModel('matrix-factorisation-2x2')
    const found = await conditionsOf(factors, { weightDecay: factors.graph.constant('1/100') })
    expect(decayed(found)).toHaveLength(1)
    expect(found.notes.join()).not.toContain('no minimum')
  })

  it('are not what a flat minimum is', () => {
    // u⁴ + v² and u⁴ + (v − 1)² with the decay: nothing but one point, where the Hessian is singular.
    for (const v of ['v^2', '(v - 1)^2']) {
      const flat = landscapeOf(model({ parameters: ['u', 'v'], loss: `u^4 - 1/20*u^2 + ${v} - 1/20*v^2` }))
      expect(decayedMinimum(flat, Float64Array.of(0.6, 0.3), 0.1, unlimited)).toBe('singular')
    }
    // Two lines of minima cross at 0, so that the kernel is no tangent space there.
    const cross = landscapeOf(model({ parameters: ['u', 'v'], loss: 'u^2*v^2 - 1/20*u^2 - 1/20*v^2 + (u*v)^4' }))
    expect(decayedMinimum(cross, Float64Array.of(0, 0), 0.1, unlimited)).toBe('singular')
    expect(decayedMinimum(cross, Float64Array.of(1, 0), 0.1, unlimited)).toMatchObject({ freedom: 1 })
  })
}) // prettier-ignore

describe('options', () => {
  const code = async (run: () => unknown): Promise<string> => {
    try {
      await run()
    } catch (error) {
      if (error instanceof ProblemError) return `${error.problem.code}: ${sentence(error.problem)}`
      throw error
    }
    return 'fine'
  }

  it('that there are not are refused', async () => {
    const [wrong, old] = [{ learningrate: 1 }, { batch: { size: 2 } }] as object[]
    expect(await code(() => analyse(product, wrong))).toMatch(
      /^bad-option: .*learningrate.*\n?.*learningRate/s,
    )
    expect(await code(() => predict(product, wrong))).toMatch(/^bad-option/)
    expect(await code(() => survey(product, wrong))).toMatch(/^bad-option/)
    expect(await code(() => conditionsOf(product, old))).toMatch(/^bad-option: .*batchSize/s)
  })

  it('weight decay is positive', async () => {
    const decay = product.graph.constant('-1')
    expect(await code(() => conditionsOf(product, { weightDecay: decay }))).toMatch(/^bad-option/)
  })
})
