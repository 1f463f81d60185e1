import { forgetful } from '../../base/memory.js'
import { type Budget, spent } from '../../base/budget.js'
import type { Prose } from '../../base/prose.js'
import { dynamicsOf } from '../../dynamics/index.js'
import { type Measured, proportionEstimate } from '../../numeric/index.js'
import { type AccumulationExperiment, decimal, measuredDecimal } from '../../theory/index.js'
import { replicasAt, standardEffort } from '../effort.js'
import { inBlocks } from '../near-minimum/blocks.js'
import { type Fates, fatesOf, mergedFates, noFates, runsInLane } from '../near-minimum/fates.js'
import { type Gauge, gaugeOf } from '../near-minimum/gauge.js'
import { notesIn } from '../near-minimum/kept.js'
import { commonStride } from '../near-minimum/lanes.js'
import { type Pace, pilot } from '../near-minimum/pilot.js'
import { digestOf } from '../kept.js'
import { type Replicas, replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures which share of the runs that begin close to a point settle there, at several distances. It is the place at which
 * a run settles that decides, not its loss: runs that leave can settle at another point of the set.
 */
export const runAccumulation: Runner<AccumulationExperiment> = async (
  experiment,
  { model, seed, budget, effort = standardEffort, precision, host, memory = forgetful },
) => {
  const { optimiser, batch, learningRate, radius, mostSteps } = experiment
  const walkers = replicasOf(dynamicsOf(model, { optimiser, ...(batch && { batch }) }), host)
  const gauge = gaugeOf(model, experiment)
  const lanes = Math.ceil(replicasAt(effort, experiment.replicas) / runsInLane)
  const wanted = precision['settled'] ?? 0
  const pace = await paceOf(walkers, gauge, { learningRate, seed }, budget)
  const distances = pace === undefined ? resolved(experiment.distances, gauge) : experiment.distances
  const last = distances.length - 1
  // The smallest distance first, which is the one that is asked for, but the next one tells how close it is to the limit.
  const order = [
    last - 1,
    last,
    ...distances
      .map((_, k) => k)
      .slice(0, -2)
      .reverse(),
  ].filter((k) => k >= 0)
  const found = distances.map(() => noFates)
  const notes = notesIn(memory, digestOf(experiment, seed, precision))
  const measure = (k: number, count: number, sharpness: (fates: Fates) => number, watched: Budget) =>
    inBlocks<Fates>(
      {
        name: `distance ${k + 1}`,
        replicas: count,
        smallest: 32,
        largest: 512,
        empty: noFates,
        merged: mergedFates,
        run: (first, count, watched) =>
          fatesOf(walkers, gauge, { ...experiment, pace }, distances[k]!, { seed, purpose: `accumulation/${k + 1}`, first, count }, watched), // prettier-ignore
        sharpness,
      },
      watched,
      notes,
    )
  try {
    for (const k of order) {
      if (spent(budget)) {
        notes.leave()
        break
      }
      const run =
        k === last
          ? await measure(
              k,
              lanes,
              (fates) => limitOf(fates, found[last - 1]).estimate.halfWidth / wanted,
              budget,
            )
          : await measure(k, Math.ceil(lanes / 4), () => Infinity, { ...budget, progress: undefined })
      found[k] = run.found
    }
  } finally {
    await walkers.close()
  }
  budget.progress?.('runs near the point', 1)
  const smallest = found[last]!
  const { estimate, systematic } = limitOf(smallest, found[last - 1])
  return {
    quantities: { settled: { estimate, systematic } },
    charts: [
      {
        id: 'settled',
        title: 'Share of the runs that settle near the point, against the distance at which they begin',
        x: 'distance of the start, $\\log_{10}\\sigma$',
        y: 'share that settles',
        isShare: true,
        predicted: [distances[0]!, distances[last]!].map((distance): [number, number] => [
          Math.log10(distance),
          experiment.predicted,
        ]),
        measured: found.flatMap((fates, k) => {
          if (fates.runs === 0) return []
          const { value, halfWidth } = shareOf(fates)
          return [{ x: Math.log10(distances[k]!), y: value, halfWidth }]
        }),
      },
    ],
    run: {
      seed,
      replicas: smallest.runs,
      steps: found.reduce((sum, { steps }) => sum + steps, 0),
      settings: {
        learningRate,
        ...(batch && { batchSize: batch.size }),
        radius,
        smallestDistance: distances[last]!,
        mostSteps,
      },
      cutShort: smallest.runs < lanes * runsInLane && estimate.halfWidth > wanted,
    },
    remarks: [
      ...remarksOn(smallest),
      ...sharesByDistance(found, distances),
      ...(pace === undefined ? [] : [magnified(pace)]),
    ],
  }
}

// How displacements are followed below what doubles resolve; nothing where single steps go too far for that.
async function paceOf(
  walkers: Replicas,
  gauge: Gauge,
  { learningRate, seed }: { learningRate: number; seed: number },
  budget: Budget,
): Promise<Pace | undefined> {
  const asked = { learningRate, seed, purpose: 'accumulation', most: commonStride }
  const found = await pilot(walkers, gauge, asked, budget)
  return found === undefined || 'refused' in found ? undefined : found
}

function resolved(distances: readonly number[], { nearest }: Gauge): readonly number[] {
  return distances.filter((distance, k) => k < 2 || distance >= nearest)
}

// A run that is near the point and under way may yet settle or not: it counts half.
function shareOf({ settled, undecided, runs }: Fates): Measured {
  const estimate = proportionEstimate(settled, runs, 0.99)
  const half = runs === 0 ? 0 : undecided / (2 * runs)
  return { ...estimate, value: estimate.value + half, halfWidth: estimate.halfWidth + half }
}

// The share for distances that tend to 0, as far as it can be told. Systematic are the undecided runs; twice what changed
// since the distance before, beyond its scatter; and, where some runs came down to nearly nothing and rose again, those that
// were kept from it: had they been followed further, as large a part of them would have risen, again and again.
function limitOf(fates: Fates, before: Fates | undefined): { estimate: Measured; systematic: number } {
  const { settled, undecided, lowered, runs } = fates
  const share = shareOf(fates)
  if (runs === 0) return { estimate: share, systematic: 0 }
  let systematic = undecided / (2 * runs)
  if (lowered > 0) systematic += (settled / runs) * Math.min(1, 2 * (1 - settled / lowered))
  if (before !== undefined && before.runs > 0) {
    const other = shareOf(before)
    const scatter = Math.hypot(share.standardError, other.standardError)
    systematic += 2 * Math.max(0, Math.abs(share.value - other.value) - scatter)
  }
  const statistical = share.halfWidth - undecided / (2 * runs)
  return { estimate: { ...share, halfWidth: statistical + systematic }, systematic }
}

function sharesByDistance(found: readonly Fates[], distances: readonly number[]): Prose[] {
  const told = found.flatMap((fates, k) => {
    if (fates.runs === 0) return []
    return [`${measuredDecimal(shareOf(fates))} from ${decimal(distances[k]!, 2)} (${fates.runs} runs)`]
  })
  return told.length < 2 ? [] : [`share that settles near the point, by the distance of the start: ${told.join(', ')}; 99 %`]
} // prettier-ignore

const magnified = ({ length }: Pace): Prose =>
  `distances below ${decimal(length, 2)} are followed magnified, since steps are linear there`

function remarksOn({ runs, settled, elsewhere, diverged, undecided, wandering }: Fates): Prose[] {
  if (runs === 0) return []
  const parts: [number, string][] = [
    [settled, 'settled near the point'],
    [elsewhere, 'settled, to rounding, elsewhere on the zero-loss set'],
    [diverged, 'diverged'],
    [wandering, 'had left and were under way at the end'],
    [undecided, 'were under way near the point at the end'],
  ]
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return [`of ${runs} runs from the smallest distance ${told.join(', ')}`]
}
