import { type CurvatureTask, type HessianKernel, strideOf } from './curvature.js'
import { tapeSampleRows } from './sample-tape.js'
import type { PairedSamples } from './weighted-samples.js'

/** The Hessian by the interpreter: the terms of all samples, then sums and outer products of them. */
export function tapeCurvature(task: CurvatureTask, { table, pairs }: PairedSamples): HessianKernel {
  const { program, entries, outerProducts, dimension } = task
  const { data, terms } = program.shape
  const rows = Float64Array.from(table, (_, index) => table[placeOf(index, data)]!)
  const kernel = tapeSampleRows(program, { symbols: [], table: rows, count: 2 * pairs })
  const values = new Float64Array(kernel.outputs)
  const stride = strideOf(dimension)
  const matrix = new Float64Array(dimension * stride)
  return {
    inputs: dimension,
    stride,
    upper(input) {
      kernel.run(input, values)
      matrix.fill(0)
      for (let sample = 0; sample < 2 * pairs; sample++) {
        const of = values.subarray(sample * terms, (sample + 1) * terms)
        entries.forEach(({ row, column }, index) => (matrix[row * stride + column]! += of[index]!))
        for (const { weight, support } of outerProducts)
          support.forEach((row, i) => {
            const weighted = of[weight]! * of[weight + 1 + i]!
            for (let j = i; j < support.length; j++)
              matrix[row * stride + support[j]!]! += weighted * of[weight + 1 + j]!
          })
      }
      return matrix
    },
  }
}

/** Where a number of sample after sample is in a table of pairs. */
function placeOf(index: number, data: number): number {
  const [sample, column] = [Math.floor(index / data), index % data]
  return (Math.floor(sample / 2) * data + column) * 2 + (sample % 2)
}
