import { type Budget, spent } from '../../../base/budget.js'
import type { Estimate } from '../../../base/estimate.js'
import { ProblemError } from '../../../base/problem.js'
import { curvatureLength, type FieldOnSet, flowOnSet, frameAt, type Landscape, zeroLossPointAt } from '../../../geometry/index.js' // prettier-ignore
import {
  frobeniusNorm,
  matrix,
  multiply,
  multiplyTransposed,
  norm,
  subtract,
  trace,
  transpose,
} from '../../../numeric/index.js'
import { linearStability } from '../along/index.js'
import { type NoiseObjects, roundingOf, type TimeScale } from '../limit/index.js'
import type { Equilibrium, MissingEquilibrium } from './contract.js'
import { fieldOf, isSecond, isSlow, type PathSetting } from './path.js'
import { stillPointNear } from './still-point.js'

/** The first piece of the way is so many lengths of the geometry, and each further one so many times as long. */
const pieces = { first: 4, growth: 3, most: 10 }
const tolerance = 1e-7
/** Of all pieces together; fewer in more dimensions, where they cost more. */
const steps = { most: 1200, fewest: 40, work: 12_000 }
/** Derivatives in more directions take too long. */
const mostDirections = 40
const runaway = 1e3

/**
 * Where the flow from the point comes to rest: it is followed on the set in pieces of growing length until Newton's method
 * finds a place near its end at which the field vanishes, which attracts and to which the flow has come closer. The same on every
 * machine, as the number of steps is what ends it. Or how it has not come to rest.
 *
 * @throws `cancelled`
 */
export function equilibriumFrom(
  setting: PathSetting,
  time: TimeScale,
  budget: Budget,
): Equilibrium | MissingEquilibrium {
  // prettier-ignore
  try {
    const found = restOf(setting, time, budget)
    return typeof found === 'string' ? { time, missing: found } : found
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === 'cancelled') throw error
    return { time, missing: error.message.replaceAll('\n', ' ').replace(/\.$/, '') }
  }
}

function restOf(setting: PathSetting, time: TimeScale, budget: Budget): Equilibrium | string {
  const { landscape, point } = setting.site
  const { rank } = point.rank
  const field = fieldOf(setting, time, 0)
  const d = landscape.dimension
  if (d - rank > mostDirections)
    return `the set has dimension ${d - rank}: its linear stability would take too long`
  const start = point.coordinates
  const length = curvatureLength(landscape, start)
  const speed = speedAlong(landscape, rank, field, start)
  if (!(speed > 0)) return describe(setting, time, start, 0, field) ?? 'it stands still at the point, where Newton’s method does not converge' // prettier-ignore
  let left = Math.min(steps.most, Math.max(steps.fewest, Math.round(steps.work / d)))
  let [y, now, piece, latest] = [start, 0, (pieces.first * length) / speed, speed]
  const unfinished = (why: string): string =>
    `${why}: ${progress(now, norm(y.map((x, i) => x - start[i]!)), speed, latest)}`
  for (let k = 0; k < pieces.most; k++, piece *= pieces.growth) {
    if (spent(budget)) return 'the time given was over'
    const taken = follow(landscape, y, field, piece, left, budget)
    if (typeof taken === 'string') return unfinished(taken)
    const before = y
    y = taken.end
    now += piece
    left -= taken.steps
    latest = speedAlong(landscape, rank, field, y)
    if (norm(y) > runaway * (1 + norm(start))) return unfinished('it runs away')
    const found = describe(setting, time, y, now, field)
    if (found !== undefined && isApproached(found, before, y)) return found
    if (left <= 0) break
  }
  return unfinished('it has not come to rest')
}

const progress = (now: number, away: number, before: number, after: number): string => {
  const [t, way, from, to] = [now, away, before, after].map((x) => x.toPrecision(3))
  return now === 0 ? `its speed at the point is ${from}` : `at time ${t} it is ${way} away from the point, and its speed is ${to}, which was ${from} at the point` // prettier-ignore
}

function follow(
  landscape: Landscape,
  from: Float64Array,
  field: FieldOnSet,
  time: number,
  maxSteps: number,
  budget: Budget,
): { end: Float64Array; steps: number } | string {
  try {
    const { states, steps: accepted, refused } = flowOnSet(landscape, zeroLossPointAt(landscape, from), field, time, { tolerance, maxSteps, budget }) // prettier-ignore
    return { end: states[0]!, steps: accepted + refused }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    if (error.problem.code === 'ode-failed') return 'it has not come to rest'
    // The witness has the time in this piece of the way.
    if (error.problem.code === 'not-applicable') return `it leads to where the minimum is not clean (${error.problem.facts.witness.replace(/^after time [^,]*, /, '')})` // prettier-ignore
    throw error
  }
}

/** Whether the flow has come closer to it in its last piece, and is near. */
function isApproached(
  { coordinates, stability }: Equilibrium,
  before: Float64Array,
  after: Float64Array,
): boolean {
  // prettier-ignore
  const away = (y: Float64Array): number => norm(y.map((x, i) => x - coordinates[i]!.value))
  const rounding = 1e-5 * (1 + norm(after))
  return (stability === 'attracting' || stability === undefined) && (away(after) <= rounding || away(after) < 0.5 * away(before)) // prettier-ignore
}

const method = 'Newton’s method on the set; the error is its last step'

function describe(
  { site, noise }: PathSetting,
  time: TimeScale,
  near: Float64Array,
  followed: number,
  field: FieldOnSet,
): Equilibrium | undefined {
  const { landscape, point } = site
  const found = stillPointNear(landscape, point.rank.rank, field, near)
  if (typeof found === 'string') return undefined
  const { coordinates, error, derivative, derivativeError } = found
  const { eigenvalues, stability, neutral } = linearStability(derivative, derivativeError)
  return {
    time,
    coordinates: Array.from(coordinates, (value): Estimate => ({ kind: 'numerical', value, error, method })),
    eigenvalues,
    eigenvalueError: derivativeError,
    stability,
    neutral,
    least: leastThere(landscape, noise.objects, time, coordinates, near, error),
    followed,
  }
}

/** What the flow descends, and its value: the regulariser, or tr ∇²L where Σ is a multiple of ∇²L. */
function leastThere(
  landscape: Landscape,
  objects: NoiseObjects,
  time: TimeScale,
  w: Float64Array,
  near: Float64Array,
  error: number,
): Equilibrium['least'] {
  const estimate = (value: number): Estimate => ({ kind: 'numerical', value, error: 1e-13 * Math.abs(value) + error ** 2, method: 'at the place that was found' }) // prettier-ignore
  if (isSecond(time)) return { of: 'the potential $V_4$', latex: 'V_4', value: undefined }
  if (!isSlow(time)) return { of: 'the regulariser', latex: '\\mathrm{Reg}', value: estimate(objects.regulariser(w)) } // prettier-ignore
  const isMultiple = [w, near].every((y) => {
    const factor = objects.factor(y)
    const sigma = multiply(factor, transpose(factor))
    const hessian = landscape.hessian(y)
    const share = trace(sigma) / trace(hessian)
    const scaled = matrix(hessian.rows, hessian.columns, hessian.data.map((x) => share * x)) // prettier-ignore
    return frobeniusNorm(subtract(sigma, scaled)) <= 1e-8 * frobeniusNorm(sigma)
  })
  return isMultiple
    ? { of: '$\\operatorname{tr}\\nabla^2 L$', latex: '\\operatorname{tr}\\nabla^2 L', value: estimate(trace(landscape.hessian(w))) } // prettier-ignore
    : undefined
}

/** The length of the tangential part of the field; 0 where it is not more than what the rounding of the place makes of it. */
function speedAlong(landscape: Landscape, rank: number, field: FieldOnSet, w: Float64Array): number {
  const { tangent } = frameAt(landscape, w, rank)
  const along = (at: Float64Array): Float64Array => {
    const velocity = new Float64Array(w.length)
    field(at, velocity)
    return multiplyTransposed(tangent, velocity)
  }
  const speed = norm(along(w))
  return speed > roundingOf(along, w) ? speed : 0
}
