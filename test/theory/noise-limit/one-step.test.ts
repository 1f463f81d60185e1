import { describe, expect, it } from 'vitest'
import { gradient } from '../../../src/calculus/index.js'
import { compile } from '../../../src/compile/index.js'
import { covarianceOf, writtenOut } from '../../../src/dynamics/index.js'
import { evaluateAll } from '../../../src/expression/index.js'
import { noiseCoefficients, type SlowDrift } from '../../../src/theory/noise/limit/index.js'
import { cases, placed } from './cases.js'

/**
 * E[Φ_α(y − α∇L̂(y, σζ)) − y]/σ² over all signs ζ mixed by a root of C, with Φ_α by taking the steps: nothing of the theory is
 * used. Extrapolated to σ = 0.
 */
function oneStep(name: keyof typeof cases, alpha: number) {
  const { model, landscape, point, perturbation, objects } = placed(cases[name])
  const { loss, variables } = writtenOut(perturbation)
  const slope = compile(gradient(loss, model.symbols), [...model.symbols, ...variables])
  const c = covarianceOf(perturbation).map((row) => evaluateAll(row, new Map()))
  // Only diagonal covariances here.
  const sizes = c.map((row, i) => Math.sqrt(row[i]!))
  const y = point.coordinates
  const contraction = Math.max(...[...point.normalEigenvalues].map((value) => Math.abs(1 - alpha * value)))
  const steps = Math.ceil(46 / Math.abs(Math.log(contraction)))
  const signs = Array.from({ length: 2 ** variables.length }, (_, k) => sizes.map((size, j) => ((k >> j) & 1 ? size : -size))) // prettier-ignore
  const out = new Float64Array(y.length)
  const mean = (sigma: number): number[] => {
    const sum = y.map(() => 0)
    for (const sign of signs) {
      slope.run(Float64Array.of(...y, ...sign.map((s) => sigma * s)), out)
      const w = y.map((x, i) => x - alpha * out[i]!)
      for (let k = 0; k < steps; k++) {
        const g = landscape.gradient(w)
        for (let i = 0; i < w.length; i++) w[i]! -= alpha * g[i]!
      }
      w.forEach((x, i) => (sum[i]! += x - y[i]!))
    }
    return [...sum].map((x) => x / signs.length / sigma ** 2)
  }
  const levels = [0.05, 0.025, 0.0125].map(mean)
  const { mean: predicted } = noiseCoefficients(objects, point, { learningRate: { value: alpha } }).perStep(1)
  const richardson = levels[2]!.map((fine, i) => {
    const [a, b] = [(4 * levels[1]![i]! - levels[0]![i]!) / 3, (4 * fine - levels[1]![i]!) / 3]
    return (16 * b - a) / 15
  })
  const errors = levels.map((level) => distance(level, predicted))
  return { richardson, predicted, errors, size: Math.hypot(...predicted) }
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(...Array.from(a, (x, i) => x - b[i]!))

describe('the expectation of one step', () => {
  it.each([
    ['W1', 0.1],
    ['W2', 0.1],
    ['W2', 0.4],
    ['W3', 0.1],
    ['W4', 0.1],
    ['W5c', 0.05],
    ['W6a', 0.1],
    ['W6b', 0.1],
    ['W7', 0.4],
    ['W8a', 0.05],
    ['W9', 0.1],
    ['W10a', 0.1],
    ['W10b', 0.4],
    ['W14', 0.05],
    ['W15', 0.1],
  ] as const)('%s at α = %s is that of the law of one step', (name, alpha) => {
    const { richardson, predicted, errors, size } = oneStep(name, alpha)
    expect(distance(richardson, predicted)).toBeLessThan(3e-6 * size)
    // Differences without extrapolation fall fourfold, where they are above rounding.
    if (errors[2]! > 1e-9) expect(errors[0]! / errors[1]!).toBeGreaterThan(3)
  })

  it('with masks has the sign that second derivatives get wrong', () => {
    // All four masks, κ = 9/10; the step is so short that only the mean of the gradient counts.
    const { model, landscape, point, perturbation, objects } = placed(cases.W15masks)
    const { loss, variables } = writtenOut(perturbation)
    const slope = compile(gradient(loss, model.symbols), [...model.symbols, ...variables])
    const keep = 0.9
    const variance = (1 - keep) / keep
    const y = point.coordinates
    const alpha = 1e-5
    const mean = [0, 0]
    for (const first of [0, 1])
      for (const second of [0, 1]) {
        const weight = (first === 1 ? keep : 1 - keep) * (second === 1 ? keep : 1 - keep)
        const out = new Float64Array(2)
        slope.run(Float64Array.of(...y, first / keep - 1, second / keep - 1), out)
        const w = y.map((x, i) => x - alpha * out[i]!)
        for (let k = 0; k < 2000; k++) {
          const g = landscape.gradient(w)
          for (let i = 0; i < 2; i++) w[i]! -= 0.05 * g[i]!
        }
        w.forEach((x, i) => (mean[i]! += (weight * (x - y[i]!)) / alpha / variance))
      }
    const predicted = noiseCoefficients(objects, point, { learningRate: { value: alpha } }).perStep(Math.sqrt(variance)) // prettier-ignore
    predicted.mean.forEach((x, i) => expect(x / alpha / variance).toBeCloseTo(mean[i]!, 4))
    const taylor = placed(cases.W15)
    const wrong = noiseCoefficients(taylor.objects, taylor.point).fastDrift.map(({ value }) => value)
    expect(Math.sign(wrong[0]!)).toBe(-Math.sign(mean[0]!))
    expect(mean[0]).toBeCloseTo(0.2068, 3)
  })

  it('notices drifts that are wrong', () => {
    const { richardson } = oneStep('W9', 0.1)
    const { objects, point } = placed(cases.W9)
    const { slowDriftAtRate } = noiseCoefficients(objects, point, { learningRate: { value: 0.1 } })
    const of = (drift: SlowDrift, parts: ('tangentTangent' | 'mixed' | 'normalNormal')[]) =>
      point.coordinates.map((_, i) => 0.01 * parts.reduce((sum, part) => sum + drift[part][i]!.value, 0))
    const size = Math.hypot(...richardson)
    expect(distance(of(slowDriftAtRate!, ['tangentTangent', 'mixed', 'normalNormal']), richardson)).toBeLessThan(1e-6 * size) // prettier-ignore
    expect(distance(of(slowDriftAtRate!, ['tangentTangent', 'normalNormal']), richardson)).toBeGreaterThan(0.1 * size) // prettier-ignore
    // The limit of small learning rates is not what a step at α = 0.4 does.
    const finite = oneStep('W2', 0.4)
    const w2 = placed(cases.W2)
    const limit = noiseCoefficients(w2.objects, w2.point).slowDrift.total.map(({ value }) => 0.16 * value)
    expect(distance(finite.richardson, limit)).toBeGreaterThan(0.3 * finite.size)
  })
})
