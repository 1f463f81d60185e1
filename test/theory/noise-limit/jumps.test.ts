import { describe, expect, it } from 'vitest'
import { gradient } from '../../../src/calculus/index.js'
import { compile } from '../../../src/compile/index.js'
import { writtenOut } from '../../../src/dynamics/index.js'
import { isJoined, landscapeOf } from '../../../src/geometry/index.js'
import { modelFrom } from '../../../src/model/index.js'
import { noiseCoefficients } from '../../../src/theory/noise/limit/index.js'
import { type Case, cases, placed } from './cases.js'

const uv = { parameters: ['u', 'v'], residuals: ['u*v - 1'] }
const masked = (loss: string, shape = 1): Case => ({
  model: { ...uv, noise: { variables: { m: { shape, law: 'bernoulli' } }, loss } },
  noise: 'written',
  at: 'u=2,v=1/2',
})
const across = (strength: number): Case => masked(`(u*v - 1)^2/2 + ${strength}*m[1]*(u*v - 1)`)

const found = (each: Case, alpha: number) => {
  const { objects, point } = placed(each)
  return noiseCoefficients(objects, point, { learningRate: { value: alpha } })
}

// Mean over all masks of Φ_α(y − α∇L̂(y, η)) − y over σ², by taking the steps in 40 digits, extrapolated to κ = 1 from
// σ² = 10⁻⁸ and half of it.
const enumerated: readonly (readonly [string, Case, number, readonly number[]])[] = [
  ['W15', cases.W15masks, 0.25, [0.0460933019742563, -0.053083568071346]],
  ['jumps of length 2', across(2), 0.1, [-0.0447389210423712, 0.0114406514618043]],
  ['jumps of length 2', across(2), 0.05, [-0.00986861006429386, 0.00247938656568114]],
  ['jumps of length 1', across(1), 0.2, [-0.0628956139939341, 0.0162344410678902]],
  ['jumps of length 6', across(6), 0.01, [-0.00324659208938413, 0.000812967709613511]],
  ['W13', masked('(u*v - 1)^2/2 + m[1]^2*u*(u*v - 1)/2'), 0.1, [-0.0112124201421723, 0.00281890842836364]],
]

describe('one step with rare masks at a finite learning rate', () => {
  it.each(enumerated)('%s: %#', (_, each, alpha, expected) => {
    const { perStep, slowDriftAtRate, fastDrift } = found(each, alpha)
    // So weak that the regulariser of this σ is that of the limit.
    const { mean } = perStep(1e-5)
    expected.forEach((x, i) => {
      expect(mean[i]! / 1e-10 / x).toBeCloseTo(1, 8)
      const sum = alpha * fastDrift[i]!.value + alpha ** 2 * slowDriftAtRate!.total[i]!.value
      expect(sum / x).toBeCloseTo(1, 9)
    })
  })

  it('is not the second derivative of the limit map', () => {
    const { slowDriftAtRate } = found({ ...across(2), model: { ...uv, noise: { variables: { m: 1 }, loss: '(u*v - 1)^2/2 + 2*m[1]*(u*v - 1)' } } }, 0.2) // prettier-ignore
    const small = slowDriftAtRate!.total[1]!.value
    expect(found(across(2), 0.2).slowDriftAtRate!.total[1]!.value / small).not.toBeCloseTo(1, 1)
    // It is where jumps are short.
    const short = (strength: number) => found(across(strength), 0.2).slowDriftAtRate!.total[1]!.value
    expect(short(1e-3) / (small * 0.25e-6)).toBeCloseTo(1, 2)
  })

  it('adds to other noise', () => {
    // (uv − 1 − h − m/2)²/2 with a sign h of the same σ².
    const both: Case = {
      model: { ...uv, noise: { variables: { m: { shape: 1, law: 'bernoulli' }, h: { shape: 1, law: 'rademacher' } }, loss: '(u*v - 1 - h[1] - m[1]/2)^2/2' } }, // prettier-ignore
      noise: 'written',
      at: 'u=2,v=1/2',
    }
    const { mean } = found(both, 0.1).perStep(1e-5)
    const expected = [-0.0140066541854276, 0.00350264644474706]
    expected.forEach((x, i) => expect(mean[i]! / 1e-10 / x).toBeCloseTo(1, 8))
  })

  it('in networks is the mean over all masks', () => {
    const { model, landscape, point, perturbation, objects } = placed({ ...cases.W11dropout, options: {} })
    const { loss, variables } = writtenOut(perturbation)
    const slope = compile(gradient(loss, model.symbols), [...model.symbols, ...variables])
    const [alpha, y] = [0.8, point.coordinates]
    const out = new Float64Array(4)
    const mean = (variance: number): number[] => {
      const keep = 1 / (1 + variance)
      const sum = [0, 0, 0, 0]
      for (let k = 0; k < 2 ** variables.length; k++) {
        const kept = variables.map((_, j) => (k >> j) & 1)
        const weight = kept.reduce<number>((p, b) => p * (b ? keep : 1 - keep), 1)
        slope.run(Float64Array.of(...y, ...kept.map((b) => b / keep - 1)), out)
        const w = y.map((x, i) => x - alpha * out[i]!)
        for (let step = 0; step < 4000; step++) {
          const g = landscape.gradient(w)
          for (let i = 0; i < 4; i++) w[i]! -= alpha * g[i]!
        }
        w.forEach((x, i) => (sum[i]! += (weight * (x - y[i]!)) / variance))
      }
      return sum
    }
    const [coarse, fine] = [mean(2e-5), mean(1e-5)]
    const { mean: predicted } = noiseCoefficients(objects, point, { learningRate: { value: alpha } }).perStep(1e-4) // prettier-ignore
    const expected = fine.map((x, i) => 2 * x - coarse[i]!)
    const size = Math.hypot(...expected)
    expected.forEach((x, i) => expect(Math.abs(predicted[i]! / 1e-8 - x)).toBeLessThan(1e-6 * size))
    // The second derivative would be off by much more.
    const smooth = placed({ ...cases.W11dropout, options: { law: 'gaussian' } })
    const wrong = noiseCoefficients(smooth.objects, smooth.point, { learningRate: { value: alpha } }).perStep(1) // prettier-ignore
    expect(Math.hypot(...expected.map((x, i) => wrong.mean[i]! - x))).toBeGreaterThan(1e-2 * size)
  })

  it('has the loss on the way back from every jump', () => {
    expect(found(across(2), 0.1).excessLoss(1)).toBeCloseTo(0.536281702904341, 12)
  })

  it('has no number where a jump goes to another branch of the set or away', () => {
    for (const strength of [6, 15]) {
      const { slowDriftAtRate, notes, excessLoss, perStep } = found(across(strength), 0.2)
      expect(slowDriftAtRate).toBeUndefined()
      expect(excessLoss(0.1)).toBeUndefined()
      expect(() => perStep(0.1)).toThrow('comes back')
      expect(notes.at(-1)).toContain(strength === 6 ? 'u = -1.3176509' : 'diverges')
    }
  })
})

it('points of one branch are joined, those of two are not', () => {
  const hyperbola = landscapeOf(modelFrom({ title: 't', ...uv }))
  const at = (u: number) => Float64Array.of(u, 1 / u)
  expect(isJoined(hyperbola, 1, at(2), at(0.1))).toBe(true)
  expect(isJoined(hyperbola, 1, at(2), at(-1.3))).toBe(false)
  const circle = landscapeOf(modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u^2 + v^2 - 1'] }))
  expect(isJoined(circle, 1, Float64Array.of(1, 0), Float64Array.of(-0.6, 0.8))).toBe(true)
})
