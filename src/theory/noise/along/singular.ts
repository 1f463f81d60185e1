import { exactRank } from '../../../algebra/index.js'
import { type Expression, substituteAll } from '../../../expression/index.js'
import { type Landscape, simplest, unlessUndefined, zeroLossPointAt } from '../../../geometry/index.js'
import { ProblemError } from '../../../base/problem.js'
import type { FrameAlong } from './frame.js'

/**
 * Whether the rank of ∇²L is less at a place of the branch than along it: there the zero-loss set may cross itself or turn, and
 * the limit is not derived. Exactly where the place has a closed form, of a family for its members in general position.
 */
export function isSingular(
  { frame, rank, landscape }: { readonly frame: FrameAlong; readonly rank: number; readonly landscape: Landscape },
  { exact, values }: { readonly exact: readonly Expression[] | undefined; readonly values: readonly number[] | undefined },
  coordinatesAt: (values: readonly number[]) => Float64Array,
): boolean | undefined {
  if (exact !== undefined) {
    const there = new Map(frame.branch.free.map((symbol, i) => [symbol as Expression, exact[i]!]))
    const hessian = unlessUndefined(() => frame.hessian.map((row) => substituteAll(row, there).map(simplest)))
    const found = hessian === 'undefined value' ? undefined : exactRank(hessian)
    if (found !== undefined) return found < rank
  }
  if (values === undefined) return undefined
  try {
    const found = zeroLossPointAt(landscape, coordinatesAt(values)).rank
    return found.rank < rank ? true : found.clear ? false : undefined
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code !== 'cancelled') return undefined
    throw error
  }
} // prettier-ignore
