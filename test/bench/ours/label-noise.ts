import type { OurOutcome } from './outcome.js'

/** With rate 0.05 and noise 0.3; the network draws one of its 8 samples at a time. */
export interface LabelNoiseTask {
  /** uv: the loss (uv − 1)²/2 from (1.5, 0.8); network: h = 8 from `startOf(32)`. */
  readonly model: 'uv' | 'network'
  readonly replicas: number
  readonly steps: number
}

/** Seconds per replica and step; the check is the mean of the first parameter after all steps. */
export function time(_task: LabelNoiseTask): OurOutcome {
  return { missing: 'compileEnsemble' }
}
