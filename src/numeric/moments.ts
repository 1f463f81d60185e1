/**
 * Count, mean and sum of squared deviations of a sample: all that a confidence interval for its mean needs. Plain data,
 * so that it can be stored, sent and merged.
 */
export interface Moments {
  count: number
  /** 0 without samples. */
  mean: number
  /** Σ (x - mean)² */
  squares: number
}

export function emptyMoments(): Moments {
  return { count: 0, mean: 0, squares: 0 }
}

/** Adds one sample to `moments`, which changes (Welford, Technometrics 1962). */
export function addSample(moments: Moments, x: number): void {
  moments.count++
  const deviation = x - moments.mean
  moments.mean += deviation / moments.count
  moments.squares += deviation * (x - moments.mean)
}

/** The moments of a list of samples. */
export function momentsOf(samples: Iterable<number>): Moments {
  const moments = emptyMoments()
  for (const x of samples) addSample(moments, x)
  return moments
}

/** The moments of two samples put together (Chan, Golub & LeVeque 1979). */
export function mergedMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count
  if (count === 0) return emptyMoments()
  const difference = b.mean - a.mean
  return {
    count,
    mean: a.mean + (difference * b.count) / count,
    squares: a.squares + b.squares + (difference * difference * a.count * b.count) / count,
  }
}

/** The unbiased variance of the sample; NaN below two samples. */
export function variance({ count, squares }: Moments): number {
  return count < 2 ? NaN : squares / (count - 1)
}
