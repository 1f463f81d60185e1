import { describe, expect, it } from 'vitest'
import { rational, type Rational } from '../../../../src/expression/index.js'
import { matrix, stream, svd } from '../../../../src/numeric/index.js'
import { expectationAbove, logAbove, logBelow } from '../../../../src/numeric/lyapunov/bounds/bound.js'
import { enclosedDeterminant } from '../../../../src/numeric/lyapunov/bounds/determinant.js'
import {
  enclosedCombination,
  enclosedInverse,
  type EnclosedMatrix,
  enclosedProduct,
} from '../../../../src/numeric/lyapunov/bounds/enclosed-matrix.js'
import { certainlyPositiveDefinite } from '../../../../src/numeric/lyapunov/bounds/positive-definite.js'
import { spectralNormAbove } from '../../../../src/numeric/lyapunov/bounds/spectral-norm.js'

/** The double itself as a fraction. */
function exact(x: number): Rational {
  let [top, power] = [x, 0]
  while (!Number.isInteger(top)) [top, power] = [top * 2, power + 1]
  return rational.divide(rational.of(BigInt(top)), rational.of(2n ** BigInt(power)))
}

const random = stream(11, 'test arithmetic', 0)
const drawn = (size: number, radius: number): EnclosedMatrix => ({
  size,
  centre: Float64Array.from({ length: size * size }, () => random.normal()),
  radius: new Float64Array(size * size).fill(radius),
})

/** A corner of the box of matrices enclosed. */
const corner = ({ size, centre, radius }: EnclosedMatrix): Rational[][] =>
  Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => {
      const at = i * size + j
      return rational.add(exact(centre[at]!), exact(random.rademacher() * radius[at]!))
    }),
  )

function holds({ size, centre, radius }: EnclosedMatrix, m: Rational[][]): boolean {
  return m.flat().every((x, at) => {
    const distance = rational.absolute(rational.subtract(x, exact(centre[at]!)))
    return at < size * size && rational.compare(distance, exact(radius[at]!)) <= 0
  })
}

const times = (a: Rational[][], b: Rational[][]): Rational[][] =>
  a.map((row) =>
    b[0]!.map((_, j) => row.reduce((sum, x, k) => rational.add(sum, rational.multiply(x, b[k]![j]!)), rational.zero)),
  ) // prettier-ignore

function determinant(m: Rational[][]): Rational {
  if (m.length === 0) return rational.one
  return m[0]!.reduce((sum, x, j) => {
    const minor = determinant(m.slice(1).map((row) => row.filter((_, k) => k !== j)))
    const term = rational.multiply(x, minor)
    return j % 2 === 0 ? rational.add(sum, term) : rational.subtract(sum, term)
  }, rational.zero)
}

describe('enclosed matrices contain what exact arithmetic gives', () => {
  it.each([0, 1e-17, 1e-9, 1e-2])('products, combinations and determinants, entries off by %d', (radius) => {
    for (let round = 0; round < 20; round++) {
      const [a, b] = [drawn(3, radius), drawn(3, radius)]
      const [x, y] = [corner(a), corner(b)]
      expect(holds(enclosedProduct(a, b), times(x, y))).toBe(true)
      const sum = x.map((row, i) => row.map((entry, j) => rational.subtract(entry, y[i]![j]!)))
      const signs = [1, -1].map((c) => ({ low: c, high: c }))
      expect(holds(enclosedCombination(signs, [a, b]), sum)).toBe(true)
      const { low, high } = enclosedDeterminant(a)
      if (!Number.isFinite(low)) continue
      const value = determinant(x)
      expect(rational.compare(exact(low), value)).toBeLessThanOrEqual(0)
      expect(rational.compare(exact(high), value)).toBeGreaterThanOrEqual(0)
    }
  })

  it('are not wider than rounding makes them, so that containment says something', () => {
    const a = drawn(3, 0)
    expect(Math.max(...enclosedProduct(a, a).radius)).toBeLessThan(1e-13)
    const { low, high } = enclosedDeterminant(a)
    expect(high - low).toBeLessThan(1e-12)
    // Without its radius the product of doubles is not the exact one.
    const bare = { ...enclosedProduct(a, a), radius: new Float64Array(9) }
    expect(holds(bare, times(corner(a), corner(a)))).toBe(false)
  })

  it('inverses: the exact inverse times the matrix is I', () => {
    const a: EnclosedMatrix = { size: 2, centre: Float64Array.of(3, 1, 1, 0.7), radius: new Float64Array(4).fill(1e-12) }
    const d = 3 * 0.7 - 1
    const found = enclosedInverse(a, Float64Array.of(0.7 / d, -1 / d, -1 / d, 3 / d))!
    const x = corner(a)
    const det = determinant(x)
    const inverse = [[x[1]![1]!, rational.negate(x[0]![1]!)], [rational.negate(x[1]![0]!), x[0]![0]!]] // prettier-ignore
    expect(holds(found, inverse.map((row) => row.map((entry) => rational.divide(entry, det))))).toBe(true) // prettier-ignore
    expect(enclosedInverse(a, new Float64Array(4))).toBeUndefined()
  }) // prettier-ignore
})

describe('certain positive definiteness', () => {
  // vvᵀ + shift·I for whole numbers: exactly singular without the shift.
  const shifted = (shift: number, radius = 0): EnclosedMatrix => ({
    size: 3,
    centre: Float64Array.from([1, 2, 3, 2, 4, 6, 3, 6, 9], (x, at) => x + (at % 4 === 0 ? shift : 0)),
    radius: new Float64Array(9).fill(radius),
  })

  it('holds for definite matrices, not for singular or indefinite ones', () => {
    expect(certainlyPositiveDefinite(shifted(1e-10))).toBe(true)
    expect(certainlyPositiveDefinite(shifted(0))).toBe(false)
    expect(certainlyPositiveDefinite(shifted(2 ** -50))).toBe(false)
    expect(certainlyPositiveDefinite(shifted(-1e-13))).toBe(false)
  })

  it('asks it of every matrix within the radii', () => {
    expect(certainlyPositiveDefinite(shifted(1e-3, 3e-4))).toBe(true)
    // −1e-3 off the diagonal along (1, 1, 1)-like vectors takes away more than the shift.
    expect(certainlyPositiveDefinite(shifted(1e-3, 5e-4))).toBe(false)
  })
})

describe('bounds of norms, logarithms and means', () => {
  it('lie above the singular value, hardly', () => {
    for (const n of [2, 3, 5, 8]) {
      const m = matrix(
        n,
        n,
        Float64Array.from({ length: n * n }, () => random.normal()),
      )
      const largest = svd(m).singularValues[0]!
      const above = spectralNormAbove(m.data, n)
      expect(above).toBeGreaterThanOrEqual(largest * (1 - 1e-15))
      expect(above).toBeLessThan(largest * (1 + 1e-6))
    }
  })

  it('take each probability from the end that is worse', () => {
    const p = [{ low: 0.25, high: 0.5 }, { low: 0.5, high: 0.75 }] // prettier-ignore
    expect(expectationAbove(p, [1, -1])).toBeCloseTo(0.5 - 0.5, 12)
    expect(expectationAbove(p, [-1, -1])).toBeCloseTo(-0.75, 12)
    expect(logAbove(2)).toBeGreaterThan(Math.LN2)
    expect(logBelow(2)).toBeLessThan(Math.LN2)
    expect(logBelow(0)).toBe(-Infinity)
  })
})
