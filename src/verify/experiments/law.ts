import { type Budget, spent } from '../../base/budget.js'
import { forgetful } from '../../base/memory.js'
import type { Prose } from '../../base/prose.js'
import { dynamicsOf } from '../../dynamics/index.js'
import { kolmogorovSmirnov, measured } from '../../numeric/index.js'
import type { LawExperiment } from '../../theory/index.js'
import { isHopeless } from '../displacement/blocks.js'
import { replicasAt, standardEffort } from '../effort.js'
import { digestOf } from '../kept.js'
import { blockAfter, fewest, stepsOf } from '../law/blocks.js'
import { type ExtrapolatedLaw, extrapolatedLaw } from '../law/extrapolate.js'
import { plainStanding, readStanding } from '../law/kept.js'
import { addFindings, type LevelFindings, noFindings, runLevel } from '../law/level.js'
import type { Chart, MeasuredQuantity } from '../measurement.js'
import { replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures the law of the place on the zero-loss set to which an ensemble belongs after a given slow time, at two strengths of
 * the noise. Replica r draws its noise from the stream (seed, purpose, r), so that nothing depends on the order in which
 * replicas are run. Replicas count in blocks, which are counted when they are whole at both levels: a run that is gone on with
 * begins the block again in which it was stopped.
 */
export const runLaw: Runner<LawExperiment> = async (experiment, settings) => {
  const { model, seed, budget, precision, effort = standardEffort, host, memory = forgetful } = settings
  const { optimiser, noise } = experiment
  const replicas = replicasAt(effort, experiment.replicas)
  const dynamics = dynamicsOf(model, { optimiser, noise: noise.model, options: noise.options })
  const noisy = replicasOf(dynamics, host)
  const silent = dynamicsOf(model, { optimiser })
  const quiet = replicasOf(silent, host)
  const means = {
    noisy,
    quiet,
    settings: dynamics.settings,
    landing: silent.settings(experiment.landingRate, 0),
  }
  const asked = digestOf(experiment, seed, precision)
  const before = memory.recall(readStanding(asked, experiment, replicas))
  const levels = before?.levels ?? ([noFindings(), noFindings()] as const)
  let done = before?.done ?? 0
  const steps = stepsOf(experiment)
  let found = extrapolatedLaw(levels, experiment)
  const hopeless = isHopeless(steps)
  const share = (): number => shareDone(found, precision, done, replicas)
  const isPrecise = (): boolean => done >= fewest && share() >= 1
  let isOver = hopeless || isPrecise()
  try {
    while (!isOver && done < replicas && !spent(budget)) {
      const count = blockAfter(done, replicas, steps)
      const part = { seed, first: done, count }
      const reached = done === 0 ? 0 : share()
      const watched = (level: 0 | 1): Budget => ({
        ...budget,
        progress: (_, within) => {
          const inBlock = count * (level === 0 ? 0.2 * within : 0.2 + 0.8 * within)
          const growing = done === 0 ? inBlock / replicas : reached * (1 + inBlock / done)
          budget.progress?.(what, Math.min(0.99, growing))
        },
      })
      const coarse = await runLevel(experiment, 0, means, part, watched(0))
      const fine = coarse && (await runLevel(experiment, 1, means, part, watched(1)))
      if (coarse === undefined || fine === undefined) break
      addFindings(levels[0], coarse)
      addFindings(levels[1], fine)
      done += count
      found = extrapolatedLaw(levels, experiment)
      isOver = isPrecise()
      if (isOver || done >= replicas || memory.isDue()) memory.keep(plainStanding(asked, { done, levels }))
    }
  } finally {
    await noisy.close()
    await quiet.close()
  }
  const isUnfinished = !isOver && done < replicas
  if (isUnfinished) memory.leave(plainStanding(asked, { done, levels }))
  budget.progress?.(what, 1)
  const coarsest = experiment.levels[0]
  return {
    quantities: {
      mean: found?.mean ?? unknown(done),
      deviation: found?.deviation ?? unknown(done),
      distance: found?.distance ?? unknown(done),
    },
    charts: chartsOf(experiment, found),
    run: {
      seed,
      replicas: done,
      steps: levels.reduce((sum, level) => sum + level.steps, 0),
      settings: {
        learningRate: coarsest.learningRate,
        noiseStrength: coarsest.noiseStrength,
        stepsPerReplica: coarsest.steps,
        slowTime: experiment.slowTime,
      },
      cutShort: hopeless || (isUnfinished && share() < 1),
    },
    remarks: [
      ...(hopeless
        ? [`a single run would take ${steps.toExponential(1)} steps; choose another learning rate`]
        : []),
      ...remarksOn(levels),
    ],
  }
}

const what = 'law of the place on the set'

/** Of the replicas that it takes for every quantity to be precise, and of those there may be. */
function shareDone(
  found: ExtrapolatedLaw | undefined,
  precision: Readonly<Record<string, number>>,
  done: number,
  replicas: number,
): number {
  if (found === undefined) return 0
  const shares = (['mean', 'deviation', 'distance'] as const).map((name) => {
    const { halfWidth } = found[name].estimate
    const wanted = precision[name] ?? Infinity
    return halfWidth <= wanted ? 1 : (wanted / halfWidth) ** 2
  })
  const least = Math.min(...shares)
  return least >= 1 ? 1 : Math.max(least, Math.min(0.99, done / replicas))
}

function unknown(count: number): MeasuredQuantity {
  return { estimate: measured(0, Infinity, 0, 0.99, count), systematic: 0 }
}

/** Of the points of the law every third is marked. */
const marked = 3

function chartsOf({ law, timeScale, slowTime }: LawExperiment, found: ExtrapolatedLaw | undefined): Chart[] {
  const x = `displacement along the direction of strongest noise, $${timeScale} = ${Number(slowTime.toPrecision(3))}$`
  const points = (found?.points ?? []).map((point, k) => ({ ...point, predicted: law[k]!.probability }))
  const shown = points.filter((_, k) => k % marked === 0)
  return [
    {
      id: 'law',
      title: 'Distribution function of the displacement: noisy gradient descent against the slow diffusion',
      x,
      y: 'probability of less',
      predicted: law.map(({ at, probability }): [number, number] => [at, probability]),
      measured: shown.map(({ x, y, halfWidth }) => ({ x, y, halfWidth })),
    },
    {
      id: 'law-difference',
      title: 'The difference of the two distribution functions, where each point has its own interval',
      x,
      y: 'measured less predicted probability',
      predicted: law.map(({ at }): [number, number] => [at, 0]),
      measured: shown.map(({ x, y, halfWidth, predicted }) => ({ x, y: y - predicted, halfWidth })),
    },
  ]
}

function remarksOn(levels: readonly [LevelFindings, LevelFindings]): Prose[] {
  const [coarse, fine] = levels
  const escaped = coarse.escaped + fine.escaped
  const unsettled = coarse.unsettled + fine.unsettled
  const remarks: Prose[] = []
  if (escaped > 0)
    remarks.push(`${runs(escaped)} left the neighbourhood of the start and could have ended anywhere`)
  if (unsettled > 0)
    remarks.push(`${runs(unsettled)} did not settle on the set when the noise was switched off`)
  if (coarse.values.length > 0 && fine.values.length > 0) {
    const { distance, pValue } = kolmogorovSmirnov(coarse.values, fine.values)
    remarks.push(
      `between the two strengths of the noise the two-sample test of Kolmogorov and Smirnov finds the distance ` +
        `${distance.toPrecision(2)} (p = ${pValue < 1e-3 ? pValue.toExponential(0) : pValue.toFixed(3)})`,
    )
  }
  return remarks
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`
}
