import { begin, type Budget, spent, unlimited } from '../../../base/budget.js'
import { type Estimate, uncertainty } from '../../../base/estimate.js'
import type { Proposer } from '../../../algebra/index.js'
import type { Site } from '../../contract.js'
import type { ExactInput } from '../../inputs.js'
import { limitAlong } from '../along/index.js'
import { noiseOf } from '../chosen-noise.js'
import { noiseCoefficients, type NoiseCoefficients, secondPotential, type TimeScale } from '../limit/index.js'
import { chosenRate } from '../spread.js'
import type { LimitPath, MissingPath, NoiseLimit } from './contract.js'
import { atStrength } from './at-strength.js'
import { lawOf } from './describe-law.js'
import { equilibriumFrom } from './equilibrium.js'
import { isSecond, isSlow, pathOf } from './path.js'

export interface DeriveLimitOptions {
  readonly budget?: Budget | undefined
  /** A computer-algebra system for the parametrisation and for fixed points. */
  readonly proposer?: Proposer | undefined
  /** Where the limit goes in this slow time; `suggested` is a time in which a flow goes some way. */
  readonly until?: number | 'suggested' | undefined
  /** σ, for what its mean effect is when it is not small. */
  readonly strength?: ExactInput | undefined
  /** Of the ensemble of a diffusion. */
  readonly seed?: number | undefined
}

/**
 * The limit of the chosen noise near the point of a site: class, coefficients at the point, closed forms along the set, and
 * where it goes. A site is what `limitSite` gives.
 *
 * @throws `not-applicable`; TypeError where no noise is chosen
 */
export async function deriveLimit(site: Site, options: DeriveLimitOptions = {}): Promise<NoiseLimit> {
  const { landscape, point } = site
  const { budget = unlimited, proposer, until, strength } = options
  const noise = noiseOf(site)
  const { objects, kind } = noise
  const learningRate = rateOf(site)
  begin(budget, 'coefficients at the point')
  const coefficients = noiseCoefficients(objects, point, { learningRate })
  begin(budget, 'closed forms along the set')
  const along = await limitAlong(landscape, point, objects, kind, { budget, proposer })
  begin(budget, 'where the limit goes')
  const law = { site, noise, coefficients, learningRate }
  const paths: (LimitPath | MissingPath)[] = []
  if (until !== undefined)
    for (const time of kind.timeScales)
      paths.push(
        spent(budget)
          ? { time, missing: 'the time given was over' }
          : pathOf(law, time, { until, seed: options.seed ?? 1, budget }),
      )
  return {
    noise,
    point,
    law: lawOf(noise),
    kind,
    learningRate,
    coefficients,
    secondDrift: secondDriftOf(site, kind.timeScales),
    perStep: perStepOf(coefficients, learningRate),
    excessLoss: excessLossOf(coefficients),
    atStrength: strength && atStrength(noise, point, strength),
    along,
    equilibria: kind.timeScales.flatMap((time) => (isSettled(along, kind, time) ? [] : [equilibriumFrom(law, time, budget)])), // prettier-ignore
    paths,
  }
}

/** Whether the limit on a time is a diffusion, or a flow all of whose fixed points are known, each alone and regular. */
function isSettled(along: NoiseLimit['along'], { diffuses }: NoiseLimit['kind'], time: TimeScale): boolean {
  if (isSlow(time) && diffuses) return true
  if ('missing' in along) return false
  const motion = along.motions.find((each) => each.time.alpha === time.alpha && each.time.sigma === time.sigma) // prettier-ignore
  const found = motion?.fixedPoints
  // At which member of a family a flow ends is not in its closed form, nor how it comes to a singular point.
  const isOpen = found?.points.some(({ free, singular }) => singular || (free.length > 0 && free.length < along.branch.free.length)) // prettier-ignore
  return found?.complete === true && isOpen !== true
}

/** The learning rate that was given, or half the inverse of the sharpness in two digits. */
export function rateOf(site: Site): ExactInput {
  return site.inputs.learningRate ?? chosenRate(site, 0.5 / site.point.sharpness)
}

function secondDriftOf(site: Site, times: readonly TimeScale[]): NoiseLimit['secondDrift'] {
  if (!times.some(isSecond)) return undefined
  const { landscape, point } = site
  const found = secondPotential(landscape, point.rank.rank, noiseOf(site).objects, point.coordinates)
  if (found === undefined) return undefined
  const error = 1e-13 * found.scale
  return Array.from(found.vector, (x): Estimate => ({ kind: 'numerical', value: 0 - x, error, method: 'derivatives of the loss with noise, in floating point' })) // prettier-ignore
}

function perStepOf(
  { fastDrift, slowDriftAtRate }: NoiseCoefficients,
  { value }: ExactInput,
): Estimate[] | undefined {
  if (slowDriftAtRate === undefined) return undefined
  return fastDrift.map((fast, i): Estimate => {
    const slow = slowDriftAtRate.total[i]!
    const sum = value * fast.value + value ** 2 * slow.value
    const error = value * uncertainty(fast) + value ** 2 * uncertainty(slow) + 4 * Number.EPSILON * (Math.abs(value * fast.value) + Math.abs(value ** 2 * slow.value)) // prettier-ignore
    return { kind: 'numerical', value: sum, error, method: 'fast and slow drift at the learning rate' }
  })
}

/** From its values at σ² = 1 and 2: it is a polynomial in σ². */
function excessLossOf({ excessLoss }: NoiseCoefficients): NoiseLimit['excessLoss'] {
  const [one, two] = [excessLoss(1), excessLoss(Math.SQRT2)]
  if (one === undefined || two === undefined) return undefined
  const clear = (x: number): number => (Math.abs(x) <= 1e-12 * Math.abs(two) ? 0 : x)
  return { first: clear(2 * one - two / 2), second: clear(two / 2 - one) }
}
