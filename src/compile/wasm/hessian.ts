import { type HessianKernel, strideOf } from '../curvature.js'
import type { HessianProgram } from '../derivatives/index.js'
import { instantiate } from './instantiate.js'
import { FunctionWriter, ModuleWriter } from './module.js'
import { addOutputs } from './outputs.js'
import { rankUpdate, vectorsAtOnce } from './rank-update.js'

/**
 * The Hessian of a loss without samples whose outer products come in groups: the outputs of the program are computed once,
 * then a loop adds up the outer products of each group, some vectors at a time.
 */
export function wasmHessian({ program, entries, groups }: HessianProgram, dimension: number): HessianKernel {
  const module = new ModuleWriter()
  const { functions, outputPlace, size } = addOutputs(module, program)
  let vector = outputPlace + 8 * entries.length
  let end = Math.ceil((size + 8) / 16) * 16
  const parts = groups.map(({ support, count }) => {
    const stride = strideOf(support.length)
    const part = { support, stride, place: end }
    const vectorStride = 8 * (1 + support.length)
    for (let first = 0; first < count; first += vectorsAtOnce) {
      const shape = {
        weight: vector,
        vector: vector + 8,
        vectorStride,
        length: support.length,
        count: Math.min(vectorsAtOnce, count - first),
        matrix: end,
        matrixStride: 8 * stride,
      }
      functions.push(module.add(rankUpdate(shape, first === 0)))
      vector += shape.count * vectorStride
    }
    end += 8 * support.length * stride
    return part
  })
  const main = new FunctionWriter({ parameters: [], results: [] })
  for (const index of functions) main.call(index)
  module.add(main, 'run')
  const { run, memory } = instantiate(module.finish(end))
  const view = (from: number, count: number): Float64Array => new Float64Array(memory.buffer, from, count)
  const given = view(0, dimension)
  const values = view(outputPlace, entries.length)
  const stride = strideOf(dimension)
  // The sum of one group that fills the matrix is the matrix.
  const isWhole = parts.length === 1 && parts[0]!.support.length === dimension
  const matrix = isWhole ? view(parts[0]!.place, dimension * stride) : new Float64Array(dimension * stride)
  const sums = parts.map((part) => ({ ...part, values: view(part.place, part.support.length * part.stride) }))
  const positions = Int32Array.from(entries, ({ row, column }) => row * stride + column)
  return {
    inputs: dimension,
    stride,
    upper(input) {
      for (let index = 0; index < dimension; index++) given[index] = input[index]!
      run()
      if (!isWhole) {
        matrix.fill(0)
        for (const sum of sums) addPart(matrix, stride, sum)
      }
      for (let index = 0; index < positions.length; index++) matrix[positions[index]!]! += values[index]!
      return matrix
    },
  }
}

/** A matrix over some of the variables, in ascending order. */
interface Part {
  readonly support: readonly number[]
  readonly stride: number
  readonly values: Float64Array
}

/** Adds it to the matrix over all variables, on and above the diagonal. */
export function addPart(
  matrix: Float64Array,
  stride: number,
  { support, stride: width, values }: Part,
): void {
  for (let i = 0; i < support.length; i++) {
    const row = support[i]! * stride
    for (let j = i; j < support.length; j++) matrix[row + support[j]!]! += values[i * width + j]!
  }
}
