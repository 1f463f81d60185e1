import { symmetricEigen } from '../linear-algebra.js'
import { batchSpectra } from './batch-law.js'
import type { PreparedProduct } from './exponent.js'
import { sampleCurvature } from './sample-curvature.js'
import { signChange } from './sign-change.js'

/** Learning rates about which the sign of λ needs no computation, and those in between where a factor is singular. */
export interface CertainRange {
  /** λ < 0 for all 0 < η below this: no factor makes any vector longer. */
  readonly stableBelow: number
  /** λ > 0 for all η above this: E log |det A| > 0. Nothing when the batches are too many to be listed. */
  readonly unstableAbove: number | undefined
  /** 1/κ for the eigenvalues κ of the curvature of a batch, ascending, between the two. */
  readonly singular: readonly number[]
}

/**
 * With κ the positive eigenvalues of the curvature of a batch, λ < 0 for η < 2/max κ, as every factor has norm at most 1
 * and products over all samples are strictly smaller; and λ ≥ (1/k) E log |det A|, whose last sign change lies in
 * (1/min κ, 2/min κ]. Of orthogonal parts the first has to hold for all and the second for one.
 */
export function certainRange({ blocks }: PreparedProduct): CertainRange {
  const parts = blocks.map(({ product, law }) => {
    if (law === undefined) {
      const norms = product.samples.map((_, i) => symmetricEigen(sampleCurvature(product, i)).values.at(-1)!)
      return { below: 2 / Math.max(...norms), above: undefined, singular: [] }
    }
    const spectra = batchSpectra(law)
    const all = spectra.flatMap(({ values }) => [...values])
    return {
      below: 2 / Math.max(...all),
      above: lastChange(spectra),
      singular: all.map((kappa) => 1 / kappa),
    }
  })
  const stableBelow = Math.min(...parts.map(({ below }) => below))
  const ends = parts.flatMap(({ above }) => above ?? [])
  const unstableAbove = ends.length === 0 ? undefined : Math.max(stableBelow, Math.min(...ends))
  const singular = [...new Set(parts.flatMap((part) => part.singular))]
    .filter((eta) => eta > stableBelow && eta < (unstableAbove ?? Infinity))
    .sort((a, b) => a - b)
  return { stableBelow, unstableAbove, singular }
}

function lastChange(spectra: readonly { values: Float64Array; probability: number }[]): number {
  const smallest = Math.min(...spectra.flatMap(({ values }) => [...values]))
  const determinant = (eta: number) => {
    let sum = 0
    for (const { values, probability } of spectra)
      for (const kappa of values) sum += probability * Math.log(Math.abs(1 - eta * kappa))
    return sum
  }
  return signChange(determinant, [1 / smallest, 2 / smallest]).high
}
