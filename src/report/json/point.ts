import { toText } from '../../expression/index.js'
import { exactBases, kernelMeaning, type ZeroLossPoint } from '../../geometry/index.js'
import type { Situation } from '../../theory/index.js'
import { pointErrors } from '../point-errors.js'
import type { Report } from './schema.js'
import { exactNumber, matrixJson, numberOrNull, numbersOrNull, problemJson } from './values.js'

export function pointJson({ landing }: Situation): Report['point'] {
  if ('problem' in landing) return { found: false, problem: problemJson(landing.problem) }
  const { point } = landing
  const errors = pointErrors(point)
  const { exact, moved, landscape } = point
  return {
    found: true,
    name: point.name,
    certainty: point.certainty,
    coordinates: landscape.model.symbols.map((symbol, i) => ({
      symbol: toText(symbol),
      value: numberOrNull(point.coordinates[i]!),
      exact: exact === undefined ? null : exactNumber(exact.coordinates[i]!),
    })),
    coordinateError: numberOrNull(errors.coordinate),
    loss: numberOrNull(point.loss),
    residual: numberOrNull(point.residual),
    moved: {
      distance: numberOrNull(moved.distance),
      method: moved.method,
      from: numbersOrNull(moved.from),
    },
    rank: rankJson(point, errors.singularValue),
    dimension: point.dimension,
    regularity: regularityJson(point),
    tangent: matrixJson(point.tangent),
    normal: matrixJson(point.normal),
    angleError: numberOrNull(errors.angle),
    normalEigenvalues: numbersOrNull(point.normalEigenvalues),
    eigenvalueError: numberOrNull(errors.eigenvalue),
    exactBases: exactBasesJson(point),
    hessian: matrixJson(point.hessian),
  }
}

function rankJson({ rank, exact }: ZeroLossPoint, error: number) {
  return {
    of: rank.of,
    rows: rank.rows,
    columns: rank.columns,
    singularValues: numbersOrNull(rank.singularValues),
    singularValueError: numberOrNull(error),
    rank: rank.rank,
    exact: exact?.rank !== undefined,
    gap: numberOrNull(rank.gap),
    tolerance: numberOrNull(rank.tolerance),
    clear: rank.clear,
  }
}

function regularityJson(point: ZeroLossPoint) {
  const { isTangentSpace, certainty, reason, kinks, regularity } = kernelMeaning(point)
  return { state: regularity.state, isTangentSpace, certainty, reason, kinks: [...kinks] }
}

function exactBasesJson(point: ZeroLossPoint) {
  const bases = exactBases(point)
  if (bases === undefined) return null
  return {
    tangent: bases.tangent.map((vector) => vector.map(toText)),
    normal: bases.normal.map((vector) => vector.map(toText)),
  }
}
