import { describe, expect, it } from 'vitest'
import {
  diagonal,
  identity,
  largestEigenpair,
  type Matrix,
  matrix,
  multiplyVector,
  norm,
  symmetricEigen,
} from '../../src/numeric/index.js'

const productsWith = (m: Matrix) => (v: Float64Array) => multiplyVector(m, v)

describe('the largest eigenvalue from products', () => {
  it('is that of the second difference matrix, 2 + 2 cos(π/(n+1))', () => {
    const n = 60
    const m = matrix(n, n)
    for (let i = 0; i < n; i++) {
      m.data[i * n + i] = 2
      if (i > 0) m.data[i * n + i - 1] = m.data[(i - 1) * n + i] = -1
    }
    const { value, vector, residual } = largestEigenpair(productsWith(m), n)
    expect(value).toBeCloseTo(2 + 2 * Math.cos(Math.PI / (n + 1)), 12)
    expect(norm(vector)).toBeCloseTo(1, 12)
    const image = multiplyVector(m, vector)
    expect(norm(image.map((x, i) => x - value * vector[i]!))).toBeLessThan(2 * residual + 1e-12)
  })

  it('is the largest, not the largest in magnitude, and agrees with the full decomposition', () => {
    const n = 80
    const m = matrix(n, n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++)
        m.data[i * n + j] = m.data[j * n + i] = Math.sin(7 * i * j + i + j) - (i === j ? 9 : 0)
    const { values } = symmetricEigen(m)
    expect(Math.abs(values[0]!)).toBeGreaterThan(values[n - 1]!)
    expect(largestEigenpair(productsWith(m), n).value).toBeCloseTo(values[n - 1]!, 9)
  })

  it('ends early on few different eigenvalues, the zero matrix among them', () => {
    const few = largestEigenpair(productsWith(diagonal([1, 1, 3, 3, 3, 2, 2, 1, 1, 1])), 10)
    expect(few.value).toBeCloseTo(3, 12)
    expect(few.products).toBeLessThan(10)
    expect(largestEigenpair(productsWith(matrix(5, 5)), 5)).toMatchObject({ value: 0, products: 1 })
    expect(largestEigenpair(productsWith(identity(1)), 1).value).toBe(1)
  })

  it('says when it has not converged, and refuses what is not finite', () => {
    const close = diagonal(Array.from({ length: 500 }, (_, i) => 1 - 1e-9 * i * i))
    expect(() => largestEigenpair(productsWith(close), 500, { maxProducts: 6, tolerance: 1e-16 })).toThrow(
      /did not converge/,
    )
    expect(() => largestEigenpair(() => Float64Array.of(NaN, 0), 2)).toThrow(/not finite/)
  })
})
