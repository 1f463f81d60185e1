import { describe, expect, it } from 'vitest'
import { compileTape } from '../../src/compile/index.js'
import { contractThird, gradient, hessian, jacobian } from '../../src/calculus/index.js'
import { dynamicsOf } from '../../src/dynamics/index.js'
import { type Landscape, landscapeOf, sharpnessAt, zeroLossPoint } from '../../src/geometry/index.js'
import {
  lossOf,
  type Model,
  modelFrom,
  type ModelObject,
  residualsOf,
  resolvePoint,
} from '../../src/model/index.js'
import { matrix, multiplyVector, symmetricEigen } from '../../src/numeric/index.js'

const count = 48
const column = (entry: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => Math.round(100 * entry(i)) / 100)
const x = Array.from({ length: count }, (_, i) => [Math.round(100 * Math.sin(i)) / 100, (i % 5) / 4])
const y = column((i) => Math.cos(3 * i))

const models: readonly ModelObject[] = [
  {
    title: 'tanh network',
    parameters: { W: [3, 2], b: 3, a: 3 },
    data: { x, y },
    output: "a' * tanh(W*x + b)",
  },
  {
    title: 'two outputs',
    parameters: { W: [2, 2] },
    data: { x, y: x.map(([p, q]) => [q!, p!]) },
    output: 'W*x',
  },
  {
    title: 'logistic regression',
    parameters: { w: 2, c: 1 },
    data: { x, y: y.map(Math.sign) },
    loss: "softplus(-y*(w'*x + c[1])) + c[1]^2/10",
  },
  { title: 'relu', parameters: ['a', 'b', 'c'], data: { x: y, y }, output: 'a*relu(b*x + c)' },
]

const pointOf = (d: number): Float64Array => Float64Array.from({ length: d }, (_, i) => Math.sin(i + 1) + 0.2)

function expectClose(found: Float64Array, expected: Float64Array): void {
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  expect(found.length).toBe(expected.length)
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12 * size))
}

/** The derivatives of the loss with all samples written out, by the interpreter. */
function writtenOut(model: Model, w: Float64Array) {
  const { symbols, graph } = model
  const loss = lossOf(model)
  const at = (es: Parameters<typeof compileTape>[0]): Float64Array => {
    const output = new Float64Array(es.length)
    compileTape(es, symbols).run(w, output)
    return output
  }
  const d = symbols.length
  const weights = matrix(
    d,
    d,
    Array.from({ length: d * d }, (_, k) => Math.cos((k % d) + Math.floor(k / d))),
  )
  const entries = symbols.map((_, i) => symbols.map((_, j) => graph.constant(weights.data[i * d + j]!)))
  return {
    loss: at([loss])[0]!,
    gradient: at(gradient(loss, symbols)),
    hessian: at(hessian(loss, symbols).flat()),
    residuals: at(residualsOf(model) ?? []),
    jacobian: at(jacobian(residualsOf(model) ?? [], symbols).flat()),
    weights,
    third: at(contractThird(loss, symbols, entries)),
  }
}

describe.each(models)('many samples: $title', (object) => {
  const model = modelFrom(object)
  const landscape = landscapeOf(model)
  const w = pointOf(landscape.dimension)
  const expected = writtenOut(model, w)

  it('has the derivatives of the written-out loss, derived for one sample', () => {
    expect(landscape.perSample).toBeDefined()
    expect(Math.abs(landscape.loss(w) - expected.loss)).toBeLessThan(1e-13)
    expectClose(landscape.gradient(w), expected.gradient)
    expectClose(landscape.hessian(w).data, expected.hessian)
    const v = pointOf(w.length).map((entry) => 1 / entry)
    expectClose(landscape.hessianVector(w, v), multiplyVector(landscape.hessian(w), v))
    expectClose(landscape.thirdContraction(w, expected.weights), expected.third)
    if (!landscape.hasResiduals) return
    expectClose(landscape.residuals(w), expected.residuals)
    expectClose(landscape.jacobian(w).data, expected.jacobian)
    expect(landscape.jacobian(w).rows).toBe(expected.residuals.length)
  })

  it('makes the steps of gradient descent on it', () => {
    const dynamics = dynamicsOf(model, { optimiser: 'gradient-descent' })
    const state = w.slice()
    dynamics.compile().run(state, Float64Array.of(0.1, 0), new Float64Array(0), 2)
    const first = w.map((entry, i) => entry - 0.1 * expected.gradient[i]!)
    const second = writtenOut(model, first).gradient
    expectClose(state, first.map((entry, i) => entry - 0.1 * second[i]!)) // prettier-ignore
  })
})

it('adds noise to the label of every sample, as the written-out step does', () => {
  const model = modelFrom(models[1]!)
  const dynamics = dynamicsOf(model, { optimiser: 'gradient-descent', noise: 'label-noise' })
  const compiled = dynamics.compile()
  expect(compiled.noises).toBe(2 * count)
  expect(dynamics.noiseVariables.length).toBe(2 * count)
  const w = pointOf(4)
  const noise = Float64Array.from({ length: 2 * count }, (_, k) => Math.sin(k * k))
  const expected = new Float64Array(4)
  const inputs = [...model.symbols, dynamics.learningRate, dynamics.noiseStrength, ...dynamics.noiseVariables]
  compileTape(dynamics.next, inputs).run(Float64Array.of(...w, 0.3, 0.5, ...noise), expected)
  compiled.run(w, Float64Array.of(0.3, 0.5), noise, 1)
  expectClose(w, expected)
})

const zeros = Array.from({ length: 100 }, (_, i) => i)

describe('where writing the data in changes the formula', () => {
  const isLooped = (object: Omit<ModelObject, 'title' | 'data'>, x: readonly number[]): boolean => {
    const model = modelFrom({ title: 't', data: { x: [...x], y: x.map(() => 1) }, ...object })
    return landscapeOf(model).perSample !== undefined
  }
  const none = zeros.map((value) => value + 1)

  it('it is written out: a root, a kink or a pole that a datum takes away, an exponent that is a datum', () => {
    const parameters = ['a', 'b']
    for (const output of ['sqrt(x^2*a^2) + b', 'relu(a*x) + b', 'b/(1 + log(2 + a*x))']) {
      expect([output, isLooped({ parameters, output }, zeros)]).toEqual([output, false])
      expect([output, isLooped({ parameters, output }, none)]).toEqual([output, true])
    }
    expect(isLooped({ parameters, output: 'b*a^x' }, none)).toBe(false)
    expect(isLooped({ parameters, output: 'b*tanh(a*x)' }, zeros)).toBe(true)
  })

  it('names the sample where the formula has no value', () => {
    const model = modelFrom({
      title: 't',
      parameters: ['a'],
      data: { x: zeros, y: zeros },
      output: '1/(a*x)',
    })
    expect(() => landscapeOf(model).loss(Float64Array.of(1))).toThrow(/in sample 1 of the data/)
  })
})

it('writes few samples of a short formula in', () => {
  const perSample = (count: number) =>
    landscapeOf(
      modelFrom({
        title: 't',
        parameters: ['a', 'b'],
        data: { x: zeros.slice(0, count), y: zeros.slice(0, count) },
        output: 'a*b*x',
      }),
    ).perSample
  expect(perSample(20)).toBeUndefined()
  expect(perSample(100)).toBeDefined()
})

it('proves for every sample that a point is on the set, without writing anything out', () => {
  const model = modelFrom({
    title: 'line',
    parameters: ['a', 'b'],
    data: { x: zeros.map((i) => i + 1), y: zeros.map((i) => 2 * i + 2) },
    output: 'a*b*x',
  })
  const landscape = landscapeOf(model)
  const point = zeroLossPoint(landscape, resolvePoint(model, 'a=sqrt(2),b=sqrt(2)'))
  expect(point.certainty).toBe('exact')
  expect(point.rank.rank).toBe(1)
  expect(zeroLossPoint(landscape, resolvePoint(model, 'a=1.9,b=1')).certainty).toBe('numerical')
})

describe('a network with 1,000 parameters and 100 samples', () => {
  const hidden = 250
  const network = (): Landscape =>
    landscapeOf(
      modelFrom({
        title: 'large',
        parameters: { W: [hidden, 2], b: hidden, a: hidden },
        data: {
          x: Array.from({ length: 100 }, (_, i) => [Math.round(1e4 * Math.sin(i)) / 1e4, (i % 7) / 8]),
          y: Array.from({ length: 100 }, (_, i) => Math.round(1e4 * Math.cos(i)) / 1e4),
        },
        output: "a' * tanh(W*x + b)",
      }),
    )

  it('has gradient, Hessian-vector product and sharpness within a second of processor time', () => {
    const landscape = network()
    expect(landscape.dimension).toBe(1000)
    const w = pointOf(1000).map((entry) => entry / 10)
    const before = process.cpuUsage()
    const slope = landscape.gradient(w)
    const { value, vector } = sharpnessAt(landscape, w)
    const { user, system } = process.cpuUsage(before)
    // Twice what is asked for: other tests run beside this one.
    expect((user + system) / 1e6).toBeLessThan(2)

    // Against differences, which share nothing with the derivatives.
    const moved = (direction: Float64Array, h: number) => w.map((entry, i) => entry + h * direction[i]!)
    const h = 1e-5
    const along = (landscape.loss(moved(vector, h)) - landscape.loss(moved(vector, -h))) / (2 * h)
    expect(along).toBeCloseTo(
      slope.reduce((sum, entry, i) => sum + entry * vector[i]!, 0),
      7,
    )
    const product = landscape.gradient(moved(vector, h)).map((entry, i) => entry - landscape.gradient(moved(vector, -h))[i]!) // prettier-ignore
    const curvature = product.reduce((sum, entry, i) => sum + (entry * vector[i]!) / (2 * h), 0)
    expect(Math.abs(value / curvature - 1)).toBeLessThan(1e-7)
  })
})

it('finds the sharpness of the whole Hessian', () => {
  const landscape = landscapeOf(modelFrom(models[0]!))
  const w = pointOf(landscape.dimension)
  const { values } = symmetricEigen(landscape.hessian(w))
  expect(sharpnessAt(landscape, w).value).toBeCloseTo(values.at(-1)!, 12)
})
