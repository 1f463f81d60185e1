import type { OurOutcome } from './outcome.js'

/** Seconds per factor I − ggᵀ/2, g standard normal in `dimension` dimensions; the check is the top exponent. */
export function time(_task: { dimension: number; factors: number }): OurOutcome {
  return { missing: 'compileEnsemble' }
}
