import { type Budget, spent, unlimited } from '../../base/budget.js'
import {
  dot,
  multiplyTransposed,
  multiplyVector,
  norm,
  type RandomStream,
  stream,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { requireClean } from '../shape/clean.js'
import { beyond, type Box, boxAround, checkBox } from './box.js'
import { type Frame, frameAt } from './frame.js'
import { retract } from './retraction.js'

export interface SampleOptions {
  readonly count: number
  readonly seed: number | bigint
  /** Default: `boxAround` the point. */
  readonly box?: Box
  /** Steps from one sample to the next (default 10). */
  readonly thin?: number
  /** Steps before the first sample, in which the step length is adapted (default 400). */
  readonly burnIn?: number
  readonly budget?: Budget
}

/** Points of the set from a random walk on it. */
export interface SetSample {
  /** Each of length d; fewer than asked for when the budget ended. */
  readonly points: readonly Float64Array[]
  readonly dimension: number
  /** Standard deviation of each component of a proposed step, after the burn-in. */
  readonly stepLength: number
  /** Steps after the burn-in, and what became of them. */
  readonly steps: Readonly<Record<StepOutcome, number>>
  readonly acceptance: number
  /** Which distribution the points have. */
  readonly distribution: string
  readonly notes: readonly string[]
}

/** `moved`, or why the walk stayed where it was. */
export type StepOutcome = 'moved' | 'off the set' | 'outside the box' | 'no way back' | 'declined'

/**
 * Samples the part of the set in a box, uniformly with respect to its m-dimensional volume: Metropolis steps along the
 * tangent space, brought back in the normal space, and taken only if the same construction leads back (Zappa,
 * Holmes-Cerfon & Goodman 2018). Reproducible from the seed.
 *
 * @throws `not-applicable` when the minimum is not clean, `bad-option`
 */
export function sampleSet(landscape: Landscape, point: ZeroLossPoint, options: SampleOptions): SetSample {
  requireClean(point, 'Sampling the set')
  const { count, thin = 10, burnIn = 400, budget = unlimited } = options
  const box = options.box ?? boxAround(point.coordinates)
  checkBox(box, point.coordinates)
  const random = stream(options.seed, 'walk on the zero-loss set', 0)
  const m = point.dimension
  let here = frameAt(landscape, point.coordinates, point.rank.rank)
  let length = (0.3 * (1 + norm(point.coordinates))) / Math.sqrt(Math.max(1, m))
  let moved = 0
  for (let step = 1; step <= burnIn && m > 0 && !spent(budget); step++) {
    const { outcome, frame } = metropolisStep(landscape, here, length, box, random)
    here = frame
    if (outcome === 'moved') moved++
    if (step % 20 === 0) {
      length *= moved > 12 ? 1.4 : moved < 8 ? 0.7 : 1
      moved = 0
    }
  }
  const steps = { moved: 0, 'off the set': 0, 'outside the box': 0, 'no way back': 0, declined: 0 }
  const points: Float64Array[] = []
  for (let i = 0; i < count && !spent(budget); i++) {
    for (let step = 0; step < thin && m > 0; step++) {
      const { outcome, frame } = metropolisStep(landscape, here, length, box, random)
      steps[outcome]++
      here = frame
    }
    points.push(here.coordinates)
  }
  const taken = Object.values(steps).reduce((sum, each) => sum + each, 0)
  const acceptance = taken === 0 ? 0 : steps.moved / taken
  return {
    points,
    dimension: m,
    stepLength: length,
    steps,
    acceptance,
    distribution: `uniform with respect to the ${m}-dimensional volume of the part of the set in the box that the walk can reach, once it has forgotten its start; neighbouring samples are dependent`,
    notes: notesOn(points.length, count, acceptance, m),
  }
}

function notesOn(got: number, wanted: number, acceptance: number, m: number): string[] {
  return [
    ...(got < wanted ? [`the time given was over after ${got} of ${wanted} samples`] : []),
    ...(m === 0 ? ['the set is a single point here: all samples are that point'] : []),
    ...(m > 0 && got > 0 && acceptance < 0.1
      ? [
          `only ${(100 * acceptance).toPrecision(2)} % of the steps were taken: the samples are strongly dependent`,
        ]
      : []),
  ]
}

/** One step of the walk from a frame of the set, with proposals of the given standard deviation. Draws m normals and a uniform. */
export function metropolisStep(
  landscape: Landscape,
  here: Frame,
  length: number,
  box: Box,
  random: RandomStream,
): { outcome: StepOutcome; frame: Frame } {
  const weights = new Float64Array(here.tangent.columns)
  random.normals(weights)
  // Drawn in every step, so that the walk consumes the stream at the same pace whatever happens.
  const threshold = random.uniform()
  const stays = (outcome: StepOutcome) => ({ outcome, frame: here })
  const forward = multiplyVector(here.tangent, weights.map((x) => x * length)) // prettier-ignore
  const arrived = retract(landscape, here, forward)
  if (arrived.outcome === 'refused') return stays('off the set')
  if (beyond(box, arrived.coordinates).distance > 0) return stays('outside the box')
  const there = frameAt(landscape, arrived.coordinates)
  if (!there.clear || there.rank !== here.rank) return stays('off the set')
  const gap = here.coordinates.map((x, i) => x - there.coordinates[i]!)
  const back = multiplyVector(there.tangent, multiplyTransposed(there.tangent, gap))
  const exponent = (dot(forward, forward) - dot(back, back)) / (2 * length * length)
  if (threshold > Math.exp(exponent)) return stays('declined')
  const returned = retract(landscape, there, back)
  if (returned.outcome === 'refused') return stays('no way back')
  const miss = norm(returned.coordinates.map((x, i) => x - here.coordinates[i]!))
  if (miss > 1e-7 * (1 + norm(here.coordinates))) return stays('no way back')
  return { outcome: 'moved', frame: there }
}
