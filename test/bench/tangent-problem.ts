import { landscapeOf, type Landscape } from '../../src/geometry/index.js'
import { modelFrom } from '../../src/model/index.js'
import { matrix, type Matrix } from '../../src/numeric/index.js'
import { numbersFrom } from './problem.js'

const inputs = 8

/** A tanh network with 8 inputs and d/10 units, d/2 samples, and the parameters from which their outputs were computed. */
export interface TangentProblem {
  readonly landscape: Landscape
  readonly point: Float64Array
  /** A symmetric d × d matrix without structure. */
  readonly matrix: Matrix
}

export function tangentProblem(d: number, loss: 'squares' | 'log-cosh'): TangentProblem {
  const [units, samples] = [d / 10, d / 2]
  const point = numbersFrom(777, d)
  const table = numbersFrom(12345, inputs * samples)
  const x = Array.from({ length: samples }, (_, i) =>
    Array.from(table.subarray(inputs * i, inputs * (i + 1))),
  )
  const unit = (k: number, sample: readonly number[]): number => {
    const inner = sample.reduce(
      (sum, value, j) => sum + point[inputs * k + j]! * value,
      point[inputs * units + k]!,
    )
    return point[(inputs + 1) * units + k]! * Math.tanh(inner)
  }
  const y = x.map((sample) => Array.from({ length: units }, (_, k) => unit(k, sample)).reduce((a, b) => a + b, 0)) // prettier-ignore
  const model = modelFrom({
    title: 'a network that interpolates',
    parameters: { W: [units, inputs], b: units, a: units },
    data: { x, y },
    output: 'dot(a, tanh(W*x + b))',
    ...(loss === 'log-cosh' ? { loss: 'log(cosh(output - y))' } : {}),
  })
  const raw = numbersFrom(99, d * d)
  const symmetric = raw.map((value, index) => (value + raw[(index % d) * d + Math.floor(index / d)]!) / 2)
  return { landscape: landscapeOf(model), point, matrix: matrix(d, d, symmetric) }
}
