import { eigenvalueError as stated } from '../../src/geometry/shape/rounding.js'
import { symmetricEigen } from '../../src/numeric/index.js'
import { asStrong, close, closeTogether, type Disagreements, equal, exactly } from './comparison.js'
import type { Place } from './observation.js'
import { applied, type Relation, times, transposed } from './relation.js'

const certainties = ['exact', 'enclosed', 'numerical'] as const

/** Point, rank, tangent space and Hessian. */
export function disagreementsAtPoint(base: Place, other: Place, relation: Relation): Disagreements {
  return [
    ...evidence(base, other, relation),
    ...(relation.unit === undefined ? hessianOnly(base, other, relation) : [
      ...whereItIs(base, other, relation),
      ...spectrum(base, other, relation),
      ...spaces(base, other, relation),
      ...singularValues(base, other, relation),
    ]),
  ] // prettier-ignore
}

function evidence(base: Place, other: Place, { weaker, losesResiduals }: Relation): Disagreements {
  const [a, b] = [base.record, other.record]
  const strong = (what: string, expected: Place['record']['onSet'], got: Place['record']['onSet']) =>
    asStrong(what, expected, got, certainties, weaker['certainty'])
  return [
    ...strong('evidence of being on the set', a.onSet, b.onSet),
    ...strong('evidence of the rank', a.rank.certainty, b.rank.certainty),
    ...strong('evidence of a clean minimum', a.regularity.certainty, b.regularity.certainty),
    ...equal('rank of', losesResiduals ? 'Hessian' : a.rank.of, b.rank.of),
    ...equal('rank', a.rank.rank, b.rank.rank),
    ...equal('rank is clear', a.rank.clear, b.rank.clear),
    ...equal('clean', a.regularity.state, b.regularity.state),
    ...equal('dimension', a.dimension, b.dimension),
    ...equal('kernel is tangent space', base.isTangentSpace, other.isTangentSpace),
    ...equal('way to the set', a.moved.method, b.moved.method),
  ]
}

function whereItIs(base: Place, other: Place, { inverse, shift, unit, lossFactor }: Relation): Disagreements {
  const [a, b] = [base.point, other.point]
  const moved = (a.moved.error ?? 0) / unit! + (b.moved.error ?? 0)
  const expected = applied(inverse, Array.from(a.coordinates, (x, i) => x - shift[i]!)) // prettier-ignore
  // The shift takes digits away.
  const digits = exactly * (Math.hypot(...a.coordinates, ...shift) / unit!)
  const size = Math.hypot(...a.coordinates)
  const loss = lossFactor * Math.max(a.sharpness * (1e-13 * (1 + size)) ** 2, 1e-30)
  return [
    ...closeTogether('coordinates', expected, b.coordinates, moved + digits),
    ...close('way moved', a.moved.distance / unit!, b.moved.distance, moved + exactly * b.moved.distance),
    ...close('loss at the point', lossFactor * a.loss, b.loss, loss),
  ]
}

/** c·AᵀHA. */
function expectedHessian(base: Place, { matrix, lossFactor }: Relation): number[][] {
  const { rows, data } = base.point.hessian
  const hessian = Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * rows, (i + 1) * rows)))
  return times(transposed(matrix), times(hessian, matrix)).map((row) => row.map((x) => lossFactor * x))
}

// Of eigenvalues, as surveys state it, and what the distance to the set adds.
function eigenvalueError({ point }: Place): number {
  return stated(point.landscape, point, 'all') + (point.certainty === 'exact' ? 0 : 1e-11 * point.sharpness)
}

function spectrum(base: Place, other: Place, relation: Relation): Disagreements {
  const factor = relation.lossFactor * relation.unit! ** 2
  const allowed = factor * eigenvalueError(base) + eigenvalueError(other)
  const expected = Array.from(base.point.normalEigenvalues, (x) => factor * x)
  return [
    ...equal('number of eigenvalues', expected.length, other.point.normalEigenvalues.length),
    ...expected.flatMap((x, k) =>
      close(`eigenvalue ${k + 1}`, x, other.point.normalEigenvalues[k]!, allowed),
    ),
    ...close('sharpness', factor * base.point.sharpness, other.point.sharpness, allowed),
    ...closeTogether('Hessian', expectedHessian(base, relation).flat(), other.point.hessian.data, allowed * expected.length), // prettier-ignore
  ]
}

// In units of their own the Hessian transforms by congruence and nothing else is known.
function hessianOnly(base: Place, other: Place, relation: Relation): Disagreements {
  if (base.point.moved.distance > 0) return []
  const hessian = expectedHessian(base, relation)
  const size = Math.hypot(...hessian.flat())
  const data = Float64Array.from(hessian.flat())
  const largest = symmetricEigen({ rows: hessian.length, columns: hessian.length, data }).values.at(-1)!
  return [
    ...closeTogether('Hessian', hessian.flat(), other.point.hessian.data, exactly * size),
    ...close('sharpness', largest, other.point.sharpness, exactly * size),
  ]
}

function spaces(base: Place, other: Place, { matrix, inverse }: Relation): Disagreements {
  const projector = ({ point: { tangent } }: Place): number[][] =>
    Array.from({ length: tangent.rows }, (_, i) =>
      Array.from({ length: tangent.rows }, (_, j) => {
        let sum = 0
        for (let k = 0; k < tangent.columns; k++)
          sum += tangent.data[i * tangent.columns + k]! * tangent.data[j * tangent.columns + k]!
        return sum
      }),
    )
  const angle = ({ point: { rank } }: Place): number =>
    rank.singularValueError / rank.singularValues[rank.rank - 1]!
  const expected = times(inverse, times(projector(base), matrix))
  const got = projector(other)
  const allowed = angle(base) + angle(other)
  return expected.flatMap((row, i) => row.flatMap((x, j) => close(`projector ${i + 1}, ${j + 1}`, x, got[i]![j]!, allowed))) // prettier-ignore
}

// σ²/n is an eigenvalue of JᵀJ/n, which is the Hessian on the set.
function singularValues(base: Place, other: Place, relation: Relation): Disagreements {
  const [a, b] = [base.point.rank, other.point.rank]
  if (a.of !== b.of) return []
  const { lossFactor, unit, countFactor } = relation
  const curvature = lossFactor * unit! ** 2
  const factor = a.of === 'Jacobian' ? Math.sqrt(curvature * countFactor) : curvature
  const allowed = factor * a.singularValueError + b.singularValueError
  return [
    ...Array.from(a.singularValues.subarray(0, a.rank), (x, k) =>
      close(`singular value ${k + 1}`, factor * x, b.singularValues[k]!, allowed),
    ).flat(),
    ...close('conditioning', a.conditioning, b.conditioning, (2 * allowed) / b.singularValues[0]!),
  ]
}
