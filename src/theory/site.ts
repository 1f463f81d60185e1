import type { ZeroLossPoint } from '../geometry/index.js'
import type { Site, Situation } from './contract.js'

/**
 * The point of a situation whose landing succeeded. Hypotheses are checked in order and `interpolates` comes first, so
 * a later one may ask for it.
 *
 * @throws TypeError when there is no point: the theorem lists its hypotheses in the wrong order
 */
export function pointOf(situation: Situation): ZeroLossPoint {
  if ('problem' in situation.landing)
    throw new TypeError('a hypothesis asked for the point of a situation that has none')
  return situation.landing.point
}

/** The situation with its point at hand. @throws TypeError when there is none */
export function siteOf(situation: Situation): Site {
  return { ...situation, point: pointOf(situation) }
}
