import { failure } from '../base/wording.js'
import type { CurvatureProgram, Entry } from './derivatives/index.js'
import { phased, type SampleProgram } from './sample-program.js'

/** ∇² of a weighted sum over samples: entries that are summed, and outer products of one vector per sample. */
export interface CurvatureTask {
  /** The terms are the entries, then weight and vector of each outer product; one datum more is the weight of a sample. */
  readonly program: SampleProgram
  readonly entries: readonly Entry[]
  readonly outerProducts: readonly OuterProductPlace[]
  /** d: the matrix is d × d. */
  readonly dimension: number
}

export interface OuterProductPlace {
  /** Which term is the weight; the entries of the vector follow it. */
  readonly weight: number
  /** To which rows of the matrix the entries of the vector belong, in ascending order. */
  readonly support: readonly number[]
}

export function curvatureTask(derived: CurvatureProgram, dimension: number, data: number): CurvatureTask {
  const { program, entries } = derived
  let next = entries.length
  const outerProducts = derived.outerProducts.map((support) => {
    const place = { weight: next, support }
    next += 1 + support.length
    return place
  })
  const shape = { parameters: dimension, states: 0, sums: 0, data: data + 1, noise: 0, terms: next }
  return { program: phased(program, shape), entries, outerProducts, dimension }
}

/** The Hessian of a loss in d variables. */
export interface HessianKernel {
  /** d. */
  readonly inputs: number
  /** How far apart the rows of `upper` begin: d, or d + 1 when d is odd. */
  readonly stride: number
  /**
   * The matrix row by row; only what is on and above the diagonal counts. It is written again by the next call: copy
   * what is to be kept.
   */
  upper(input: Float64Array): Float64Array
}

/** Writes the whole symmetric d × d matrix to `output`. Throws `misuse` for arrays that do not fit. */
export function wholeMatrix(kernel: HessianKernel, input: Float64Array, output: Float64Array): void {
  const { inputs: d, stride } = kernel
  if (output.length !== d * d)
    throw failure('misuse', {
      detail: `The matrix has ${d * d} numbers, and was given room for ${output.length}.`,
    })
  const upper = kernel.upper(input)
  for (let row = 0; row < d; row++)
    for (let column = row; column < d; column++) {
      const entry = upper[row * stride + column]!
      output[row * d + column] = entry
      output[column * d + row] = entry
    }
}

/** The stride of a matrix whose rows can be written two numbers at a time. */
export const strideOf = (dimension: number): number => dimension + (dimension % 2)
