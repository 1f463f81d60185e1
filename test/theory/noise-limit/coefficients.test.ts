import { describe, expect, it } from 'vitest'
import { limitCoefficients, flowOnSet } from '../../../src/geometry/index.js'
import { evaluate, toText } from '../../../src/expression/index.js'
import {
  meanWrittenOut,
  noiseCoefficients,
  noiseFactorOf,
  noiseObjects,
  sampleRegulariser,
  secondPotential,
  secondPotentialOf,
} from '../../../src/theory/noise/limit/index.js'
import { cases, placed } from './cases.js'

const values = (estimates: readonly { value: number }[]) => estimates.map(({ value }) => value)
const close = (found: ArrayLike<number>, expected: readonly number[], digits = 14) => {
  expect(found.length).toBe(expected.length)
  expected.forEach((x, i) => {
    const allowed = 1.1 * 10 ** -digits * Math.max(1, ...expected.map(Math.abs))
    expect(Math.abs(found[i]! - x), `${found[i]} for ${x}`).toBeLessThan(allowed)
  })
}

type Name = keyof typeof cases
const at = (name: Name, learningRate?: number) => {
  const { objects, point } = placed(cases[name])
  return noiseCoefficients(objects, point, learningRate === undefined ? {} : { learningRate: { value: learningRate } }) // prettier-ignore
}
/** By floating point alone. */
const numerically = (name: Name, learningRate?: number) => {
  const { objects, point } = placed(cases[name])
  return noiseCoefficients(objects, point, { exact: false, ...(learningRate === undefined ? {} : { learningRate: { value: learningRate } }) }) // prettier-ignore
}

describe.each([['in exact arithmetic', at], ['in floating point', numerically]] as const)('drift of degenerate noise, %s', (_, of) => {
  it.each<[Name, number | undefined, number[]]>([
    ['W1', undefined, [-0.882352941176471, 0.220588235294118]],
    ['W1', 0.1, [-1.12044817927171, 0.280112044817927]],
    ['W2', undefined, [-0.179930795847751, 0.162629757785467]],
    ['W2', 0.1, [-0.235953204811336, 0.176635360026363]],
    ['W4', undefined, [-1.76470588235294, 0.441176470588235]],
    ['W5a', undefined, [-7.29411764705882, 1.82352941176471]],
    ['W5a', 0.05, [-12.6854219948849, 3.17135549872123]],
    ['W5b', 0.05, [-0.704678802467278, 0.352640288852114]],
    ['W8a', undefined, [-3.03469174503657, -4.11765935214211, -0.499686520376176, -5.31515151515152]],
    ['W8b', undefined, [0.0333169570311023, -0.962491969313329, -0.164091020747515, -0.208329239257776, -1.35833868712445, -0.189047560560825]],
    ['W10a', undefined, [0.297197424810491, -0.206650139725252, 0.152536901822334]],
    ['W10a', 0.1, [0.311638913612178, -0.241907680744995, 0.161562832323388]],
    ['W10b', undefined, [0.342567372618373, -0.836346124556575, 0.214104607886483]],
    ['W10b', 0.1, [0.40346219200059, -0.98501511718894, 0.252163870000369]],
  ])('%s at α = %s', (name, learningRate, expected) => {
    const found = of(name, learningRate)
    close(values((found.slowDriftAtRate ?? found.slowDrift).total), expected)
  })

  it('in its parts', () => {
    const w2 = of('W2').slowDrift
    close(values(w2.tangentTangent), [0.027681660899654, 0.110726643598616])
    close(values(w2.mixed), [0, 0])
    close(values(w2.normalNormal), [-0.207612456747405, 0.0519031141868512])
    const w5 = of('W5b').slowDrift
    close(values(w5.tangentTangent), [0.041522491349481, 0.166089965397924])
    close(values(w5.normalNormal), [-0.429065743944637, 0.107266435986159])
    const w9 = of('W9')
    close(values(w9.slowDrift.tangentTangent), [-0.684, -0.912])
    close(values(w9.slowDrift.mixed), [-0.768, 0.576])
    close(values(w9.slowDrift.normalNormal), [0, 0])
    close(w9.diffusion.data, [1.4592, -1.0944, -1.0944, 0.8208])
  })

  it('at ill-conditioned points of a network', () => {
    close(values(of('W11label').slowDrift.total), [-0.0216855962837, -0.0864799154980, 0.123232335782, -0.0953740333872], 11)
    close(values(of('W11additive').slowDrift.total), [1.39447796384, 0.151062100774, -0.566465155333, -0.498257647545], 10)
  })

  it('without diffusion for noise in labels, with it for additive noise', () => {
    close(of('W1').diffusion.data, [0, 0, 0, 0])
    close(of('W2').diffusion.data, [16 / 17, -4 / 17, -4 / 17, 1 / 17])
  })
}) // prettier-ignore

describe('drift of non-degenerate noise', () => {
  it.each<[Name, number, number[], number[]]>([
    ['W3', 2.125, [-1.76470588235294, 0.441176470588235], [0.5, 1.38007034123766, 0.724600746874388]],
    ['W5c', 8.5, [-14.5882352941176, 3.64705882352941], []],
    ['W6a', 0.625, [-1 / 12, -1 / 4, 5 / 12, 5 / 12], [1, 1.45908263363, 0.35905728202, 0.69000417051, 0.69000417051]],
    ['W6b', 0.3125, [-1 / 24, -1 / 8, 5 / 24, 5 / 24], [1, 1.46953464118, 0.39941464872, 0.64268681137, 0.64268681137]],
    ['W7', 0.34, [-0.0529100529100529, -0.0846560846560847, 0.0941798941798942], [1, 0.77198655663, 0.45383173491, 0.64964800168]],
    ['W11dropout', 0.311483689099444, [-0.0113886961986913, 0.0637250357158539, -0.0649971788193671, -0.0143969137548089], [1, 0.99721061887, 0.54176753816, 0.45611873033, 1.48574799728]],
  ])('%s', (name, regulariser, drift, [time, ...end]) => {
    const { landscape, point, objects } = placed(cases[name])
    const found = noiseCoefficients(objects, point)
    close([found.regulariser.value], [regulariser])
    close(values(found.fastDrift), drift)
    close(values(numerically(name).fastDrift), drift)
    if (time === undefined) return
    const field = (w: Float64Array, out: Float64Array): void => out.set(objects.regulariserGradient(w).map((x) => -x))
    const { states } = flowOnSet(landscape, point, field, time, { tolerance: 1e-11 })
    close(states[0]!, end, 10)
  })

  it('W12: batches do nothing where all samples are fitted', () => {
    const found = at('W12', 0.1)
    close(found.covariance.data, new Array<number>(9).fill(0))
    for (const estimates of [found.fastDrift, found.slowDrift.total, found.slowDriftAtRate!.total])
      expect(values(estimates)).toEqual([0, 0, 0])
  })

  it('is exact where the point is', () => {
    const { fastDrift, slowDrift, regulariser } = at('W3')
    expect([regulariser, ...fastDrift].map((each) => each.kind === 'exact' && each.text)).toEqual(['17/8', '-30/17', '15/34'])
    expect(slowDrift.total.every(({ kind }) => kind === 'exact')).toBe(true)
    expect(at('W2', 0.1).slowDriftAtRate!.total.map((each) => each.kind === 'exact' && each.text)).toEqual(['-1432/6069', '1072/6069'])
  })
}) // prettier-ignore

describe('conditionally degenerate noise', () => {
  it('W13 has a second potential', () => {
    const { landscape, point, objects, perturbation } = placed(cases.W13)
    close(objects.regulariserGradient(point.coordinates), [0.5, 2])
    close([objects.regulariser(point.coordinates)], [0])
    close(objects.factor(point.coordinates).data, [0, 0])
    const found = secondPotential(landscape, 1, objects, point.coordinates)!
    close(found.vector, [-8 / 17, 2 / 17])
    const potential = secondPotentialOf(landscape, point, perturbation)!
    // On the set V₄ = −u²/8.
    for (const u of [2, 0.7]) {
      const [x, y] = perturbation.model.symbols
      close([evaluate(potential, new Map([[x!, u], [y!, 1 / u]]))], [-u * u / 8])
    }
  })

  it('W4 has a constant one', () => {
    const { landscape, point, objects, perturbation } = placed(cases.W4)
    const [x, y] = perturbation.model.symbols
    for (const u of [2, 0.7, -3]) {
      const w = Float64Array.of(u, 1 / u)
      close(secondPotential(landscape, 1, objects, w)!.vector, [0, 0], 13)
      close([evaluate(secondPotentialOf(landscape, point, perturbation)!, new Map([[x!, u], [y!, 1 / u]]))], [-3 / 2], 13)
    }
    expect(at('W4').regulariser.value).toBe(1)
  })

  it('has a second potential with the slope that it has along a parametrisation', () => {
    // On uv = 1, vw² = 1 with Reg = ½(u r₁ + w r₂): ∇Reg·H⁺∇Reg = ½(u² + w²), and R₄ = 3uv² = 3/u for η⁴uv². Along
    // (u, 1/u, √u): V₄ = 3/u − (u² + u)/4.
    const { landscape, objects } = placed({
      model: {
        parameters: ['u', 'v', 'w'],
        residuals: ['u*v - 1', 'v*w^2 - 1'],
        noise: { variables: ['q'], loss: '((u*v - 1)^2 + (v*w^2 - 1)^2)/4 + q^2*(u*(u*v - 1) + w*(v*w^2 - 1))/2 + q^4*u*v^2' },
      },
      noise: 'written',
      at: 'u=1,v=1,w=1',
    })
    for (const u of [0.64, 2.3]) {
      const { vector } = secondPotential(landscape, 2, objects, Float64Array.of(u, 1 / u, Math.sqrt(u)))!
      const along = [1, -1 / u ** 2, 1 / (2 * Math.sqrt(u))]
      const slope = vector.reduce((sum, x, i) => sum + x * along[i]!, 0)
      expect(slope).toBeCloseTo(-3 / u ** 2 - (2 * u + 1) / 4, 12)
    }
  })
}) // prettier-ignore

describe('laws with jumps', () => {
  const sigmaOf = (keep: number) => Math.sqrt((1 - keep) / keep)
  it('W14: the regulariser of this law, not the second derivative', () => {
    const scaled = placed(cases.W14)
    const masked = placed(cases.W14masks)
    const w = scaled.point.coordinates
    close([scaled.objects.regulariser(w)], [5 / 2])
    close([scaled.objects.exactRegulariser(w, 1 / 3)!.value], [163 / 54])
    close([masked.objects.exactRegulariser(w, sigmaOf(0.9))!.value], [1981 / 1458])
    close([masked.objects.regulariser(w)], [1])
  })

  it('W15: drifts of opposite sign', () => {
    const scaled = placed(cases.W15)
    const masked = placed(cases.W15masks)
    const w = scaled.point.coordinates
    const along = (v: Float64Array) => {
      const [a, b] = scaled.point.tangent.data
      const component = a! * v[0]! + b! * v[1]!
      return [-component * a!, -component * b!]
    }
    close([scaled.objects.regulariser(w)], [13 / 32])
    close(values(noiseCoefficients(scaled.objects, scaled.point).fastDrift), [-1 / 8, 1 / 8])
    const third = scaled.objects.exactRegulariser(w, 1 / 3)!
    close([third.value], [5 / 12])
    close(along(third.gradient), [-1 / 6, 1 / 6])
    close([masked.objects.regulariser(w)], [5 / 16])
    close(values(noiseCoefficients(masked.objects, masked.point).fastDrift), [1 / 4, -1 / 4])
    const ninth = masked.objects.exactRegulariser(w, sigmaOf(0.9))!
    close([ninth.value], [419 / 1296])
    close(along(ninth.gradient), [0.20679012345679, -0.20679012345679])
    const { mean } = noiseCoefficients(masked.objects, masked.point, { learningRate: { value: 1e-6 } }).perStep(sigmaOf(0.9))
    close(mean.map((x) => x / 1e-6 / sigmaOf(0.9) ** 2), [0.20679012345679, -0.20679012345679], 5)
  })

  it('that are no polynomials are summed over their masks', () => {
    // A mask inside of tanh, by hand: κ tanh²(w/κ)… with κ = 4/5 for σ = 1/2.
    const { objects, perturbation } = placed({
      model: { parameters: ['w', 'c'], residuals: ['tanh(w) - c'] },
      noise: 'drop-connect',
      options: { law: 'bernoulli', parameters: ['w'] },
      at: 'w=1,c=tanh(1)',
    })
    const [w, c] = [1, Math.tanh(1)]
    const loss = (x: number) => (Math.tanh(x) - c) ** 2 / 2
    const expected = (0.8 * loss(w / 0.8) + 0.2 * loss(0) - loss(w)) / 0.25
    close([objects.exactRegulariser(Float64Array.of(w, c), 0.5)!.value], [expected])
    // For rare masks what is left of w + dropped: ℓ(0) − ℓ(w) + w·ℓ′(w), and ℓ = ℓ′ = 0 here.
    close([objects.regulariser(Float64Array.of(w, c))], [loss(0)])
    expect(toText(meanWrittenOut(perturbation, sampleRegulariser(perturbation)))).not.toContain('§')
  })
}) // prettier-ignore

describe('one step', () => {
  it('has the loss of the stationary state across the set', () => {
    // W2 at α = 0.1: Σ = I, λ = 4.25.
    const found = at('W2', 0.1)
    expect(found.excessLoss(0.01)).toBeCloseTo((0.1 * 0.0001) / (2 * (2 - 0.425)), 15)
    expect(() => at('W2').perStep(0.1)).toThrow(RangeError)
    // With a shift by −σ²H⁺∇Reg, of energy ½σ⁴∇Reg·H⁺∇Reg; V₄ = −2 of it in W4.
    const shifted = at('W4', 1e-9)
    expect(shifted.excessLoss(1)).toBeCloseTo(2, 6)
  })

  it('is asked for by name in schemes on the set', () => {
    const { landscape, objects, point } = placed(cases.W10b)
    const drift = new Float64Array(3)
    limitCoefficients(landscape, 2, noiseFactorOf(objects)).drift(point.coordinates, drift)
    close(drift, [0.342567372618373, -0.836346124556575, 0.214104607886483])
  })
}) // prettier-ignore

describe('noise in batches', () => {
  const n = 5
  const model = {
    parameters: ['a', 'b'],
    data: { x: [1, 2, -1, 3, 1], y: [1, 2, -1, 3, 1] },
    output: 'a*b*x',
  }
  const list = { parameters: ['a', 'b'], residuals: [1, 2, -1, 3, 1].map((x) => `${x}*a*b - ${x}`) }
  it.each([['data', model], ['a list', list]] as const)('in labels has Σ = H/B, batches themselves the exact covariance: %s', (_, object) => {
    const labels = placed({ model: object, noise: 'label-noise', options: { batch: { size: 2, replacement: false } }, at: 'a=2,b=1/2' })
    const { covariance } = noiseCoefficients(labels.objects, labels.point)
    close(covariance.data, [...labels.point.hessian.data].map((x) => x / 2), 13)
    const batches = placed({ model: object, noise: 'minibatch', options: { batch: { size: 2, replacement: false } }, at: 'a=2,b=1/2' })
    const w = Float64Array.of(0.7, 1.3)
    const factor = batches.objects.factor(w)
    // All ten pairs, by hand.
    const gradients = [1, 2, -1, 3, 1].map((x) => [x * x * (w[0]! * w[1]! - 1) * w[1]!, x * x * (w[0]! * w[1]! - 1) * w[0]!])
    const pairs = gradients.flatMap((g, i) => gradients.slice(i + 1).map((h) => [(g[0]! + h[0]!) / 2, (g[1]! + h[1]!) / 2]))
    const mean = [0, 1].map((i) => pairs.reduce((sum, g) => sum + g[i]! / pairs.length, 0))
    for (const i of [0, 1])
      for (const j of [0, 1]) {
        const expected = pairs.reduce((sum, g) => sum + ((g[i]! - mean[i]!) * (g[j]! - mean[j]!)) / pairs.length, 0)
        let found = 0
        for (let c = 0; c < n; c++) found += factor.data[i * n + c]! * factor.data[j * n + c]!
        expect(found).toBeCloseTo(expected, 13)
      }
  })
}) // prettier-ignore

describe('a network of fifty parameters', () => {
  const x = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i / 20].map((t) => Number(t.toFixed(3))))
  const W = Array.from({ length: 10 }, (_, i) => [0, 1, 2].map((j) => Number(Math.sin(5 * i + 2 * j + 1).toFixed(2))))
  const b = W.map((_, i) => Number(Math.cos(7 * i).toFixed(2)))
  const a = W.map((_, i) => Number((1 + Math.sin(3 * i) / 2).toFixed(2)))
  const y = x.map((v) => Number(a.reduce((sum, weight, k) => sum + weight * Math.tanh(W[k]!.reduce((z, w, j) => z + w * v[j]!, b[k]!)), 0).toFixed(8)))
  const model = { parameters: { W: [10, 3] as [number, number], b: 10, a: 10 }, data: { x, y }, definitions: { hidden: 'tanh(W*x + b)' }, output: 'dot(a, hidden)' }
  const at = `W=[${W.map((row) => row.join(',')).join(';')}],b=[${b.join(',')}],a=[${a.join(',')}]`
  it.each([
    ['dropout', {}],
    ['drop-connect', { law: 'gaussian' }],
    ['label-noise', {}],
  ] as const)('has its coefficients in less than a second: %s', (noise, options) => {
    const { objects, point } = placed({ model, noise, options, at })
    expect([point.coordinates.length, point.rank.rank]).toEqual([50, 20])
    // Of the processor, and the better of two: the machine may have other things to do.
    const took = [0, 1].map(() => {
      const before = process.cpuUsage().user
      const found = noiseCoefficients(noiseObjects(objects.perturbation), point, { learningRate: { value: 0.01 } })
      expect(found.slowDrift.total.every(({ value }) => Number.isFinite(value))).toBe(true)
      return (process.cpuUsage().user - before) / 1000
    })
    expect(Math.min(...took)).toBeLessThan(1000)
    // ∇Reg against differences of Reg.
    const w = point.coordinates
    const slope = objects.regulariserGradient(w)
    for (const i of [3, 33, 45]) {
      const moved = (h: number) => objects.regulariser(w.map((value, j) => (j === i ? value + h : value)))
      expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(slope[i]!, 6)
    }
  })
}) // prettier-ignore
