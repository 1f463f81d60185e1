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
