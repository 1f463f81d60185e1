import {
  entry,
  identity,
  largestMagnitude,
  matrix,
  type Matrix,
  multiply,
  scale,
  subtract,
  symmetricEigen,
  transpose,
} from '../../../numeric/index.js'
import { batchesOf, type BatchLaw, shareOf } from './batch-law.js'

/**
 * The linearised step at one point of the zero-loss set, restricted to the normal space, in floating point: sample i
 * contributes the k × k curvature `curvatures[i]`, and a batch S moves x to (I − (η/B) Σ_{i∈S} Gᵢ) x. Nothing here shares
 * a formula with the conditions that are checked by it.
 */
export interface LinearisedStep {
  /** k, the dimension of the normal space. */
  readonly dimension: number
  readonly curvatures: readonly Matrix[]
  /** The gradients of the residuals of each sample, as rows of length k, where the loss has residuals. */
  readonly rows?: readonly Matrix[] | undefined
}

// Relative to the largest eigenvalue; K has the squares of the singular values of J.
const smallest = 1e-11

/** From the Jacobian of the residuals, `perSample` rows for each sample. */
export function linearisedFromRows(jacobian: Matrix, perSample: number): LinearisedStep {
  const wide = jacobian.columns > jacobian.rows
  const gram = wide ? multiply(jacobian, transpose(jacobian)) : multiply(transpose(jacobian), jacobian)
  const { kept, vectors, values } = rangeOf(gram)
  // Rows of J in an orthonormal basis of the normal space: of V√Λ for JJᵀ = VΛVᵀ, of JV for JᵀJ = VΛVᵀ.
  const rows = wide ? scaledColumns(vectors, values.map(Math.sqrt)) : multiply(jacobian, vectors)
  const samples = jacobian.rows / perSample
  const parts = Array.from({ length: samples }, (_, i) =>
    matrix(perSample, kept, rows.data.subarray(i * perSample * kept, (i + 1) * perSample * kept)),
  )
  return { dimension: kept, curvatures: parts.map((part) => multiply(transpose(part), part)), rows: parts }
}

/** From the Hessians of the losses of the samples, d × d each, at a point where every one of them is minimal. */
export function linearisedFromHessians(hessians: readonly Matrix[]): LinearisedStep {
  const sum = hessians.reduce((total, each) => subtract(total, scale(each, -1)))
  const { kept, vectors } = rangeOf(sum)
  return { dimension: kept, curvatures: hessians.map((each) => conjugated(each, vectors)) }
}

const conjugated = (m: Matrix, basis: Matrix): Matrix => multiply(transpose(basis), multiply(m, basis))

function rangeOf(m: Matrix): { kept: number; vectors: Matrix; values: Float64Array } {
  const { values, vectors } = symmetricEigen(m)
  const from = values.findIndex((value) => value > smallest * values.at(-1)!)
  const first = from < 0 ? values.length : from
  const kept = values.length - first
  const columns = matrix(vectors.rows, kept)
  for (let i = 0; i < vectors.rows; i++)
    for (let j = 0; j < kept; j++) columns.data[i * kept + j] = entry(vectors, i, first + j)
  return { kept, vectors: columns, values: values.slice(first) }
}

function scaledColumns(m: Matrix, factors: Float64Array): Matrix {
  return { ...m, data: m.data.map((x, i) => x * factors[i % m.columns]!) }
}

/** Eigenvalues on the normal space of the Hessian of the loss that steps descend on average, Σ pᵢℓᵢ. */
export function curvatureSpectrum({ curvatures, dimension }: LinearisedStep, law: BatchLaw): Float64Array {
  const sum = matrix(dimension, dimension)
  curvatures.forEach(({ data }, s) => data.forEach((x, i) => (sum.data[i]! += shareOf(law, s) * x)))
  return symmetricEigen(sum).values
}

/** The matrices of all batches with their probabilities. */
function batchSteps(step: LinearisedStep, law: BatchLaw, rate: number) {
  const { dimension: k, curvatures } = step
  return batchesOf(law)?.map(({ multiplicities, probability }) => {
    const m = identity(k)
    multiplicities.forEach((times, i) => {
      if (times > 0) curvatures[i]!.data.forEach((x, at) => (m.data[at]! -= (rate * times * x) / law.size))
    })
    return { m, probability }
  })
}

// Larger than this the second-moment operator, k² × k², takes too long.
const largestMoment = 7

/** The spectral radius of Σ ↦ E[AΣA], by adding up A ⊗ A over all batches; nothing where that is too much. */
export function secondMomentRadius(step: LinearisedStep, law: BatchLaw, rate: number): number | undefined {
  const k = step.dimension
  const steps = k > largestMoment ? undefined : batchSteps(step, law, rate)
  if (steps === undefined) return undefined
  const size = k * k
  const operator = matrix(size, size)
  for (const { m, probability } of steps)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const [i, j, p, q] = [Math.floor(row / k), row % k, Math.floor(column / k), column % k]
        operator.data[row * size + column]! += probability * m.data[i * k + p]! * m.data[j * k + q]!
      }
  return largestMagnitude(symmetricEigen(operator).values)
}

/** E log|det A|, a lower bound of k times the Lyapunov exponent; nothing where batches are too many. */
export function meanLogDeterminant(step: LinearisedStep, law: BatchLaw, rate: number): number | undefined {
  const steps = batchSteps(step, law, rate)
  return steps?.reduce((sum, { m, probability }) => {
    const logs = symmetricEigen(m).values.reduce((total, value) => total + Math.log(Math.abs(value)), 0)
    return sum + probability * logs
  }, 0)
}

/** The largest ‖A‖ over all batches. */
export function largestNorm(step: LinearisedStep, law: BatchLaw, rate: number): number | undefined {
  return batchSteps(step, law, rate)?.reduce(
    (most, { m }) => Math.max(most, largestMagnitude(symmetricEigen(m).values)),
    0,
  )
}

/** The Lyapunov exponent where all matrices have common eigenvectors, so that it is a sum of logarithms. */
export function commutingExponent(step: LinearisedStep, law: BatchLaw, rate: number): number | undefined {
  const { dimension: k, curvatures } = step
  const combination = matrix(k, k)
  curvatures.forEach(({ data }, i) => data.forEach((x, at) => (combination.data[at]! += x * (1 + Math.sin(3 + 7 * i) / 2)))) // prettier-ignore
  const { vectors } = symmetricEigen(combination)
  const turned = curvatures.map((each) => conjugated(each, vectors))
  const size = Math.max(...turned.map(({ data }) => largestMagnitude(data)))
  const isDiagonal = turned.every(({ data }) =>
    data.every((x, at) => at % (k + 1) === 0 || Math.abs(x) <= 1e-9 * size),
  )
  const batches = isDiagonal ? batchesOf(law) : undefined
  if (batches === undefined) return undefined
  const exponents = Array.from({ length: k }, (_, j) =>
    batches.reduce((sum, { multiplicities, probability }) => {
      const curvature = multiplicities.reduce((total, times, i) => total + times * entry(turned[i]!, j, j), 0)
      return sum + probability * Math.log(Math.abs(1 - (rate * curvature) / law.size))
    }, 0),
  )
  return Math.max(...exponents)
}

/** Where the learning rates of interest are: 2 over the largest curvature of a sample. */
export function typicalRate({ curvatures }: LinearisedStep): number {
  return 2 / Math.max(...curvatures.map((each) => symmetricEigen(each).values.at(-1)!))
}
