import { type Expression, toLatex, toText } from '../../expression/index.js'
import { column, type Matrix, toRows } from '../../numeric/index.js'
import { type ExactSpacesOrReason, exactSpaces, symbolicSpaces } from '../exact-tangent.js'
import type { WrittenFormula } from '../parametrisation/record.js'
import type { ZeroLossPoint } from '../point.js'
import { projectorsAt } from '../tangent.js'
import type { Missing } from './missing.js'

/** Kernel of J (of ∇²L) and its complement at a point, as numbers and in closed form. */
export interface SpacesSurvey {
  /** Orthonormal vectors, one entry per parameter; nothing where there are many parameters. */
  readonly tangent: readonly (readonly number[])[] | undefined
  readonly normal: readonly (readonly number[])[] | undefined
  /** The orthogonal projector onto the tangent space, d × d. */
  readonly projector: readonly (readonly number[])[] | undefined
  /** Estimate of the sine of the angle by which the spaces may be tilted. */
  readonly angle: number
  /** At the point, in exact arithmetic. */
  readonly exact: ClosedSpaces | Missing
  /** At any point nearby, in the parameters. */
  readonly symbolic: ClosedSpaces | Missing
}

/** Spaces in closed form; the vectors are not normalised. */
export interface ClosedSpaces {
  readonly tangent: readonly (readonly WrittenFormula[])[]
  readonly normal: readonly (readonly WrittenFormula[])[]
  readonly projector: readonly (readonly WrittenFormula[])[]
  /** The bases hold where none of these is 0. */
  readonly where: readonly WrittenFormula[]
}

const mostPrinted = 20
// Entries of the symbolic projector grow fast with both.
const mostSymbolic = 8

export function surveySpaces(point: ZeroLossPoint): SpacesSurvey {
  const { tangent, normal, rank, landscape } = point
  const isSmall = landscape.dimension <= mostPrinted
  const smallest = rank.singularValues[rank.rank - 1] ?? 0
  return {
    tangent: isSmall ? vectors(tangent) : undefined,
    normal: isSmall ? vectors(normal) : undefined,
    projector: isSmall ? toRows(projectorsAt(point).tangent) : undefined,
    // By the theorem of Davis and Kahan.
    angle: smallest > 0 ? rank.singularValueError / smallest : 0,
    exact: closed(exactSpaces(point)),
    symbolic:
      landscape.dimension * rank.rank <= mostSymbolic
        ? closed(symbolicSpaces(point))
        : { missing: 'the model is too large for closed forms' },
  }
}

function vectors(m: Matrix): number[][] {
  return Array.from({ length: m.columns }, (_, k) => Array.from(column(m, k)))
}

function closed(found: ExactSpacesOrReason): ClosedSpaces | Missing {
  if ('missing' in found) return found
  const written = (e: Expression): WrittenFormula => ({ text: toText(e), latex: toLatex(e) })
  const rows = (list: readonly (readonly Expression[])[]) => list.map((vector) => vector.map(written))
  return {
    tangent: rows(found.tangent),
    normal: rows(found.normal),
    projector: rows(found.projector),
    where: found.where.map(written),
  }
}
