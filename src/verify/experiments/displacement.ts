import { type Budget, spent } from '../../base/budget.js'
import { forgetful } from '../../base/memory.js'
import type { Prose } from '../../base/prose.js'
import { dynamicsOf } from '../../dynamics/index.js'
import type { DisplacementExperiment } from '../../theory/index.js'
import { blockAfter, fewest, isHopeless } from '../displacement/blocks.js'
import { type Extrapolated, extrapolated } from '../displacement/extrapolate.js'
import { plainStanding, readStanding, type Standing } from '../displacement/kept.js'
import { type BlockResult, type BlockUnderWay, isUnderWay, Level } from '../displacement/level.js'
import { digestOf } from '../kept.js'
import { replicasAt, standardEffort } from '../effort.js'
import { replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures how far an ensemble drifts along the zero-loss set in a given slow time. Two noise levels, the second with
 * half the variance and twice the steps, are extrapolated to vanishing variance. Replica r draws its noise from the
 * stream (seed, purpose, r), so that nothing depends on the order in which replicas are run, nor on when the run was
 * stopped and gone on with: replicas count in blocks, which are counted when they are whole at both levels.
 */
export const runDisplacement: Runner<DisplacementExperiment> = async (experiment, settings) => {
  const { model, seed, budget, precision, effort = standardEffort, host, memory = forgetful } = settings
  const { optimiser, noise, predictedPath } = experiment
  const replicas = replicasAt(effort, experiment.replicas)
  const noisy = replicasOf(dynamicsOf(model, { optimiser, noise }), host)
  const quiet = replicasOf(dynamicsOf(model, { optimiser }), host)
  const asked = digestOf(experiment, seed, precision)
  const before = memory.recall(readStanding(asked, experiment, noisy))
  const levels = [1, 2].map(
    (refinement, k) => new Level(experiment, seed, refinement, { noisy, quiet }, before?.tallies[k]),
  ) as [Level, Level]
  const wanted = precision['displacement'] ?? 0
  let done = before?.done ?? 0
  let block: Standing['block'] = before?.block ?? { results: [] }
  const standing = (block: Standing['block']) =>
    plainStanding(asked, { done, tallies: levels.map(({ tally }) => tally), block })
  const isPrecise = (): boolean => done >= fewest && found(levels, experiment).estimate.halfWidth <= wanted
  // Not begun when even a small ensemble would take very long.
  const hopeless = isHopeless(experiment.steps)
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
  budget.progress?.('label-noise drift', 1)
  const { estimate, systematic } = found(levels, experiment)
  const time = experiment.steps * (experiment.learningRate * experiment.noiseStrength) ** 2
  return {
    quantities: {
      displacement: { estimate, systematic },
    },
    charts: [
      {
        id: 'drift',
        title: 'Mean displacement along the set: noisy gradient descent against the slow flow',
        x: 'slow time $k\\alpha^2\\sigma^2$',
        y: 'displacement along the predicted direction',
        predicted: [
          [0, 0],
          ...predictedPath.map(({ fraction, displacement }): [number, number] => [
            fraction * time,
            displacement,
          ]),
        ],
        measured: predictedPath.map(({ fraction }, k) => {
          const { estimate: here } = extrapolated(
            levels[0].tally.path[k]!,
            levels[1].tally.path[k]!,
            experiment,
          )
          return { x: fraction * time, y: here.value, halfWidth: here.halfWidth }
        }),
      },
    ],
    run: {
      seed,
      replicas: estimate.count,
      steps: levels[0].tally.steps + levels[1].tally.steps,
      settings: {
        learningRate: experiment.learningRate,
        noiseStrength: experiment.noiseStrength,
        stepsPerReplica: experiment.steps,
        slowTime: time,
      },
      cutShort: hopeless || (isUnfinished && estimate.halfWidth > wanted),
    },
    remarks: [
      ...(hopeless
        ? [`a single run would take ${experiment.steps.toExponential(1)} steps; choose another learning rate`]
        : []),
      ...remarksOn(levels),
    ],
  }
}

function blockWith(results: readonly BlockResult[], next: BlockResult | BlockUnderWay): Standing['block'] {
  return isUnderWay(next) ? { results, underWay: next } : { results: [...results, next] }
}

function found([coarse, fine]: readonly [Level, Level], experiment: DisplacementExperiment): Extrapolated {
  return extrapolated(coarse.tally.final, fine.tally.final, experiment)
}

/** @param counted replicas in the tallies; `done` has the share of those under way */
function progress(
  levels: readonly [Level, Level],
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

function remarksOn(levels: readonly Level[]): Prose[] {
  const escaped = levels.reduce((sum, level) => sum + level.tally.escaped, 0)
  const unsettled = levels.reduce((sum, level) => sum + level.tally.unsettled, 0)
  return [
    ...(escaped > 0
      ? [
          `${runs(escaped)} left the neighbourhood of the start and ${escaped === 1 ? 'is' : 'are'} not counted`,
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
