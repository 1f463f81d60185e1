import type { Prose } from '../base/prose.js'

/** How much an experiment may cost, and how sharp its answer is. */
export interface Effort {
  readonly id: EffortName
  /** One line for `--help`. */
  readonly says: Prose
  /** The smallest deviation that matters, and the precision wanted, in units of what the theorem declares. */
  readonly tolerance: number
}

export type EffortName = 'quick' | 'standard' | 'thorough'

/** From the bluntest to the sharpest. */
export const efforts: readonly Effort[] = [
  {
    id: 'quick',
    says: 'a first look: only deviations twice as large are noticed, in a quarter of the runs',
    tolerance: 2,
  },
  { id: 'standard', says: 'notices deviations of the size that the theorem declares', tolerance: 1 },
  {
    id: 'thorough',
    says: 'notices deviations two and a half times smaller, in six times the runs',
    tolerance: 0.4,
  },
]

export const defaultEffort: EffortName = 'standard'

export const standardEffort: Effort = efforts[1]!

/** @throws TypeError for a name that is not listed: the caller has checked what the user typed */
export function effortCalled(name: EffortName): Effort {
  const found = efforts.find(({ id }) => id === name)
  if (found === undefined) throw new TypeError(`no effort is called ${name}`)
  return found
}

/** Replicas that do at this effort what `standard` of them do at the standard one. */
export function replicasAt({ tolerance }: Effort, standard: number): number {
  return Math.ceil(standard / tolerance ** 2)
}
