import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../src/base/problem.js'
import { type OnSetEnsembleOptions, onSetEnsemble, type OnSetScheme, projectedEulerMaruyama, type ReplicaState } from '../../../src/geometry/index.js' // prettier-ignore
import { meanEstimate, mergedMoments, momentsOf, variance } from '../../../src/numeric/index.js'
import { runs } from '../../thoroughness.js'
import { placed } from '../shape-models.js'
import { exactValues, expectations, gaussian, polar, schemes, startAngle, threePoint } from './circle.js'

const start = Float64Array.of(Math.cos(startAngle), Math.sin(startAngle))
const options: OnSetEnsembleOptions = {
  start,
  step: 0.025,
  outputAt: [0, 0.25, 0.5],
  replicas: 12,
  seed: 7,
  observables: 2,
  observe: ([u, v], out) => out.set([u!, u! * u! - v! * v!]),
}

const finals = (scheme: OnSetScheme, more: Partial<OnSetEnsembleOptions>) => {
  const found = new Map<number, number[]>()
  const onOutput = (replica: number, output: number, y: Float64Array) => {
    if (output === (more.outputAt ?? options.outputAt).length - 1) found.set(replica, [...y])
  }
  const ensemble = onSetEnsemble(scheme, { ...options, ...more, onOutput })
  return { found, ensemble }
}

describe('an ensemble on the zero-loss set', () => {
  it.each(['gaussian', 'three-point'] as const)('has the same replicas in any order and in pieces, %s', (law) => {
    const whole = finals(schemes.euler(), { law })
    const late = finals(schemes.euler(), { law, first: 8, replicas: 4 })
    const early = finals(schemes.euler(), { law, replicas: 8 })
    for (const [replica, y] of [...late.found, ...early.found]) expect(whole.found.get(replica)).toEqual(y)
    expect(new Set([...whole.found.values()].map(String)).size).toBe(12)
    const merged = mergedMoments(early.ensemble.moments[2]![0]!, late.ensemble.moments[2]![0]!)
    expect(merged.mean).toBeCloseTo(whole.ensemble.moments[2]![0]!.mean, 14)
    const direct = momentsOf([...whole.found.values()].map(([u]) => u!))
    expect(whole.ensemble.moments[2]![0]).toEqual(direct)
    // At time 0 all are at the start.
    const first = whole.ensemble.moments[0]![0]!
    expect(first.mean).toBeCloseTo(Math.cos(1), 15)
    expect(variance(first)).toBeLessThan(1e-30)
    expect(whole.ensemble.steps).toBe(12 * 20)
    expect(whole.ensemble.largestResidual).toBeGreaterThan(0.01)
  })

  it.each(['gaussian', 'three-point'] as const)('goes on from stored states as if it had not stopped, %s', (law) => {
    // An odd number of draws leaves half a pair of normals behind.
    const [landscape, point] = placed({ parameters: ['u', 'v'], residuals: ['(u^2 + v^2 - 1)/2'] }, 'u=3/5,v=4/5')
    const brownian = () =>
      projectedEulerMaruyama(landscape, point, {
        noises: 1,
        drift: (_, out) => out.fill(0),
        diffusion: ([u, v], out) => out.set([-v!, u!]),
      })
    const whole = finals(brownian(), { law })
    const { ensemble } = finals(brownian(), { law, outputAt: [0.075], keepStates: true })
    const stored = JSON.parse(JSON.stringify(ensemble.states)) as ReplicaState[]
    const rest = finals(brownian(), { law, outputAt: [0.5], resume: stored.reverse() })
    expect([...rest.found].sort(([a], [b]) => a - b)).toEqual([...whole.found])
  })

  it('shares Brownian motion between steps and half steps', () => {
    // With dY = dB along the circle, steps only differ by the error of the scheme.
    const angle = ([u, v]: number[]) => Math.atan2(v!, u!)
    const [fine, coarse] = [
      finals(schemes.euler(), { outputAt: [0.5], step: 0.00625 }).found,
      finals(schemes.euler(), { outputAt: [0.5], step: 0.0125, pieces: 2 }).found,
    ]
    const apart = [...fine].map(([r, y]) => Math.abs(Math.sin(angle(y) - angle(coarse.get(r)!))))
    expect(Math.max(...apart)).toBeLessThan(0.5)
    expect(momentsOf(apart).mean).toBeLessThan(0.15)
    expect(() => onSetEnsemble(schemes.euler(), { ...options, law: 'three-point', pieces: 2 })).toThrow(RangeError)
  })

  it.each([['limit', 'gaussian'], ['euler', 'gaussian'], ['euler', 'three-point']] as const)('of %s with %s increments has the expectation that quadrature gives', (name, law) => {
    const h = 0.05
    const expected = expectations(schemes[name](), h, law === 'three-point' ? threePoint : name === 'limit' ? polar : gaussian(16))
    const replicas = runs(3000, 200_000)
    const { moments } = onSetEnsemble(schemes[name](), { ...options, step: h, law, outputAt: [0.5], replicas })
    moments[0]!.forEach((each, k) => {
      const { value, standardError } = meanEstimate(each)
      expect(Math.abs(value - expected[k]!)).toBeLessThan(4 * standardError)
      expect(standardError).toBeLessThan(0.8 / Math.sqrt(replicas))
    })
  })

  it('with common random numbers sees how the error falls with the step', () => {
    // Of E cos 2θ from h to h/2 for the limit map.
    const expected = 0.025498 - 0.009702
    const h = 0.05
    const replicas = runs(3000, 100_000)
    const of = (step: number, pieces: number) => finals(schemes.limit(), { outputAt: [0.5], step, pieces, replicas }).found
    const [coarse, fine] = [of(h, 2), of(h / 2, 1)]
    const f = ([u, v]: number[]) => u! * u! - v! * v!
    const differences = [...coarse].map(([r, y]) => f(y) - f(fine.get(r)!))
    const { value, standardError } = meanEstimate(differences)
    expect(Math.abs(value - expected)).toBeLessThan(4 * standardError)
    // Independent ensembles would have 0.72 √(2/N).
    expect(standardError).toBeLessThan(0.45 / Math.sqrt(replicas))
  })

  it('tells the diffusion from one without its mixed drift', () => {
    const replicas = runs(2000, 50_000)
    const [right, wrong] = [schemes.euler(), schemes.withoutMixed()].map((scheme) =>
      meanEstimate(onSetEnsemble(scheme, { ...options, step: 0.025, outputAt: [0.5], replicas }).moments[0]![0]!),
    )
    const exact = exactValues()[0]!
    // The weak error at this step is −0.0015.
    expect(Math.abs(right!.value - exact)).toBeLessThan(4 * right!.standardError + 0.002)
    expect(wrong!.value - exact).toBeGreaterThan(5 * wrong!.standardError)
  })

  it('does not leave out a replica that leaves the clean part of the set', () => {
    const [landscape, point] = placed({ parameters: ['u', 'v'], residuals: ['u*v'] }, 'u=1,v=0')
    const line = projectedEulerMaruyama(landscape, point, {
      noises: 1,
      drift: (_, out) => out.fill(0),
      diffusion: ([u], out) => out.set(u === 0 ? [0, 1] : [1, 0]),
    })
    const run = (more: Partial<OnSetEnsembleOptions>) => () =>
      onSetEnsemble(line, { ...options, start: Float64Array.of(1, 0), ...more })
    expect(run({ outputAt: [5], replicas: 50 })).toThrow(/In replica|in replica \d+ after time/)
    expect(run({ outputAt: [0.03] })).toThrow(RangeError)
    expect(run({ outputAt: [0.5, 0.25] })).toThrow(RangeError)
    expect(run({ outputAt: [0.05], observe: (_, out) => out.fill(NaN) })).toThrow(ProblemError)
    expect(run({ replicas: 1000, outputAt: [0.1], budget: { deadline: 0 } })).toThrow(/budget/)
  })
}) // prettier-ignore
