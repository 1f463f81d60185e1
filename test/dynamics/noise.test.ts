import { describe, expect, it } from 'vitest'
import { gradient, isZero, mixedDerivatives } from '../../src/calculus/index.js'
import { compile } from '../../src/compile/index.js'
import { covarianceOf, type DynamicsChoice, dynamicsOf, noiseModels, type NoiseOptions, writtenOut } from '../../src/dynamics/index.js' // prettier-ignore
import { evaluate, evaluateAll, substituteAll, subtract } from '../../src/expression/index.js'
import { lossOf, type Model, modelFrom } from '../../src/model/index.js'
import { generatorWords, stream } from '../../src/numeric/index.js'

const chain = modelFrom({
  title: 'chain',
  parameters: ['a', 'b'],
  data: { x: [1, 2, -1], y: [2, 3, 1] },
  definitions: { hidden: '[b*x, tanh(b + x)]' },
  output: 'a*hidden[1] + hidden[2]',
  noise: {
    variables: {
      eta: { shape: 2, covariance: [[4, 1], [1, 1]] },
      m: { law: 'bernoulli', per: 'sample' },
      s: { law: 'rademacher', deviation: '1/2' },
      t: { law: 'uniform', per: 'sample', deviation: 3 },
    },
    output: 'a*hidden[1]*(1 + m) + hidden[2] + eta[1]*a + eta[2]*x + s*b + t',
  },
}) // prettier-ignore
const listed = modelFrom({
  title: 'list',
  parameters: ['u', 'v'],
  residuals: ['u*v - 2', 'u^2*v - 3', 'v + u - 1'],
})
const many = modelFrom({
  title: 'many',
  parameters: { W: 3, c: 'scalar' },
  data: { x: Array.from({ length: 24 }, (_, i) => [i / 8, 1, i % 3]), y: Array.from({ length: 24 }, (_, i) => i % 5) }, // prettier-ignore
  definitions: { hidden: 'tanh(W.*x) + exp(-W.*x)/3' },
  output: 'c*sum(hidden)',
})
const at = (model: Model) => Float64Array.from(model.symbols, (_, i) => 0.7 + 0.3 * Math.sin(2 * i + 1))

const choose = (noise: string, options: NoiseOptions = {}): DynamicsChoice => ({ optimiser: 'gradient-descent', noise, options }) // prettier-ignore
const cases: [string, Model, DynamicsChoice][] = [
  ['label noise', chain, choose('label-noise')],
  ['label noise of two sizes', chain, choose('label-noise', { deviations: [1, 2, '1/2'] })],
  ['signs in the labels', listed, choose('label-noise', { law: 'rademacher', deviations: [1, 2, 3] })],
  ['uniform noise in labels', listed, choose('label-noise', { law: 'uniform' })],
  ['masked layers, each', chain, choose('dropout')],
  ['masked layers, shared', chain, choose('dropout', { masks: 'shared', layers: ['hidden'] })],
  ['signs on a layer', chain, choose('dropout', { law: 'rademacher', masks: 'shared' })],
  ['DropConnect', listed, choose('drop-connect')],
  ['DropConnect on one, each', chain, choose('drop-connect', { parameters: ['b'], masks: 'each' })],
  ['additive', listed, choose('additive')],
  ['additive, correlated', listed, choose('additive', { covariance: [[4, '-1/2'], ['-1/2', 1]] })],
  ['perturbed', listed, choose('perturbed', { law: 'rademacher', covariance: [[4, 1], [1, 1]] })],
  ['written', chain, choose('written')],
  ['batches', chain, choose('minibatch', { batch: { size: 2, replacement: false } })],
  ['batches with replacement', listed, choose('minibatch', { batch: { size: 2, replacement: true } })],
] // prettier-ignore

/** Mean and covariance of the noisy gradient at w, by quadrature over the law of every variable. */
function exactMoments(model: Model, choice: DynamicsChoice, w: Float64Array, sigma: number) {
  const { perturbation } = dynamicsOf(model, choice)
  const { loss, variables, laws } = writtenOut(perturbation!)
  const kernel = compile(gradient(loss, model.symbols), [...model.symbols, ...variables])
  const covariance = covarianceOf(perturbation!).map((row) => evaluateAll(row, new Map()))
  const root = cholesky(covariance)
  // Three-point rules are exact for gradients of degree two in each variable; uniform ones need another outer node.
  const rules = laws.map((law) => {
    if (law === 'rademacher') return [[-1, 0.5], [1, 0.5]] // prettier-ignore
    if (law === 'bernoulli') return [[-1 / sigma, sigma ** 2 / (1 + sigma ** 2)], [sigma, 1 / (1 + sigma ** 2)]] // prettier-ignore
    const r = law === 'gaussian' ? 3 : 9 / 5
    return [[-Math.sqrt(r), 0.5 / r], [0, 1 - 1 / r], [Math.sqrt(r), 0.5 / r]] // prettier-ignore
  })
  const d = w.length
  const [mean, second] = [new Float64Array(d), new Float64Array(d * d)]
  const out = new Float64Array(d)
  const unit: number[] = []
  const visit = (weight: number): void => {
    if (unit.length < rules.length) {
      for (const [x, p] of rules[unit.length]!) {
        unit.push(x!)
        visit(weight * p!)
        unit.pop()
      }
      return
    }
    const noise = root.map((row) => sigma * row.reduce((sum, r, k) => sum + r * unit[k]!, 0))
    kernel.run(Float64Array.of(...w, ...noise), out)
    for (let i = 0; i < d; i++) {
      mean[i]! += weight * out[i]!
      for (let j = 0; j < d; j++) second[i * d + j]! += weight * out[i]! * out[j]!
    }
  }
  visit(1)
  return { mean, covariance: second.map((x, k) => x - mean[Math.floor(k / d)]! * mean[k % d]!) }
}

/** GCGᵀ from mixed derivatives. */
function symbolicCovariance(model: Model, choice: DynamicsChoice, w: Float64Array): number[] {
  const { perturbation } = dynamicsOf(model, choice)
  const { loss, variables } = writtenOut(perturbation!)
  const values = new Map(model.symbols.map((symbol, i) => [symbol, w[i]!]))
  const g = mixedDerivatives(loss, model.symbols, variables, { order: 1 }).map((column) => evaluateAll(column.gradient, values)) // prettier-ignore
  const c = covarianceOf(perturbation!).map((row) => evaluateAll(row, new Map()))
  return model.symbols.flatMap((_, i) =>
    model.symbols.map((_x, j) =>
      g.reduce((sum, a, k) => sum + g.reduce((s, b, l) => s + a[i]! * c[k]![l]! * b[j]!, 0), 0),
    ),
  )
}

function cholesky(c: readonly ArrayLike<number>[]): number[][] {
  const root = c.map(() => c.map(() => 0))
  c.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let rest = row[j]!
      for (let k = 0; k < j; k++) rest -= root[i]![k]! * root[j]![k]!
      root[i]![j] = i === j ? Math.sqrt(Math.max(0, rest)) : root[j]![j]! > 1e-9 ? rest / root[j]![j]! : 0
    }
  })
  return root
}

const momentsOf = (gradients: Float64Array, d: number) => {
  const n = gradients.length / d
  const mean = new Float64Array(d)
  gradients.forEach((x, k) => (mean[k % d]! += x / n))
  const covariance = new Float64Array(d * d)
  const fourth = new Float64Array(d * d)
  for (let r = 0; r < n; r++)
    for (let k = 0; k < d * d; k++) {
      const product = (gradients[r * d + Math.floor(k / d)]! - mean[Math.floor(k / d)]!) * (gradients[r * d + (k % d)]! - mean[k % d]!) // prettier-ignore
      covariance[k]! += product / n
      fourth[k]! += product ** 2 / n
    }
  return { n, mean, covariance, fourth }
}

const replicas = 8000
const rate = 0.1

/** Gradients as the compiled steps show them: all replicas together, and one step after the other. */
function sampled(model: Model, choice: DynamicsChoice, sigma: number): Float64Array[] {
  const dynamics = dynamicsOf(model, choice)
  const w = at(model)
  const d = w.length
  const settings = dynamics.settings(rate, sigma)
  const iteration = dynamics.compile()
  const noise = new Float64Array(replicas * iteration.noises)
  dynamics.draw(stream(5, 'noise', 0), noise, replicas, settings)
  const one = new Float64Array(replicas * d)
  for (let k = 0; k < replicas; k++) {
    const state = w.slice()
    iteration.run(state, settings, noise.subarray(k * iteration.noises), 1)
    state.forEach((x, i) => (one[k * d + i] = (w[i]! - x) / rate))
  }
  const ensemble = dynamics.ensemble()
  if (ensemble === undefined) return [one]
  const states = new Float64Array(replicas * d)
  for (let k = 0; k < replicas; k++) states.set(w, k * d)
  ensemble.run(states, settings, generatorWords(5, 'noise', replicas, 0), 1)
  return [one, states.map((x, k) => (w[k % d]! - x) / rate)]
}

const expectWithin = (
  found: ReturnType<typeof momentsOf>,
  mean: ArrayLike<number>,
  covariance: ArrayLike<number>,
) => {
  const d = found.mean.length
  found.mean.forEach((x, i) => {
    const error = Math.sqrt(found.covariance[i * d + i]! / found.n)
    expect(Math.abs(x - mean[i]!)).toBeLessThan(4.5 * error + 1e-9)
  })
  found.covariance.forEach((x, k) => {
    const error = Math.sqrt(Math.max(0, found.fourth[k]! - x * x) / found.n)
    expect(Math.abs(x - covariance[k]!)).toBeLessThan(4.5 * error + 1e-9)
  })
}

describe.each(cases)('%s', (_, model, choice) => {
  const sigma = choice.noise === 'minibatch' ? 1 : 0.3
  const w = at(model)

  it('is the loss of the model without noise', () => {
    const { loss, variables } = writtenOut(dynamicsOf(model, choice).perturbation!)
    const zeros = new Map(variables.map((symbol) => [symbol, symbol.graph.zero]))
    expect(isZero(subtract(substituteAll([loss], zeros)[0]!, lossOf(model))).outcome).toBe('proved')
  })

  it('is sampled with the moments that it has', () => {
    // Batches are affine in their variables, which have no law of their own.
    const isBatch = choice.noise === 'minibatch'
    const values = new Map(model.symbols.map((symbol, i) => [symbol, w[i]!]))
    const expected = isBatch
      ? { mean: evaluateAll(gradient(lossOf(model), model.symbols), values), covariance: symbolicCovariance(model, choice, w) } // prettier-ignore
      : exactMoments(model, choice, w, sigma)
    for (const gradients of sampled(model, choice, sigma))
      expectWithin(momentsOf(gradients, w.length), expected.mean, expected.covariance)
  })

  it('has the covariance σ²GCGᵀ for small noise', () => {
    if (choice.noise === 'minibatch') return
    const jump = dynamicsOf(model, choice).perturbation!
    if ([...jump.shared.laws, ...jump.own.laws].includes('bernoulli')) return
    const small = 1e-3
    const { covariance } = exactMoments(model, choice, w, small)
    const expected = symbolicCovariance(model, choice, w)
    const size = Math.max(...expected.map(Math.abs))
    covariance.forEach((x, k) => expect(Math.abs(x / small ** 2 - expected[k]!)).toBeLessThan(1e-3 * size))
  })
})

describe('with samples that are looped over', () => {
  it.each([
    ['label noise', choose('label-noise', { deviations: Array.from({ length: 24 }, (_, i) => 1 + (i % 3)) })],
    ['shared masks', choose('dropout', { masks: 'shared' })],
    ['masks for each', choose('dropout')],
    ['perturbed', choose('perturbed', { law: 'rademacher' })],
  ])('%s makes the steps of the written-out loss', (_, choice) => {
    const dynamics = dynamicsOf(many, choice)
    const { shared, own } = dynamics.perturbation!
    const w = at(many)
    const settings = dynamics.settings(rate, 0.4)
    const iteration = dynamics.compile()
    expect(dynamics.ensemble()).toBeUndefined()
    const noise = new Float64Array(iteration.noises * 2)
    dynamics.draw(stream(2, 'x', 0), noise, 2, settings)
    const [first, each] = [shared.symbols.length, own.symbols.length]
    expect(iteration.noises).toBe(24 * (first + each))
    const kernel = compile(dynamics.next, [...many.symbols, dynamics.learningRate, dynamics.noiseStrength, ...dynamics.noiseVariables]) // prettier-ignore
    let expected = w.slice()
    for (let step = 0; step < 2; step++) {
      const block = noise.subarray(step * iteration.noises)
      const drawn = Array.from(block.subarray(0, first))
      for (let i = 0; i < 24; i++) {
        const start = i * (first + each)
        expect([...block.subarray(start, start + first)]).toEqual([...block.subarray(0, first)])
        drawn.push(...block.subarray(start + first, start + first + each))
      }
      const out = new Float64Array(w.length)
      kernel.run(Float64Array.of(...expected, rate, 0.4, ...drawn), out)
      expected = out
    }
    iteration.run(w, settings, noise, 2)
    w.forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThan(1e-12))
  })
})

describe('noise in the labels of batches', () => {
  // All samples are fitted at a·b = 1.
  const fitted = { title: 't', parameters: ['a', 'b'], data: { x: [1, 2, -1], y: [1, 2, -1] }, output: 'a*b*x' } // prettier-ignore
  const withoutData = { title: 't', parameters: ['a', 'b'], residuals: ['a*b - 1', '2*a*b - 2', '1 - a*b'] }
  it.each([
    ['data', fitted, false],
    ['data, with replacement', fitted, true],
    ['a list', withoutData, false],
    ['a list, with replacement', withoutData, true],
  ] as const)('has the covariance H/B where all samples are fitted: %s', (_, object, replacement) => {
    const model = modelFrom(structuredClone(object) as Parameters<typeof modelFrom>[0])
    const choice = { optimiser: 'gradient-descent', noise: 'label-noise', batch: { size: 2, replacement } }
    const dynamics = dynamicsOf(model, choice)
    const w = Float64Array.of(2, 0.5)
    // H = (Σx²/n)(b, a)ᵀ(b, a) with Σx²/n = 2.
    const expected = [0.25, 1, 1, 4].map((x) => (0.3 ** 2 * 2 * x) / 2)
    const settings = dynamics.settings(rate, 0.3)
    const iteration = dynamics.compile()
    const noise = new Float64Array(replicas * iteration.noises)
    dynamics.draw(stream(1, 'x', 0), noise, replicas)
    const states = new Float64Array(2 * replicas)
    for (let k = 0; k < replicas; k++) states.set(w, 2 * k)
    const one = states.slice()
    for (let k = 0; k < replicas; k++)
      iteration.run(one.subarray(2 * k, 2 * k + 2), settings, noise.subarray(k * iteration.noises), 1)
    dynamics.ensemble()!.run(states, settings, generatorWords(1, 'x', replicas, 0), 1)
    for (const end of [one, states])
      expectWithin(momentsOf(end.map((x, k) => (w[k % 2]! - x) / rate), 2), [0, 0], expected) // prettier-ignore
    expectWithin(momentsOf(one.map((x, k) => (w[k % 2]! - x) / rate), 2), [0, 0], symbolicCovariance(model, choice, w).map((x) => x * 0.09)) // prettier-ignore
  })
})

describe('noise models', () => {
  const refusal = (id: string, model: Model, options?: NoiseOptions) =>
    noiseModels.find((noise) => noise.id === id)!.refuses(model, options)
  it('say why a model cannot have them', () => {
    const plain = modelFrom({ title: 't', parameters: ['a'], loss: 'a^2' })
    expect(refusal('label-noise', plain)).toMatch(/labels/)
    expect(refusal('label-noise', listed, { deviations: [1] })).toMatch(/3 deviations/)
    expect(refusal('minibatch', listed)).toMatch(/size of a batch/)
    expect(refusal('minibatch', plain, { batch: { size: 1, replacement: false } })).toMatch(/one sample/)
    expect(refusal('minibatch', listed, { batch: { size: 4, replacement: false } })).toMatch(
      /no batches of 4/,
    )
    expect(refusal('dropout', listed)).toMatch(/no layer/)
    expect(refusal('dropout', chain, { layers: ['hiden'] })).toMatch(/hiden is not defined/)
    expect(refusal('drop-connect', chain, { parameters: ['c'] })).toMatch(/c is not a parameter/)
    expect(refusal('additive', listed, { covariance: [[1, 2], [2, 1]] })).toMatch(/negative eigenvalue/) // prettier-ignore
    expect(refusal('written', listed)).toMatch(/has no `noise:`/)
    expect(refusal('written', chain)).toBeUndefined()
    const scalar = modelFrom({ title: 't', parameters: ['a'], definitions: { h: '2*a' }, loss: 'h^2' })
    expect(refusal('dropout', scalar)).toMatch(/h is a number, .* layers=\[h\]/)
    expect(refusal('dropout', scalar, { layers: ['h'] })).toBeUndefined()
    const unused = modelFrom({ title: 't', parameters: ['a'], definitions: { h: '[a, a]' }, loss: 'a^2' })
    expect(refusal('dropout', unused)).toMatch(/does not enter/)
    expect(() => dynamicsOf(plain, choose('label-noise'))).toThrow(TypeError)
    expect(() => dynamicsOf(listed, { ...choose('additive'), batch: { size: 1, replacement: true } })).toThrow(TypeError) // prettier-ignore
  })

  it('mask products and powers of a layer as one', () => {
    // Written by hand: the layer enters squared, and as a factor of a later definition.
    const model = modelFrom({
      title: 't',
      parameters: ['a', 'b'],
      definitions: { h: '[a*b]', k: '3*h[1] + b' },
      residuals: ['h[1]^2 + k - 1'],
    })
    const { loss, variables } = writtenOut(
      dynamicsOf(model, choose('dropout', { layers: ['h'] })).perturbation!,
    )
    const values = new Map([[model.symbols[0]!, 2], [model.symbols[1]!, 3], [variables[0]!, 0.5]]) // prettier-ignore
    expect(evaluate(loss, values)).toBeCloseTo((81 + 27 + 3 - 1) ** 2 / 2, 10)
  })
})
