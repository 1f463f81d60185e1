import type { HessianKernel } from '../../../src/compile/index.js'

/** The sum of the entries of a Hessian on and above its diagonal. */
export function sumOfUpper(kernel: HessianKernel, point: Float64Array): number {
  const matrix = kernel.upper(point)
  let sum = 0
  for (let row = 0; row < kernel.inputs; row++)
    for (let column = row; column < kernel.inputs; column++) sum += matrix[row * kernel.stride + column]!
  return sum
}
