import type { Budget } from '../../../base/budget.js'
import { ProblemError } from '../../../base/problem.js'
import type { Prose } from '../../../base/prose.js'
import {
  curvatureLength,
  type FieldOnSet,
  flowOnSet,
  type Landscape,
  limitCoefficients,
} from '../../../geometry/index.js'
import { norm } from '../../../numeric/index.js'
import type { Site } from '../../contract.js'
import type { ExactInput } from '../../inputs.js'
import { linearStability } from '../along/index.js'
import type { ChosenNoise } from '../chosen-noise.js'
import {
  hasJumps,
  noiseFactorAt,
  type NoiseCoefficients,
  secondPotential,
  type TimeScale,
  velocityWithJumps,
} from '../limit/index.js'
import type { LimitPath, MissingPath, PathState } from './contract.js'
import { diffusionPath } from './diffusion-path.js'
import { stillPointNear } from './still-point.js'

export interface PathSetting {
  readonly site: Site
  readonly noise: ChosenNoise
  readonly coefficients: NoiseCoefficients
  readonly learningRate: ExactInput
}

export interface PathOptions {
  readonly until: number | 'suggested'
  readonly seed: number
  readonly budget: Budget
}

const outputs = { asked: 8, suggested: 16 }
/** In units of the length of the geometry: how far a flow goes that is to be seen. */
const way = 2
const tolerances = { fine: 1e-10, coarse: 1e-8 }
const patience = 20_000

export const isSecond = ({ alpha, sigma }: TimeScale): boolean => alpha === 1 && sigma === 4

export const isSlow = ({ alpha }: TimeScale): boolean => alpha === 2

/**
 * Where the limit on one time goes from the point: a flow at eight times, or mean and deviation of a diffusion at these; or why
 * that is not known.
 *
 * @throws `cancelled`
 */
export function pathOf(setting: PathSetting, time: TimeScale, options: PathOptions): LimitPath | MissingPath {
  try {
    if (isSlow(time) && setting.noise.kind.diffuses)
      return options.until === 'suggested'
        ? { time, missing: 'a diffusion has no one path' }
        : diffusionPath(setting, time, timesTo(options.until, outputs.asked), options)
    return flowPath(setting, time, options)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === 'cancelled') throw error
    return { time, missing: error.message.replaceAll('\n', ' ').replace(/\.$/, '') }
  }
}

function timesTo(until: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, k) => (until * k) / count)
}

function flowPath(setting: PathSetting, time: TimeScale, { until, budget }: PathOptions): LimitPath | MissingPath {
  const { site, learningRate } = setting
  const { landscape, point } = site
  const field = fieldOf(setting, time, 0)
  const speed = speedAt(field, point.coordinates)
  if (until === 'suggested' && !(speed > 0)) return { time, missing: 'the limit stands still at the point' }
  const end = until === 'suggested' ? twoDigits((way * curvatureLength(landscape, point.coordinates)) / speed) : until // prettier-ignore
  const outputAt = timesTo(end, until === 'suggested' ? outputs.suggested : outputs.asked)
  const solve = (of: FieldOnSet, tolerance: number): Float64Array[] =>
    flowOnSet(landscape, point, of, end, { outputAt, tolerance, maxSteps: patience, budget, restAt: (w) => attractorNear(landscape, point.rank.rank, of, w) }).states // prettier-ignore
  const solved = (of: FieldOnSet) => {
    const [fine, coarse] = [solve(of, tolerances.fine), solve(of, tolerances.coarse)]
    return fine.map((state, k) => {
      const error = norm(state.map((x, i) => x - coarse[k]![i]!)) + 8 * Number.EPSILON * norm(state)
      return Array.from(state, (value) => ({ kind: 'numerical' as const, value, error, method }))
    })
  }
  const states = solved(field)
  const notes: Prose[] = []
  let atRate: ReturnType<typeof solved> | undefined
  if (isSlow(time)) {
    if (hasJumps(setting.noise.objects)) notes.push('with masks the limit for $\\sigma \\to 0$ at a fixed learning rate is one of jumps: the path there follows their mean velocity') // prettier-ignore
    try {
      atRate = solved(fieldOf(setting, time, learningRate.value))
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code === 'cancelled') throw error
      notes.push(`at the learning rate the path is missing: ${error.message.replaceAll('\n', ' ').replace(/\.$/, '')}`) // prettier-ignore
    }
  }
  return {
    time,
    states: states.map((coordinates, k): PathState => ({ at: outputAt[k]!, coordinates, deviations: undefined, atRate: atRate?.[k] })), // prettier-ignore
    ensemble: undefined,
    notes,
  }
} // prettier-ignore

/** An equilibrium here towards which everything near it goes. */
function attractorNear(
  landscape: Landscape,
  rank: number,
  field: FieldOnSet,
  w: Float64Array,
): Float64Array | undefined {
  const found = stillPointNear(landscape, rank, field, w)
  if (typeof found === 'string') return undefined
  const { stability, neutral } = linearStability(found.derivative, found.derivativeError)
  const away = norm(found.coordinates.map((x, i) => x - w[i]!))
  return stability === 'attracting' && neutral === 0 && away <= 1e-6 * (1 + norm(w)) ? found.coordinates : undefined // prettier-ignore
}

const method = 'Runge–Kutta on the set; the error is the difference from a coarser solution'

/** The velocity on a time, of which the stepper takes the normal part away; with `rate` that of descent in finite steps. */
export function fieldOf(
  { site, noise }: Pick<PathSetting, 'site' | 'noise'>,
  time: TimeScale,
  rate: number,
): FieldOnSet {
  const { landscape, point } = site
  const { objects } = noise
  const { rank } = point.rank
  if (isSlow(time) && rate > 0 && hasJumps(objects)) return velocityWithJumps(landscape, rank, objects, rate)
  if (isSlow(time)) return limitCoefficients(landscape, rank, noiseFactorAt(landscape, rank, objects, rate), { learningRate: rate }).drift // prettier-ignore
  if (!isSecond(time)) return (w, out) => out.set(objects.regulariserGradient(w).map((x) => -x))
  return (w, out) => {
    const found = secondPotential(landscape, rank, objects, w)
    if (found !== undefined) out.set(found.vector.map((x) => -x))
  }
}

function speedAt(field: FieldOnSet, w: Float64Array): number {
  const velocity = new Float64Array(w.length)
  field(w, velocity)
  return norm(velocity)
}

const twoDigits = (value: number): number => Number(value.toPrecision(2))
