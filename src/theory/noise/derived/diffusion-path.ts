import type { Estimate } from '../../../base/estimate.js'
import {
  curvatureLength,
  limitCoefficients,
  onSetEnsemble,
  projectedEulerMaruyama,
  type ZeroLossPoint,
} from '../../../geometry/index.js'
import { norm } from '../../../numeric/index.js'
import { noiseFactorOf, type TimeScale } from '../limit/index.js'
import type { LimitPath, PathState } from './contract.js'
import type { PathOptions, PathSetting } from './path.js'

const replicas = 400
const level = 0.99
/** Half-width of its interval in standard errors. */
const quantile = 2.5758293035489004
/** In units of the length of the geometry: how far a step goes. */
const stepAllowed = 0.25
const steps = { fewest: 4, most: 128 }

/**
 * Mean and standard deviation of the diffusion at the given times, equally far apart from 0 on, of 400 replicas. The same replicas with steps of double
 * length say what the steps may contribute, which is added to the half-widths.
 *
 * @throws what the scheme throws, where a replica leaves the clean part of the set
 */
export function diffusionPath(
  { site, noise, coefficients }: PathSetting,
  time: TimeScale,
  times: readonly number[],
  { seed, budget }: Pick<PathOptions, 'seed' | 'budget'>,
): LimitPath {
  const { landscape, point } = site
  const d = landscape.dimension
  const [start, ...later] = times
  const between = later[0]! - start!
  const reach = stepAllowed * curvatureLength(landscape, point.coordinates)
  const spread = Array.from({ length: d }, (_, i) => coefficients.diffusion.data[i * d + i]!).reduce((sum, x) => sum + x, 0) // prettier-ignore
  const speed = norm(coefficients.slowDrift.total.map(({ value }) => value))
  const longest = Math.min(spread > 0 ? reach ** 2 / spread : Infinity, speed > 0 ? reach / speed : Infinity)
  const count = 2 * Math.ceil(Math.min(steps.most, Math.max(steps.fewest, between / longest)) / 2)
  const scheme = projectedEulerMaruyama(landscape, point, limitCoefficients(landscape, point.rank.rank, noiseFactorOf(noise.objects))) // prettier-ignore
  const sampled = (step: number, pieces: number): Float64Array[][] => {
    const samples = later.map((): Float64Array[] => [])
    onSetEnsemble(scheme, {
      start: point.coordinates,
      step,
      outputAt: later,
      replicas,
      seed,
      purpose: 'limit of the noise',
      pieces,
      observables: 0,
      observe: () => undefined,
      onOutput: (_replica, output, y) => void samples[output]!.push(y.slice()),
      budget,
    })
    return samples
  }
  const step = between / count
  const [fine, coarse] = [sampled(step, 1), sampled(2 * step, 2)]
  const states = later.map((at, k): PathState => {
    const all = Array.from({ length: d }, (_, i) => {
      const [one, other] = [summary(fine[k]!, i), summary(coarse[k]!, i)]
      return {
        mean: measured(one.mean, one.meanError, Math.abs(one.mean - other.mean)),
        deviation: measured(one.deviation, one.deviationError, Math.abs(one.deviation - other.deviation)),
      }
    })
    return {
      at,
      coordinates: all.map(({ mean }) => mean),
      deviations: all.map(({ deviation }) => deviation),
      atRate: undefined,
    }
  })
  return { time, states: [atStart(point, start!), ...states], ensemble: { replicas, step, seed }, notes: [] }
}

function atStart({ coordinates }: ZeroLossPoint, at: number): PathState {
  const known = (value: number): Estimate => ({ kind: 'numerical', value, error: 0, method: 'the point itself' }) // prettier-ignore
  return {
    at,
    coordinates: Array.from(coordinates, known),
    deviations: Array.from(coordinates, () => known(0)),
    atRate: undefined,
  }
}

/** Mean and standard deviation of a coordinate with their standard errors, for any law with four moments. */
function summary(samples: readonly Float64Array[], i: number) {
  const n = samples.length
  const mean = samples.reduce((sum, y) => sum + y[i]!, 0) / n
  const moment = (power: number): number => samples.reduce((sum, y) => sum + (y[i]! - mean) ** power, 0) / n
  const variance = moment(2)
  const deviation = Math.sqrt((variance * n) / (n - 1))
  const ofVariance = Math.sqrt(Math.max(0, moment(4) - variance ** 2) / n)
  return {
    mean,
    meanError: deviation / Math.sqrt(n),
    deviation,
    deviationError: deviation > 0 ? ofVariance / (2 * deviation) : 0,
  }
}

function measured(value: number, standardError: number, ofSteps: number): Estimate {
  return { kind: 'measured', value, halfWidth: quantile * standardError + ofSteps, standardError, level, count: replicas } // prettier-ignore
}
