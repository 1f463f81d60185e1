// In standard deviations: how far the distribution function is given, and how closely.
const farthest = 3
const spacing = 0.1

/** Places around a mean at which the distribution function of a law with this standard deviation is given. */
export function lawPlaces(mean: number, deviation: number): number[] {
  const count = Math.round(farthest / spacing)
  return Array.from({ length: 2 * count + 1 }, (_, k) => mean + spacing * (k - count) * deviation)
}
