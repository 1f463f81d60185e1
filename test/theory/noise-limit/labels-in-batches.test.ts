import { describe, expect, it } from 'vitest'
import { gradient } from '../../../src/calculus/index.js'
import { compile } from '../../../src/compile/index.js'
import { dynamicsOf, noiseModels } from '../../../src/dynamics/index.js'
import { minibatchLoss } from '../../../src/dynamics/minibatch.js'
import { modelFrom, type ModelObject } from '../../../src/model/index.js'
import { generatorWords } from '../../../src/numeric/index.js'
import { noiseCoefficients } from '../../../src/theory/noise/limit/index.js'
import { type Case, placed } from './cases.js'

const labels = noiseModels.find(({ id }) => id === 'label-noise')!
const read = (object: Case['model']) => modelFrom({ title: 't', ...object } as ModelObject)

// Two labels of each of three samples, fitted at a·b = 1, b = 2.
const x = [1, 2, -1]
const two: Case['model'] = { parameters: ['a', 'b'], data: { x, y: x.map((t) => [t, 2 * t]) }, output: '[a*b*x, b*x]' } as Case['model'] // prettier-ignore
const deviations = [1, 2, '1/2', 3, 0, 1]
const list: Case['model'] = { parameters: ['a', 'b'], residuals: ['a*b - 1', '2*a*b - 2', '1 - a*b'] }

/** Mean and covariance of the gradient of L̂ over all batches and all signs of the labels. */
function enumerated(object: Case['model'], options: object, w: Float64Array, batch: { size: number; replacement: boolean }, sigma: number) {
  const model = read(object)
  const { labels: fresh, extra } = labels.perturb(model, { law: 'rademacher', batch, ...options })
  const drawn = minibatchLoss(model, batch, { ...fresh!, extra, strength: model.graph.constant(String(sigma)) })
  const slope = compile(gradient(drawn.loss, model.symbols), [...model.symbols, ...drawn.variables])
  const batches = drawn.batches!
  const [width, signs] = [batches.symbols.length, drawn.labels.symbols.length]
  const mean = [0, 0]
  const square = [0, 0, 0, 0]
  const cases = batches.count * 2 ** signs
  for (let k = 0; k < batches.count; k++)
    for (let s = 0; s < 2 ** signs; s++) {
      const out = new Float64Array(2)
      slope.run(Float64Array.of(...w, ...batches.table.subarray(k * width, (k + 1) * width), ...Array.from({ length: signs }, (_, j) => ((s >> j) & 1 ? 1 : -1))), out)
      for (const i of [0, 1]) {
        mean[i]! += out[i]! / cases
        for (const j of [0, 1]) square[2 * i + j]! += (out[i]! * out[j]!) / cases
      }
    }
  return { mean, covariance: square.map((value, k) => (value - mean[k >> 1]! * mean[k & 1]!) / sigma ** 2) }
} // prettier-ignore

describe('labels of different deviations in batches', () => {
  it.each([true, false])('have the covariance Σ sᵢ²∇rᵢ∇rᵢᵀ/(Bn) where all samples are fitted, with replacement %s', (replacement) => {
    const batch = { size: 2, replacement }
    const w = Float64Array.of(1 / 2, 2)
    const { mean, covariance } = enumerated(two, { deviations }, w, batch, 0.25)
    const byHand = [0, 0, 0, 0]
    x.forEach((t, i) => {
      const rows = [[2 * t, t / 2], [0, t]]
      rows.forEach((row, k) => {
        const s = [[1, 2], [1 / 2, 3], [0, 1]][i]![k]!
        for (const j of [0, 1, 2, 3]) byHand[j]! += (s * s * row[j >> 1]! * row[j & 1]!) / (2 * 3)
      })
    })
    const { objects, point } = placed({ model: two, noise: 'label-noise', options: { deviations, batch }, at: 'a=1/2,b=2' })
    const known = noiseCoefficients(objects, point).covariance.data
    byHand.forEach((value, k) => {
      expect(covariance[k]).toBeCloseTo(value, 11)
      expect(known[k]).toBeCloseTo(value, 11)
    })
    mean.forEach((value) => expect(value).toBeCloseTo(0, 13))
    expect(Math.abs(enumerated(two, {}, w, batch, 0.25).covariance[0]! - byHand[0]!)).toBeGreaterThan(0.1)
  }) // prettier-ignore

  it('have it for residuals in a list too, and the mean gradient is that of the loss', () => {
    const batch = { size: 2, replacement: false }
    const options = { deviations: [3, '1/2', 1] }
    const w = Float64Array.of(2, 1 / 2)
    const { covariance } = enumerated(list, options, w, batch, 0.5)
    // ∇r = c(b, a) with c = 1, 2, −1.
    const size = (9 * 1 + 4 / 4 + 1) / (2 * 3)
    ;[1 / 4, 1, 1, 4].forEach((value, k) => expect(covariance[k]).toBeCloseTo(size * value, 12))
    const away = Float64Array.of(1, 3)
    const { mean } = enumerated(list, options, away, batch, 0.5)
    // ∇L = (1/3)Σ c²(ab − 1)(b, a) = 2·2·(3, 1).
    expect(mean[0]).toBeCloseTo(12, 11)
    expect(mean[1]).toBeCloseTo(4, 11)
  })

  it('move along the set as steps do that are simulated', () => {
    const object: Case['model'] = { parameters: ['u', 'v'], data: { x: [1, 2, '1/2'], y: [1, 2, '1/2'] }, output: 'u*v*x' } as Case['model']
    const options = { deviations: [1, 3, '1/2'], batch: { size: 1, replacement: true } }
    const { objects, point, landscape } = placed({ model: object, noise: 'label-noise', options, at: 'u=2,v=1/2' })
    const [alpha, sigma, replicas] = [0.06, 0.02, 2000]
    const { perStep, slowDrift } = noiseCoefficients(objects, point, { learningRate: { value: alpha } })
    const { batch, ...given } = options
    const dynamics = dynamicsOf(read(object), { optimiser: 'gradient-descent', noise: 'label-noise', options: given, batch })
    const ensemble = dynamics.ensemble()!
    // u² − v² of where descent without noise ends.
    const reached = (steps: number): number => {
      const states = new Float64Array(2 * replicas)
      for (let k = 0; k < replicas; k++) states.set(point.coordinates, 2 * k)
      ensemble.run(states, dynamics.settings(alpha, sigma), generatorWords(5, 'labels', replicas, 0), steps)
      let sum = 0
      for (let k = 0; k < replicas; k++) {
        const w = states.slice(2 * k, 2 * k + 2)
        for (let n = 0; n < 100; n++) landscape.gradient(w).forEach((g, i) => (w[i]! -= alpha * g))
        sum += w[0]! ** 2 - w[1]! ** 2
      }
      return sum / replicas
    }
    // Without the first steps, in which the fluctuations across the set are not yet those of long runs.
    const [early, late] = [reached(50), reached(350)]
    const rate = (drift: ArrayLike<number>): number => 2 * (2 * drift[0]! - drift[1]! / 2)
    const predicted = 300 * rate(perStep(sigma).mean)
    expect(Math.abs((late - early) / predicted - 1)).toBeLessThan(0.05)
    // In the limit of small learning rates it would be another, and with equal labels too.
    const small = 300 * (alpha * sigma) ** 2 * rate(slowDrift.total.map(({ value }) => value))
    expect(Math.abs((late - early) / small - 1)).toBeGreaterThan(0.3)
    const plain = placed({ model: object, noise: 'label-noise', options: { batch }, at: 'u=2,v=1/2' })
    const equal = noiseCoefficients(plain.objects, plain.point, { learningRate: { value: alpha } }).perStep(sigma)
    expect(Math.abs((late - early) / (300 * rate(equal.mean)) - 1)).toBeGreaterThan(1)
  }) // prettier-ignore
})
