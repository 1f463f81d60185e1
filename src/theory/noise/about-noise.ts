import type { Hypothesis, Theorem } from '../contract.js'
import {
  cleanMinimum,
  interpolates,
  noiseChosen,
  positiveDimension,
  smooth,
  smoothNoise,
} from '../hypotheses/index.js'
import { learningRate, noise } from '../inputs.js'

/** What theorems about a chosen noise have in common: they are meant where one is chosen, and ask this first, in this order. */
export const aboutNoise = {
  inputs: { learningRate, noise },
  concerns: (_model, inputs) => inputs.noise !== undefined,
} satisfies Partial<Theorem>

export const noiseHypotheses: readonly Hypothesis[] = [
  noiseChosen,
  interpolates,
  smooth,
  smoothNoise,
  cleanMinimum,
  positiveDimension,
]
