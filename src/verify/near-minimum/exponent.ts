import type { Budget } from '../../base/budget.js'
import type { Prose } from '../../base/prose.js'
import {
  addSample,
  emptyMoments,
  type Measured,
  measured,
  meanEstimate,
  mergedMoments,
  type Moments,
} from '../../numeric/index.js'
import type { Replicas } from '../replicas.js'
import { inBlocks } from './blocks.js'
import type { Notes } from './kept.js'
import type { Gauge } from './gauge.js'
import { Legs } from './legs.js'
import { type Pace, pilot } from './pilot.js'

/** What is asked: the exponent of the algorithm at one learning rate. */
export interface ExponentTask {
  readonly learningRate: number
  readonly seed: number
  readonly purpose: string
  readonly replicas: number
  readonly from: number
  readonly to: number
  /** Half-width at which the rest of the replicas is not run. */
  readonly wanted: number
}

/** Sums over replicas; those of blocks are merged. */
export interface GrowthTally {
  /** Growth per step of each replica, over its measured legs. */
  readonly exponents: Moments
  /** Second half of them less the first: what is left of the transient. */
  readonly halves: Moments
  /** Growth since the start, at the ends of the legs that are followed. */
  readonly curve: readonly Moments[]
  readonly legs: number
  readonly lost: number
  readonly strayed: number
}

export interface ExponentFound {
  readonly estimate: Measured
  readonly systematic: number
  readonly tally: GrowthTally
  readonly done: number
  /** Nothing when the exponent cannot be followed, for which there is a reason then, or when the budget ended before. */
  readonly plan: LegPlan | undefined
  readonly refused?: Prose | undefined
}

/** The legs of a replica: so many before anything is measured, and an even number of measured ones. */
export interface LegPlan extends Pace {
  readonly before: number
  readonly measured: number
  /** Numbers of the legs after which the growth is kept for the figure. */
  readonly followed: readonly number[]
}

const level = 0.99
// In steps of a replica.
const longestTransient = 2e5

/** Measures the exponent at one learning rate. */
export async function exponentAt(
  replicas: Replicas,
  gauge: Gauge,
  task: ExponentTask,
  budget: Budget,
  notes?: Notes,
): Promise<ExponentFound> {
  if (task.from > longestTransient) {
    const refused = `directions mix over ${task.from.toExponential(1)} steps here, too slowly for an experiment: choose a larger learning rate`
    const estimate = measured(0, Infinity, 0, level, 0)
    return { estimate, systematic: 0, tally: emptyTally(0), done: 0, plan: undefined, refused }
  }
  const pace = await pilot(replicas, gauge, { ...task, most: Math.max(1, (task.to - task.from) / 2) }, budget)
  if (pace === undefined) notes?.leave()
  if (pace === undefined || 'refused' in pace) {
    const estimate = measured(0, Infinity, 0, level, 0)
    return { estimate, systematic: 0, tally: emptyTally(0), done: 0, plan: undefined, refused: pace?.refused }
  }
  const plan = planned(pace, task)
  const { found, done } = await inBlocks<GrowthTally>(
    {
      name: task.purpose,
      replicas: task.replicas,
      smallest: 128,
      largest: 1024,
      empty: emptyTally(plan.followed.length),
      merged: mergedTallies,
      run: (first, count, watched) => runBlock(replicas, gauge, task, plan, { first, count }, watched),
      sharpness: (tally) => exponentEstimate(tally, plan, gauge).estimate.halfWidth / task.wanted,
    },
    budget,
    notes,
  )
  return { ...exponentEstimate(found, plan, gauge), tally: found, done, plan }
}

/** Points of the figure. */
const points = 12

function planned(pace: Pace, { from, to }: ExponentTask): LegPlan {
  const before = Math.ceil(from / pace.steps)
  const measured = 2 * Math.max(1, Math.round((to - from) / (2 * pace.steps)))
  const whole = before + measured
  const followed = Array.from({ length: Math.min(points, whole) }, (_, k) =>
    Math.ceil(((k + 1) * whole) / Math.min(points, whole)),
  )
  return { ...pace, before, measured, followed }
}

function emptyTally(followed: number): GrowthTally {
  const curve = Array.from({ length: followed }, emptyMoments)
  return { exponents: emptyMoments(), halves: emptyMoments(), curve, legs: 0, lost: 0, strayed: 0 }
}

function mergedTallies(a: GrowthTally, b: GrowthTally): GrowthTally {
  return {
    exponents: mergedMoments(a.exponents, b.exponents),
    halves: mergedMoments(a.halves, b.halves),
    curve: a.curve.map((moments, k) => mergedMoments(moments, b.curve[k]!)),
    legs: a.legs + b.legs,
    lost: a.lost + b.lost,
    strayed: a.strayed + b.strayed,
  }
}

async function runBlock(
  replicas: Replicas,
  gauge: Gauge,
  { learningRate, seed, purpose }: ExponentTask,
  plan: LegPlan,
  { first, count }: { first: number; count: number },
  budget: Budget,
): Promise<GrowthTally | undefined> {
  const tally = emptyTally(plan.followed.length)
  const legs = new Legs(replicas, gauge, learningRate, { seed, purpose, first, count })
  const whole = plan.before + plan.measured
  const grown = new Float64Array(count)
  // Sums and numbers of the legs of the first and the second half.
  const sums = [new Float64Array(count), new Float64Array(count)] as const
  const numbers = [new Uint32Array(count), new Uint32Array(count)] as const
  for (let leg = 0; leg < whole; leg++) {
    const quietly: Budget = { ...budget, progress: undefined }
    const gains = await legs.run(plan.length, plan.steps, quietly)
    if (gains === undefined) return undefined
    budget.progress?.('growth exponent', (leg + 1) / whole)
    const half = leg < plan.before + plan.measured / 2 ? 0 : 1
    const curve = tally.curve[plan.followed.indexOf(leg + 1)]
    for (let lane = 0; lane < count; lane++) {
      const gain = gains[lane]!
      grown[lane]! += gain
      if (curve !== undefined && Number.isFinite(grown[lane])) addSample(curve, grown[lane]!)
      if (leg < plan.before || Number.isNaN(gain)) continue
      sums[half][lane]! += gain
      numbers[half][lane]!++
    }
  }
  for (let lane = 0; lane < count; lane++) {
    const [early, late] = [numbers[0][lane]!, numbers[1][lane]!]
    if (early === 0 || late === 0) continue
    const [a, b] = [sums[0][lane]! / (early * plan.steps), sums[1][lane]! / (late * plan.steps)]
    addSample(tally.exponents, (early * a + late * b) / (early + late))
    addSample(tally.halves, b - a)
  }
  return { ...tally, legs: whole * count, lost: legs.vanished + legs.diverged, strayed: legs.strayed }
}

// The systematic part has what is left of the transient; the first legs' and the last legs' nonlinearity and rounding; and
// the legs whose growth is not known well, or not at all.
function exponentEstimate(
  { exponents, halves, legs, lost, strayed }: GrowthTally,
  { steps, length, gain }: LegPlan,
  { rounding, nearest, farthest }: Gauge,
): { estimate: Measured; systematic: number } {
  if (exponents.count < 2)
    return { estimate: measured(0, Infinity, 0, level, exponents.count), systematic: 0 }
  const estimate = meanEstimate(exponents, level)
  const drift = meanEstimate(halves, level)
  const transient = Math.max(0, Math.abs(drift.value) - drift.standardError)
  const [small, large] = [Math.min(0, gain), Math.max(0, gain)].map(
    (growth) => length * Math.exp(growth),
  ) as [number, number]
  // The gradient is linear to a thousandth at the farthest distance. What it is off by contracts with the displacement, but
  // perhaps a step later.
  const shape = ((1e-3 * large) / farthest) * Math.exp(Math.max(0, -gain / steps)) + rounding / small
  const unknown = (lost * Math.log(farthest / nearest) + 0.1 * strayed) / Math.max(1, legs)
  const systematic = transient + (shape + unknown) / steps
  return { estimate: { ...estimate, halfWidth: estimate.halfWidth + systematic }, systematic }
}
