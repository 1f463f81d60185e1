/**
 * The largest difference between a derivative and central differences of fourth order, relative to its largest entry.
 *
 * @param f from ℝᵈ to ℝᵐ
 * @param derivative row-major m × d
 */
export function finiteDifferenceError(
  at: Float64Array,
  f: (w: Float64Array) => Float64Array,
  derivative: Float64Array,
): number {
  const d = at.length
  let worst = 0
  const size = derivative.reduce((most, entry) => Math.max(most, Math.abs(entry)), 1e-300)
  for (let j = 0; j < d; j++) {
    const step = 1e-3 * (1 + Math.abs(at[j]!))
    const shifted = (k: number) => f(at.map((x, i) => (i === j ? x + k * step : x)))
    const [far, near, nearBack, farBack] = [shifted(2), shifted(1), shifted(-1), shifted(-2)]
    for (let i = 0; i < near.length; i++) {
      const slope = (8 * (near[i]! - nearBack[i]!) - (far[i]! - farBack[i]!)) / (12 * step)
      worst = Math.max(worst, Math.abs(slope - derivative[i * d + j]!) / size)
    }
  }
  return worst
}
