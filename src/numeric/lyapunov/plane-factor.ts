import type { Matrix } from '../matrix.js'

/**
 * A symmetric 2 × 2 factor by its action on directions. `large` is the eigenvalue of larger modulus, along the angle
 * `direction`; `small` the other, at a right angle.
 */
export interface PlaneFactor {
  readonly a: number
  readonly b: number
  readonly d: number
  readonly large: number
  readonly small: number
  readonly direction: number
}

/** The factor [[a, b], [b, d]]. */
export function planeFactor({ data }: Matrix): PlaneFactor {
  const [a, b, d] = [data[0]!, (data[1]! + data[2]!) / 2, data[3]!]
  const mean = (a + d) / 2
  const radius = Math.hypot((a - d) / 2, b)
  const angle = Math.atan2(2 * b, a - d) / 2
  if (mean >= 0) return { a, b, d, large: mean + radius, small: mean - radius, direction: angle }
  return { a, b, d, large: mean - radius, small: mean + radius, direction: angle + Math.PI / 2 }
}

/** The angle of the image of the direction at an angle, up to multiples of π. */
export function imageAngle({ a, b, d }: PlaneFactor, angle: number): number {
  const [x, y] = [Math.cos(angle), Math.sin(angle)]
  return Math.atan2(b * x + d * y, a * x + b * y)
}

/** The representative of an angle modulo π in [−π/2, π/2). */
export function wrapped(angle: number): number {
  return angle - Math.PI * Math.floor(angle / Math.PI + 0.5)
}

/**
 * The smallest angle between different directions that factors keep, attracting or repelling: what happens between them
 * is seen only on grids that are finer. Angles below 10⁻¹² count as none.
 */
export function finestAngle(factors: readonly PlaneFactor[]): number {
  const turning = factors.filter(({ large, small }) => Math.abs(large - small) > 1e-14 * Math.abs(large))
  const quarter = Math.PI / 2
  const kept = turning.map(({ direction }) => direction - quarter * Math.floor(direction / quarter))
  kept.sort((x, y) => x - y)
  const gaps = kept.map((angle, i) => (i > 0 ? angle - kept[i - 1]! : angle + quarter - kept.at(-1)!))
  return Math.min(quarter, ...gaps.filter((gap) => gap > 1e-12))
}
