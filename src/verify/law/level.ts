import type { Budget } from '../../base/budget.js'
import type { LawExperiment } from '../../theory/index.js'
import { land } from '../displacement/landing.js'
import type { Replicas } from '../replicas.js'

/** What was found at one strength of the noise. */
export interface LevelFindings {
  /** Displacements of the replicas that settled on the set, in their order. */
  readonly values: number[]
  steps: number
  escaped: number
  unsettled: number
}

export const noFindings = (): LevelFindings => ({ values: [], steps: 0, escaped: 0, unsettled: 0 })

/** What a level is run with. */
export interface LevelMeans {
  readonly noisy: Replicas
  readonly quiet: Replicas
  settings(learningRate: number, noiseStrength: number): Float64Array
  /** Settings of the descent without noise. */
  readonly landing: Float64Array
}

/** Runs replicas `first` and following at one level to their end; nothing when the budget ended before. */
export async function runLevel(
  experiment: LawExperiment,
  number: 0 | 1,
  { noisy, quiet, settings, landing }: LevelMeans,
  { seed, first, count }: { readonly seed: number; readonly first: number; readonly count: number },
  budget: Budget,
): Promise<LevelFindings | undefined> {
  const { start } = experiment
  const { learningRate, noiseStrength, steps } = experiment.levels[number]
  const states = new Float64Array(count * start.length)
  for (let replica = 0; replica < count; replica++) states.set(start, replica * start.length)
  const course = noisy.begin(states, { seed, purpose: `law/level-${number + 1}`, first })
  if (!(await course.advance(settings(learningRate, noiseStrength), steps, budget))) return undefined
  const landed = await land(experiment, quiet, landing, states, budget)
  if (landed === undefined) return undefined
  const found = noFindings()
  found.steps = count * steps + landed.steps
  for (const place of landed.settled) {
    if (place === 'escaped') found.escaped++
    else if (place === 'unsettled') found.unsettled++
    else found.values.push(place)
  }
  return found
}

/** Adds what a block found to what was found before. */
export function addFindings(all: LevelFindings, block: LevelFindings): void {
  for (const value of block.values) all.values.push(value)
  all.steps += block.steps
  all.escaped += block.escaped
  all.unsettled += block.unsettled
}
