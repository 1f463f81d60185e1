import { expect, it } from 'vitest'
import { isZero } from '../../src/calculus/index.js'
import { constantValue, type Expression, multiply } from '../../src/expression/index.js'
import { exactBases, landscapeOf, zeroLossPoint } from '../../src/geometry/index.js'
import { modelFrom, resolvePoint } from '../../src/model/index.js'
import { matrix, svd } from '../../src/numeric/index.js'

const factorisation = modelFrom({
  title: 'a product of two matrices',
  parameters: { U: [2, 2], V: [2, 2] },
  residuals: 'U*V - [2, 1; 1, 2]',
  points: {
    trivial: { U: [[1, 0], [0, 1]], V: [[2, 1], [1, 2]] },
    far: { U: [[1, 1], [0, 1]], V: [[1, 1], [1, 1]] },
  },
}) // prettier-ignore

const product = modelFrom({
  title: 'a product',
  parameters: ['u', 'v'],
  residuals: 'u*v - 2',
  points: { root: { u: 'sqrt(2)', v: 'sqrt(2)' } },
})

const dot = (a: readonly Expression[], b: readonly Expression[]): Expression =>
  a[0]!.graph.sum(a.map((x, i) => multiply(x, b[i]!)))

function basesAt(model: typeof product, name: string) {
  const point = zeroLossPoint(landscapeOf(model), resolvePoint(model, name))
  return { point, bases: exactBases(point) }
}

it('gives a basis of the kernel of the Jacobian and one of its row space, exactly', () => {
  for (const [model, name, dimension] of [[factorisation, 'trivial', 4], [product, 'root', 1]] as const) {
    const { point, bases } = basesAt(model, name)
    expect(bases!.tangent).toHaveLength(dimension)
    expect(bases!.normal).toHaveLength(model.symbols.length - dimension)
    const jacobian = point.landscape.symbolic.jacobian!.map((row) => point.exact!.at(row))
    for (const tangent of bases!.tangent) {
      for (const row of jacobian) expect(isZero(dot(row, tangent)).outcome).toBe('proved')
      for (const normal of bases!.normal) expect(isZero(dot(normal, tangent)).outcome).toBe('proved')
    }
  }
}) // prettier-ignore

it('gives independent vectors, whole and without common divisor where they are rational', () => {
  const { bases } = basesAt(factorisation, 'trivial')
  const all = [...bases!.tangent, ...bases!.normal].map((vector) => vector.map((entry) => constantValue(entry)!))
  const numbers = all.map((vector) => vector.map(({ numerator, denominator }) => Number(numerator) / Number(denominator)))
  const { singularValues } = svd(matrix(8, 8, Float64Array.from(numbers.flat())))
  expect(Math.min(...singularValues)).toBeGreaterThan(0.1)
  for (const vector of all) {
    expect(vector.every(({ denominator }) => denominator === 1n)).toBe(true)
    const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : divisor(b, a % b))
    expect(vector.map(({ numerator }) => numerator).reduce(divisor, 0n)).toBe(1n)
  }
}) // prettier-ignore

it('gives nothing where the point is not exact, or the Jacobian vanishes', () => {
  const squared = modelFrom({
    title: 't',
    parameters: ['u', 'v'],
    residuals: 'u^2 + v^2',
    points: { o: { u: 0, v: 0 } },
  })
  expect(basesAt(squared, 'o').bases).toBeUndefined()
  expect(basesAt(factorisation, 'far').bases).toBeUndefined()
})
