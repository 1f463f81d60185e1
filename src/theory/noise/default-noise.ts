import { exampleOf } from '../../dynamics/index.js'
import type { Hypothesis, Site, Situation } from '../contract.js'
import { type ChosenNoise, chosenNoise } from './chosen-noise.js'

/** The situation with label noise where none was chosen and the loss has labels. */
export function withDefaultNoise<S extends Situation>(situation: S): S {
  const { model, landing, noise } = situation
  const labels = exampleOf(model, 'labels')
  if (noise !== undefined || labels === undefined || 'problem' in landing) return situation
  return { ...situation, noise: chosenNoise(model, labels, landing.point) }
}

/** The noise of a site. @throws TypeError where there is none: a hypothesis has asked for one */
export function noiseOrLabelNoise(site: Site): ChosenNoise {
  const { noise } = withDefaultNoise(site)
  if (noise === undefined) throw new TypeError('a noise was asked for where none is chosen')
  return noise
}

/** The hypothesis, of label noise where none was chosen. */
export function ofDefaultNoise(hypothesis: Hypothesis): Hypothesis {
  return { ...hypothesis, check: (situation) => hypothesis.check(withDefaultNoise(situation)) }
}
