import { exactRank } from '../algebra/index.js'
import { ProblemError } from '../base/problem.js'
import { isZero } from '../calculus/index.js'
import { type Expression, nodeCount, substituteAll } from '../expression/index.js'
import type { NamedPoint } from '../model/index.js'
import type { Landscape, SymbolicLandscape } from './landscape.js'

/** A place of the zero-loss set in exact arithmetic: coordinates such as 2 or √2, and what follows from them. */
export interface ExactPoint {
  /** Constant expressions, length d. */
  readonly coordinates: readonly Expression[]
  /** Substitutes the coordinates for the model's symbols. */
  at(expressions: readonly Expression[]): Expression[]
  /**
   * Rank of the Jacobian by exact elimination, or nothing when some pivot could not be decided or there are many samples.
   */
  readonly rank: number | undefined
}

// A proof for more than this many nodes over all samples takes too long.
const mostExact = 20_000

/**
 * The exact counterpart of a named point, if it has one: the coordinates are closed-form constants and every residual
 * (the loss and every derivative of it, for a general loss) is proved to vanish there.
 */
export function exactPoint(landscape: Landscape, named: NamedPoint): ExactPoint | undefined {
  const { symbols } = landscape.model
  const replacements = new Map(symbols.map((symbol, i) => [symbol, named.coordinates[i]!]))
  const at = (expressions: readonly Expression[]) => substituteAll(expressions, replacements)
  if (landscape.perSample !== undefined) {
    const vanishes = safely(() => vanishesPerSample(landscape, landscape.perSample!, at))
    return vanishes === true ? { coordinates: named.coordinates, at, rank: undefined } : undefined
  }
  const { symbolic } = landscape
  const vanishing = symbolic.residuals ?? [symbolic.loss, ...symbolic.gradient]
  if (!safely(() => at(vanishing).every((value) => isZero(value).outcome === 'proved'))) return undefined
  const decisive = symbolic.jacobian ?? symbolic.hessian
  const rank = safely(() => exactRank(decisive.map((row) => at(row))))
  return { coordinates: named.coordinates, at, rank: rank === false ? undefined : rank }
}

// With many samples nothing is written out: the point is put into the residuals of one sample, then the data. A general
// loss would need its sum.
function vanishesPerSample(
  { model }: Landscape,
  { residuals }: SymbolicLandscape,
  at: (expressions: readonly Expression[]) => Expression[],
): boolean {
  const { data } = model
  if (residuals === undefined || data === undefined) return false
  const here = at(residuals)
  if (nodeCount(here) * data.sampleCount > mostExact) return false
  return data.samples.every((sample) => {
    const values = new Map(data.symbols.map((symbol, i) => [symbol, model.graph.constant(sample[i]!)]))
    return substituteAll(here, values).every((value) => isZero(value).outcome === 'proved')
  })
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
