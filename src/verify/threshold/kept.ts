import { z } from 'zod'
import { emptyMoments, type Moments } from '../../numeric/index.js'
import type { ThresholdExperiment } from '../../theory/index.js'
import { keptCount, keptMoments, keptNumber, plainMoments, plainNumber, reading } from '../kept.js'

/** What the replicas so far have shown. */
export interface Thresholds {
  readonly thresholds: Moments
  /** For each learning rate of the ladder, over those replicas that have a finite growth. */
  readonly growths: readonly Moments[]
  /** The widest bracket. */
  bracket: number
  /** Steps of the algorithm. */
  steps: number
}

export function nothingYet({ ladder }: ThresholdExperiment): Thresholds {
  return { thresholds: emptyMoments(), growths: ladder.map(() => emptyMoments()), bracket: 0, steps: 0 }
}

const schema = z.strictObject({
  asked: z.string(),
  thresholds: keptMoments,
  growths: z.array(keptMoments),
  bracket: keptNumber,
  steps: keptCount,
})

/** @param asked the digest of the experiment */
export function plainThresholds(asked: string, { thresholds, growths, bracket, steps }: Thresholds) {
  return {
    asked,
    thresholds: plainMoments(thresholds),
    growths: growths.map(plainMoments),
    bracket: plainNumber(bracket),
    steps,
  }
}

/** Reads what `plainThresholds` made of the same experiment; nothing where it is something else. */
export function readThresholds(
  asked: string,
  { replicas, ladder }: ThresholdExperiment,
): (value: unknown) => Thresholds | undefined {
  return (value) => {
    const found = reading(schema)(value)
    if (found === undefined || found.asked !== asked) return undefined
    const { thresholds, growths, bracket, steps } = found
    const fits =
      thresholds.count <= replicas &&
      growths.length === ladder.length &&
      growths.every(({ count }) => count <= thresholds.count)
    return fits ? { thresholds, growths, bracket, steps } : undefined
  }
}
