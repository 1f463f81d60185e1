import { disagreementsAtPoint } from './agree-at-point.js'
import { disagreementsOnFormulas } from './agree-on-formulas.js'
import { disagreementsOnShape } from './agree-on-shape.js'
import { disagreementsOnTheorems } from './agree-on-theorems.js'
import { close, type Disagreements, equal } from './comparison.js'
import type { Observation } from './observation.js'
import type { Relation } from './relation.js'

/** Where what is said of a transformed model is not what the relation makes of what was said before. */
export function disagreements(base: Observation, other: Observation, relation: Relation): Disagreements {
  const [before, now] = [base.place, other.place]
  const formulas = disagreementsOnFormulas(base, other, relation)
  const theorems = disagreementsOnTheorems(base, other, relation)
  if ('problem' in before || 'problem' in now) {
    const codes = [before, now].map((place) => ('problem' in place ? place.problem.code : 'a point'))
    return [
      ...formulas,
      ...theorems,
      ...equal('problem', codes[0], codes[1]),
      ...lowestLoss(base, other, relation),
    ]
  }
  return [
    ...formulas,
    ...theorems,
    ...disagreementsAtPoint(before, now, relation),
    ...disagreementsOnShape(before, now, relation),
  ]
}

// Where the loss goes on falling the lowest value found is only where the search ended.
function lowestLoss(
  { place: before }: Observation,
  { place: now }: Observation,
  { lossFactor }: Relation,
): Disagreements {
  if (!('problem' in before) || !('problem' in now)) return []
  const [a, b] = [before.problem, now.problem]
  if (a.code !== 'no-zero-loss-set' || b.code !== 'no-zero-loss-set') return []
  const isMinimum = (tried: string): boolean => tried.includes('a minimum with a positive value')
  const kinds = equal('a minimum', isMinimum(a.facts.tried), isMinimum(b.facts.tried))
  if (!isMinimum(a.facts.tried)) return kinds
  return [
    ...kinds,
    ...close('lowest loss', lossFactor * a.facts.lowestLoss, b.facts.lowestLoss, 1e-12 * b.facts.lowestLoss),
  ]
}
