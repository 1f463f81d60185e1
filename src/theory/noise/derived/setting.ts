import { plain } from '../../../base/prose.js'
import { ProblemError } from '../../../base/problem.js'
import { failure, wording } from '../../../base/wording.js'
import type { Site, Situation } from '../../contract.js'
import {
  cleanMinimum,
  positiveCurvature,
  positiveDimension,
  smooth,
  smoothNoise,
  subcriticalLearningRate,
} from '../../hypotheses/index.js'
import { siteOf } from '../../site.js'

const hypotheses = [smooth, cleanMinimum, positiveCurvature, positiveDimension, subcriticalLearningRate]

/**
 * The situation as one in which small noise has a limit along the set.
 *
 * @throws what kept the start from the zero-loss set; `not-applicable` with the witness of the first hypothesis that fails
 */
export function limitSite(situation: Situation): Site {
  const { landing } = situation
  if ('problem' in landing) {
    const { title, advice } = wording(landing.problem)
    throw new ProblemError(landing.problem, `${title}: ${advice}`)
  }
  const asked = situation.noise === undefined ? hypotheses : [...hypotheses, smoothNoise]
  for (const { statement, check } of asked) {
    const { state, evidence } = check(situation)
    if (state === 'refuted')
      throw failure('not-applicable', {
        theorem: 'The limit of small noise',
        hypothesis: plain(statement).replace(/\.$/, ''),
        witness: plain(evidence),
      })
  }
  return siteOf(situation)
}
