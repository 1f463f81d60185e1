import { failure } from '../base/wording.js'

/** What was decided about a rank and how sharply. */
export interface Rank {
  readonly rank: number
  /** Smallest kept over largest dropped singular value; `Infinity` when nothing (or only exact zeros) was dropped. */
  readonly gap: number
  /** Singular values at most this large were dropped. */
  readonly tolerance: number
  /** Whether the gap is at least 1000. */
  readonly clear: boolean
}

/**
 * The numerical rank: how many singular values exceed `relative` (default 10⁻⁹) times the largest, or `absolute`
 * (default 0) if that is larger.
 */
export function rankOf(
  singularValues: ArrayLike<number>,
  options: { relative?: number; absolute?: number } = {},
): Rank {
  const sorted = Float64Array.from(singularValues).sort().reverse()
  if (!sorted.every(Number.isFinite)) {
    throw failure('not-finite', { what: 'a singular value', where: 'while deciding a rank' })
  }
  const tolerance = Math.max((options.relative ?? 1e-9) * (sorted[0] ?? 0), options.absolute ?? 0)
  const rank = sorted.filter((value) => value > tolerance).length
  const dropped = sorted[rank] ?? 0
  const kept = rank === 0 ? tolerance : sorted[rank - 1]!
  const gap = dropped === 0 ? Infinity : kept / dropped
  return { rank, gap, tolerance, clear: gap >= 1e3 }
}
