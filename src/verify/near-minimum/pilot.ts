import type { Budget } from '../../base/budget.js'
import type { Prose } from '../../base/prose.js'
import { addSample, emptyMoments, variance } from '../../numeric/index.js'
import type { Replicas } from '../replicas.js'
import type { Gauge } from './gauge.js'
import { Legs } from './legs.js'

/** How the runs are cut into legs: their steps, and how far from the point each begins. */
export interface Pace {
  readonly steps: number
  readonly length: number
  /** Mean logarithm of the growth in a leg. */
  readonly gain: number
}

// Replicas of the pilot, and the legs in which they are looked at at each length.
const lanes = 64
const legs = 12

/** Standard deviations of the growth that must fit in at both ends. */
const room = 3

/**
 * Finds by trial how many steps fit between the distances at which the size of a displacement can be told, whatever the
 * exponent is and however it fluctuates; or why no step does.
 */
export async function pilot(
  replicas: Replicas,
  gauge: Gauge,
  {
    learningRate,
    seed,
    purpose,
    most,
  }: { learningRate: number; seed: number; purpose: string; most: number },
  budget: Budget,
): Promise<Pace | { readonly refused: Prose } | undefined> {
  const [low, high] = [Math.log(gauge.nearest), Math.log(gauge.farthest)]
  if (high - low < Math.log(100))
    return { refused: 'doubles do not resolve the distances at which the algorithm is linear here' }
  const trial = new Legs(replicas, gauge, learningRate, {
    seed,
    purpose: `${purpose}/pilot`,
    first: 0,
    count: lanes,
  })
  const quietly: Budget = { ...budget, progress: undefined }
  const tried = async (length: number, steps: number) => {
    const gains = emptyMoments()
    let lost = 0
    for (let leg = 0; leg < legs; leg++) {
      const found = await trial.run(length, steps, quietly)
      if (found === undefined) return undefined
      for (const gain of found) {
        if (Number.isNaN(gain)) lost++
        else addSample(gains, gain)
      }
    }
    return { mean: gains.mean, deviation: Math.sqrt(variance(gains)), lost: lost / (lanes * legs) }
  }
  // Half of the growth lies on either side of the middle.
  const lengthFor = (gain: number): number => Math.exp(Math.min(high, Math.max(low, (low + high - gain) / 2)))
  // In the middle, where a step that contracts strongly is disturbed least by what is not linear and by rounding.
  const single = await tried(lengthFor(0), 1)
  if (single === undefined) return undefined
  if (single.lost > lostAllowed || Math.abs(single.mean) > high - low)
    return { refused: trial.vanished > trial.diverged || single.mean < 0 ? arrives : leaves }
  let pace = { steps: 1, length: lengthFor(single.mean), gain: single.mean }
  let { mean, deviation } = single
  for (let steps = 2; steps <= most; steps *= 2) {
    if (Math.abs(2 * mean) + 2 * room * Math.SQRT2 * deviation > high - low) break
    const found = await tried(lengthFor(2 * mean), steps)
    if (found === undefined) return undefined
    if (found.lost > 0 || Math.abs(found.mean) + 2 * room * found.deviation > high - low) break
    mean = found.mean
    deviation = found.deviation
    pace = { steps, length: lengthFor(mean), gain: mean }
  }
  return pace
}

/** Legs of a single step that may be lost before the algorithm is too fast to be followed. */
const lostAllowed = 0.003

const arrives =
  'single steps arrive at the zero-loss set as far as doubles can tell: the exponent is minus infinity, or too far below ' +
  'zero to be followed'
const leaves =
  'single steps lead from the neighbourhood of the point to infinity: the exponent is too large to be followed'
