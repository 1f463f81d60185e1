import type { HessianProgram } from './derivatives/index.js'
import { type HessianKernel, strideOf } from './curvature.js'
import { bestKernel } from './compile.js'
import { tapeKernel } from './tape.js'
import { wasmHessian } from './wasm/hessian.js'
import { unlessForbidden } from './wasm/instantiate.js'

/** The Hessian of a loss in d variables without samples, on the best backend there is. */
export function hessianKernel(derived: HessianProgram, dimension: number): HessianKernel {
  if (derived.groups.length === 0) return tapeHessian(derived, dimension, bestKernel(derived.program))
  return unlessForbidden(() => wasmHessian(derived, dimension)) ?? tapeHessian(derived, dimension)
}

/** The same with the sums of outer products added up here, from the outputs of a kernel: by default the interpreter. */
export function tapeHessian(
  { program, entries, groups }: HessianProgram,
  dimension: number,
  kernel = tapeKernel(program),
): HessianKernel {
  const stride = strideOf(dimension)
  const positions = Int32Array.from(entries, ({ row, column }) => row * stride + column)
  const values = new Float64Array(kernel.outputs)
  const matrix = new Float64Array(dimension * stride)
  return {
    inputs: dimension,
    stride,
    upper(input) {
      kernel.run(input, values)
      if (groups.length > 0) matrix.fill(0)
      for (let index = 0; index < positions.length; index++) matrix[positions[index]!] = values[index]!
      let next = positions.length
      for (const { support, count } of groups)
        for (let k = 0; k < count; k++, next += 1 + support.length)
          addOuterProduct(matrix, stride, support, values.subarray(next, next + 1 + support.length))
      return matrix
    },
  }
}

/** Adds w·g gᵀ, given w and then the entries of g, on and above the diagonal. */
function addOuterProduct(
  matrix: Float64Array,
  stride: number,
  support: readonly number[],
  vector: Float64Array,
): void {
  for (let i = 0; i < support.length; i++) {
    const weighted = vector[0]! * vector[1 + i]!
    const row = support[i]! * stride
    for (let j = i; j < support.length; j++) matrix[row + support[j]!]! += weighted * vector[1 + j]!
  }
}
