import type { LabelNoiseTask } from './label-noise.js'
import type { OurOutcome } from './outcome.js'

/** The ensemble of label-noise.ts split over threads; wall seconds per replica and step, the same check. */
export function time(_task: LabelNoiseTask & { workers: number }): OurOutcome | Promise<OurOutcome> {
  return { missing: 'ensembles on workers' }
}
