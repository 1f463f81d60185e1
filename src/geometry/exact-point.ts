import { exactRank } from '../algebra/index.js'
import { ProblemError } from '../base/problem.js'
import { isZero } from '../calculus/index.js'
import { type Expression, substituteAll } from '../expression/index.js'
import type { NamedPoint } from '../model/index.js'
import type { Landscape } from './landscape.js'

/** A place of the zero-loss set in exact arithmetic: coordinates such as 2 or √2, and what follows from them. */
export interface ExactPoint {
  /** Constant expressions, length d. */
  readonly coordinates: readonly Expression[]
  /** Substitutes the coordinates for the model's symbols. */
  at(expressions: readonly Expression[]): Expression[]
  /** Rank of the Jacobian by exact elimination, or nothing when some pivot could not be decided. */
  readonly rank: number | undefined
}

/**
 * The exact counterpart of a named point, if it has one: the coordinates are closed-form constants and every residual
 * (the loss and every derivative of it, for a general loss) is proved to vanish there.
 */
export function exactPoint(landscape: Landscape, named: NamedPoint): ExactPoint | undefined {
  const { symbols } = landscape.model
  const replacements = new Map(symbols.map((symbol, i) => [symbol, named.coordinates[i]!]))
  const at = (expressions: readonly Expression[]) => substituteAll(expressions, replacements)
  const { symbolic } = landscape
  const vanishing = symbolic.residuals ?? [symbolic.loss, ...symbolic.gradient]
  if (!safely(() => at(vanishing).every((value) => isZero(value).outcome === 'proved'))) return undefined
  const decisive = symbolic.jacobian ?? symbolic.hessian
  const rank = safely(() => exactRank(decisive.map((row) => at(row))))
  return { coordinates: named.coordinates, at, rank: rank === false ? undefined : rank }
}

// Substituting may leave the domain of some subexpression (1/0); then nothing exact is claimed and the numerical path
// says what is wrong.
function safely<T>(compute: () => T): T | false {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}
