import type { Budget } from '../../../base/budget.js'
import { spent } from '../../../base/budget.js'
import { ProblemError } from '../../../base/problem.js'
import type { Prose } from '../../../base/prose.js'
import { exactDeterminant } from '../../../algebra/index.js'
import { evaluateAll } from '../../../expression/index.js'
import {
  branchPoints,
  contains,
  type ParametrisedBranch,
  type ParametriseOptions,
  simplest,
  type ZeroLossPoint,
} from '../../../geometry/index.js'
import type { MotionAlong } from './contract.js'
import { type FixedPoints, fixedPointsOf } from './fixed-points.js'
import { quantitiesWithMean } from './means.js'
import type { Setting } from './motions.js'
import { solveSeparable } from './solution.js'
import { isotropicDensity, stationaryDensity } from './stationary.js'

interface Means {
  readonly budget: Budget
  readonly proposer: ParametriseOptions['proposer']
}

/** The motion with what follows from it: solutions, fixed points, a stationary density, quantities with known means. */
export async function consequences(
  setting: Setting,
  motion: MotionAlong,
  point: ZeroLossPoint,
  means: Means,
): Promise<MotionAlong> {
  const { frame, landscape } = setting
  const { branch } = frame
  const { drift, diffusion } = motion
  const notes: Prose[] = [...motion.notes]
  const attempt = <T>(what: Prose, compute: () => T | undefined): T | undefined => {
    const found = spent(means.budget) ? undefined : unlessProblem(compute)
    if (found === undefined) notes.push(spent(means.budget) ? `${what}: the time given was over` : `${what}: no closed form was found`) // prettier-ignore
    return found
  }
  const quantities = unlessProblem(() => quantitiesWithMean(landscape, frame, drift, diffusion)) ?? []
  const place = placeOf(branch, point)
  const samples = place === undefined ? [] : samplesAround(branch, place)
  const isCurve = branch.free.length === 1
  if (diffusion !== undefined) {
    const stationary = isCurve
      ? attempt('the stationary density', () => stationaryDensity(drift[0]!, diffusion[0]![0]!, landscape, frame, samples, place?.[0])) // prettier-ignore
      : attempt('a stationary density', () => densityOfIsotropic(setting, motion, place))
    return { ...motion, quantities, stationary, notes }
  }
  const solution = isCurve
    ? attempt('the solution', () => solveSeparable(drift[0]!, branch.free[0]!, samples))
    : undefined
  return {
    ...motion,
    quantities,
    solution,
    fixedPoints: await fixedPoints(motion, setting, place, means),
    notes,
  }
}

function densityOfIsotropic(
  { landscape, frame }: Setting,
  { drift, diffusion, isotropic }: MotionAlong,
  place: readonly number[] | undefined,
) {
  const volume = exactDeterminant(frame.metric)
  if (isotropic === undefined || diffusion === undefined || volume === undefined) return undefined
  const [determinant] = isotropic.potential.kind === 'call' ? isotropic.potential.args : []
  return (
    determinant && isotropicDensity(drift, diffusion, landscape, frame, determinant, simplest(volume), place)
  )
}

async function fixedPoints(
  motion: MotionAlong,
  setting: Setting,
  place: readonly number[] | undefined,
  means: Means,
): Promise<FixedPoints> {
  try {
    return await fixedPointsOf(motion, setting, { ...means, place })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === 'cancelled') throw error
    return { points: [], complete: false, note: 'an expression in it has no value' }
  }
}

/** Values of the free symbols at the point: read off where they are coordinates, found by Newton's method otherwise. */
function placeOf({ free, coordinates, ...branch }: ParametrisedBranch, { coordinates: w }: ZeroLossPoint): number[] | undefined {
  const places = free.map((symbol) => coordinates.indexOf(symbol))
  if (places.every((i) => i >= 0)) return places.map((i) => w[i]!)
  const [symbol] = free
  if (free.length !== 1 || symbol === undefined) return undefined
  const distance = (s: number): number => {
    const there = evaluateAll(coordinates, new Map([[symbol, s]]))
    return there.reduce((sum, x, i) => sum + (x - w[i]!) ** 2, 0)
  }
  const starts = branchPoints({ free, coordinates, domain: branch.domain }, 60).map((each) => each.free.get(symbol)!)
  const best = starts.reduce((a, b) => (distance(b) < distance(a) ? b : a), starts[0] ?? 0)
  const s = nearest(distance, best)
  return distance(s) <= 1e-12 * (1 + w.reduce((sum, x) => sum + x * x, 0)) ? [s] : undefined
} // prettier-ignore

/** A minimum of a function near a place, by a search in shrinking steps. */
function nearest(f: (s: number) => number, start: number): number {
  let [s, step] = [start, 0.5 * (1 + Math.abs(start))]
  for (let k = 0; k < 400 && step > 1e-15 * (1 + Math.abs(s)); k++) {
    const better = [s - step, s + step].find((x) => f(x) < f(s))
    if (better === undefined) step /= 2
    else s = better
  }
  return s
}

/** Values of the one free symbol on both sides of the place, of its sign, inside the branch. */
function samplesAround({ free, smooth }: ParametrisedBranch, [at]: readonly number[]): number[] {
  if (free.length !== 1) return []
  const size = at === 0 ? 1 : Math.abs(at!)
  return [0.03, -0.11, 0.17, -0.23, 0.31, -0.37, 0.43, -0.53, 0.61, -0.71]
    .map((part) => at! + part * size)
    .filter((s) => contains(smooth, new Map([[free[0]!, s]])))
}

function unlessProblem<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code !== 'cancelled') return undefined
    throw error
  }
}
