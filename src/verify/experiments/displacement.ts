import { type Budget, spent } from '../../base/budget.js'
import { forgetful } from '../../base/memory.js'
import type { Prose } from '../../base/prose.js'
import { dynamicsOf } from '../../dynamics/index.js'
import { measured } from '../../numeric/index.js'
import { decimal, type DisplacementExperiment, type DisplacementLevel } from '../../theory/index.js'
import { blockAfter, fewest, isHopeless } from '../displacement/blocks.js'
import { type Extrapolated, extrapolated, lostBias } from '../displacement/extrapolate.js'
import { plainStanding, readStanding, type Standing } from '../displacement/kept.js'
import { type BlockResult, type BlockUnderWay, isUnderWay, Level } from '../displacement/level.js'
import { digestOf } from '../kept.js'
import { replicasAt, standardEffort } from '../effort.js'
import { replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures how far an ensemble drifts along the zero-loss set in a given slow time. Two levels, the second with half of what
 * the bias is proportional to, are extrapolated to where it vanishes. Replica r draws its noise from the
 * stream (seed, purpose, r), so that nothing depends on the order in which replicas are run, nor on when the run was
 * stopped and gone on with: replicas count in blocks, which are counted when they are whole at all levels.
 */
export const runDisplacement: Runner<DisplacementExperiment> = async (experiment, settings) => {
  const { model, seed, budget, precision, effort = standardEffort, host, memory = forgetful } = settings
  const { optimiser, noise, predictedPath } = experiment
  const needed = Math.max(fewest, experiment.fewestReplicas ?? 0)
  const replicas = Math.max(replicasAt(effort, experiment.replicas), experiment.fewestReplicas ?? 0)
  const dynamics = dynamicsOf(model, { optimiser, noise: noise.model, options: noise.options })
  const noisy = replicasOf(dynamics, host)
  const silent = dynamicsOf(model, { optimiser })
  const quiet = replicasOf(silent, host)
  const asked = digestOf(experiment, seed, precision)
  const before = memory.recall(readStanding(asked, experiment, noisy))
  const means = {
    noisy,
    quiet,
    settings: (level: DisplacementLevel) => dynamics.settings(level.learningRate, level.noiseStrength),
    landing: silent.settings(experiment.landingRate, 0),
  }
  const levels = experiment.levels.map((_, k) => new Level(experiment, seed, k, means, before?.tallies[k]))
  const wanted = precision['displacement'] ?? 0
  let done = before?.done ?? 0
  let block: Standing['block'] = before?.block ?? { results: [] }
  const standing = (block: Standing['block']) =>
    plainStanding(asked, { done, tallies: levels.map(({ tally }) => tally), block })
  // Runs that left make the mean uncertain, however many there are.
  const isPrecise = (): boolean =>
    (done >= needed && found(levels, experiment).estimate.halfWidth <= wanted) ||
    (done >= manyRuns && lostBias(lostShare(levels), experiment.length) > wanted)
  // Not begun when even a small ensemble would take very long.
  const hopeless = isHopeless(stepsOf(experiment))
  let isOver = hopeless || isPrecise()
  try {
    while (!isOver && done < replicas && !spent(budget)) {
      const count = blockAfter(done, replicas)
      const level = levels[block.results.length]!
      const watched: Budget = {
        ...budget,
        progress: (what, share) =>
          budget.progress?.(
            what,
            progress(levels, done, done + share * count, { ...experiment, replicas }, wanted),
          ),
      }
      const { results } = block
      const next = await level.run({ first: done, count }, watched, block.underWay, (underWay) => {
        if (memory.isDue()) memory.keep(standing({ results, underWay: underWay() }))
      })
      block = blockWith(results, next)
      if (block.results.length === levels.length) {
        for (const [k, result] of block.results.entries()) levels[k]!.add(result)
        block = { results: [] }
        done += count
        isOver = isPrecise()
      }
      memory.keep(standing(block))
    }
  } finally {
    await noisy.close()
    await quiet.close()
  }
  const isUnfinished = !isOver && done < replicas
  if (isUnfinished) memory.leave(standing(block))
  budget.progress?.('drift along the set', 1)
  const { estimate, systematic } = done < (experiment.fewestReplicas ?? 0) ? nothingKnown(levels) : found(levels, experiment) // prettier-ignore
  const time = experiment.slowTime
  const coarsest = experiment.levels[0]!
  return {
    quantities: {
      displacement: { estimate, systematic },
    },
    charts: [
      {
        id: 'drift',
        title: 'Mean displacement along the set: noisy gradient descent against the slow flow',
        x: `slow time $${experiment.timeScale}$`,
        y: 'displacement along the predicted direction',
        predicted: [
          [0, 0],
          ...predictedPath.map(({ fraction, displacement }): [number, number] => [
            fraction * time,
            displacement,
          ]),
        ],
        measured: predictedPath.map(({ fraction }, k) => {
          const means = levels.map(({ tally }) => tally.path[k]!)
          const { estimate: here } = extrapolated(means, experiment)
          return { x: fraction * time, y: here.value, halfWidth: here.halfWidth }
        }),
      },
    ],
    run: {
      seed,
      replicas: estimate.count,
      steps: levels.reduce((sum, { tally }) => sum + tally.steps, 0),
      settings: {
        learningRate: coarsest.learningRate,
        noiseStrength: coarsest.noiseStrength,
        stepsPerReplica: coarsest.steps,
        slowTime: time,
      },
      cutShort: hopeless || (isUnfinished && estimate.halfWidth > wanted),
    },
    remarks: [
      ...(hopeless
        ? [`a single run would take ${coarsest.steps.toExponential(1)} steps; choose another learning rate`]
        : []),
      ...remarksOn(levels, experiment, done),
    ],
  }
}

function blockWith(results: readonly BlockResult[], next: BlockResult | BlockUnderWay): Standing['block'] {
  return isUnderWay(next) ? { results, underWay: next } : { results: [...results, next] }
}

function found(levels: readonly Level[], experiment: DisplacementExperiment): Extrapolated {
  return extrapolated(
    levels.map(({ tally }) => tally.final),
    experiment,
    lostShare(levels),
  )
}

/** Before a law of rare events has shown itself, its sample says nothing. */
function nothingKnown(levels: readonly Level[]): Extrapolated {
  const count = Math.min(...levels.map(({ tally }) => tally.final.count))
  return { estimate: measured(0, Infinity, 0, 0.99, count), systematic: 0 }
}

/** Runs after which a share of those that left is known well enough to stop for it. */
const manyRuns = 1024

/** The largest share, of all levels, of runs that left or did not settle. */
function lostShare(levels: readonly Level[]): number {
  return Math.max(
    ...levels.map(({ tally: { final, escaped, unsettled } }) => {
      const lost = escaped + unsettled
      return lost === 0 ? 0 : lost / (final.count + lost)
    }),
  )
}

/** Of one replica at all levels. */
function stepsOf({ levels }: DisplacementExperiment): number {
  return levels.reduce((sum, { steps }) => sum + steps, 0)
}

/** @param counted replicas in the tallies; `done` has the share of those under way */
function progress(
  levels: readonly Level[],
  counted: number,
  done: number,
  experiment: DisplacementExperiment,
  wanted: number,
): number {
  const { halfWidth } = found(levels, experiment).estimate
  const byPrecision = Number.isFinite(halfWidth) && halfWidth > 0 ? (wanted / halfWidth) ** 2 : 0
  const soFar = counted === 0 ? 0 : byPrecision * (done / counted)
  return Math.min(0.99, Math.max(done / experiment.replicas, Math.min(soFar, done / fewest)))
}

function remarksOn(
  levels: readonly Level[],
  { fewestReplicas = 0, length, countsFromFirst, levels: planned, predictedPath }: DisplacementExperiment,
  done: number,
): Prose[] {
  const escaped = levels.reduce((sum, level) => sum + level.tally.escaped, 0)
  const unsettled = levels.reduce((sum, level) => sum + level.tally.unsettled, 0)
  const all = levels.reduce((sum, { tally }) => sum + tally.final.count, escaped + unsettled)
  const bias = decimal(lostBias(lostShare(levels), length), 2)
  const first = Math.round((predictedPath[0]?.fraction ?? 0) * planned[0]!.steps)
  return [
    ...(countsFromFirst === true
      ? [
          `runs begin beside the zero-loss set; what is measured is how far they move along it from step ${first} on, when they have come down to it`,
        ]
      : []),
    ...(done < fewestReplicas
      ? [
          `the masks are so rarely 0 that ${fewestReplicas} runs are needed before anything is known; ${done} were made`,
        ]
      : []),
    ...(escaped > 0
      ? [
          `${runs(escaped)} of ${all} left the neighbourhood of the start and ${escaped === 1 ? 'is' : 'are'} not counted: the mean of all is uncertain by at least ${bias} for that`,
        ]
      : []),
    ...(unsettled > 0
      ? [`${runs(unsettled)} did not settle on the set when the noise was switched off`]
      : []),
  ]
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`
}
