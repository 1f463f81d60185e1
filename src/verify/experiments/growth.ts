import { forgetful } from '../../base/memory.js'
import { spent } from '../../base/budget.js'
import type { Prose } from '../../base/prose.js'
import { dynamicsOf } from '../../dynamics/index.js'
import { meanEstimate } from '../../numeric/index.js'
import type { GrowthExperiment } from '../../theory/index.js'
import { replicasAt, standardEffort } from '../effort.js'
import type { Chart } from '../measurement.js'
import { exponentAt, type ExponentFound } from '../near-minimum/exponent.js'
import { gaugeOf } from '../near-minimum/gauge.js'
import { notesIn } from '../near-minimum/kept.js'
import { digestOf } from '../kept.js'
import { replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures the exponent with which the distance from the zero-loss set grows near a point. A pilot finds how many steps
 * can be followed at a time; the prediction is not used. Replica r draws its noise and its first direction from streams
 * with its number, so that nothing depends on the order in which replicas are run.
 */
export const runGrowth: Runner<GrowthExperiment> = async (
  experiment,
  { model, seed, budget, effort = standardEffort, precision, host, memory = forgetful },
) => {
  const { optimiser, batch, from, to, learningRate, ladder } = experiment
  const walkers = replicasOf(dynamicsOf(model, { optimiser, ...(batch && { batch }) }), host)
  const gauge = gaugeOf(model, experiment)
  const replicas = replicasAt(effort, experiment.replicas)
  const wanted = precision['exponent'] ?? 0
  const rungs: { rate: number; found: ExponentFound }[] = []
  const common = { seed, from, to }
  let main: ExponentFound
  try {
    main = await exponentAt(
      walkers,
      gauge,
      { ...common, learningRate, purpose: 'growth', replicas, wanted },
      budget,
      notesIn(memory, digestOf(experiment, seed, precision)),
    )
    const quietly = { ...budget, progress: undefined }
    for (const [k, rate] of (ladder?.learningRates ?? []).entries()) {
      if (spent(budget) || main.plan === undefined) break
      const rough = { replicas: Math.min(onLadder, replicas), wanted: 0, purpose: `growth/rung-${k + 1}` }
      rungs.push({
        rate,
        found: await exponentAt(walkers, gauge, { ...common, learningRate: rate, ...rough }, quietly),
      })
    }
  } finally {
    await walkers.close()
  }
  budget.progress?.('growth exponent', 1)
  const { estimate, systematic, tally, plan, refused, done } = main
  const all = [main, ...rungs.map(({ found }) => found)]
  return {
    quantities: { exponent: { estimate, systematic } },
    charts: [
      growthChart(main, experiment),
      ...(ladder === undefined ? [] : [ladderChart(rungs, ladder.predicted)]),
    ],
    run: {
      seed,
      replicas: done,
      steps: all.reduce((sum, found) => sum + found.tally.legs * (found.plan?.steps ?? 0), 0),
      settings: {
        learningRate,
        ...(batch && { batchSize: batch.size }),
        from,
        to,
        stepsPerLeg: plan?.steps ?? 0,
        startOfLeg: plan?.length ?? 0,
      },
      cutShort: refused === undefined && done < replicas && estimate.halfWidth > wanted,
    },
    remarks: [...(refused === undefined ? [] : [refused]), ...remarksOn(tally)],
  }
}

/** Replicas at the other learning rates. */
const onLadder = 128

// Growth since the start, against a line with the predicted slope through the first point after the transient.
function growthChart({ tally, plan }: ExponentFound, { from, predicted }: GrowthExperiment): Chart {
  const measured = tally.curve.flatMap((moments, k) => {
    if (plan === undefined || moments.count < 2) return []
    const { value, halfWidth } = meanEstimate(moments, 0.99)
    return [{ x: plan.followed[k]! * plan.steps, y: value, halfWidth }]
  })
  const anchor = measured.find(({ x }) => x >= from)
  const last = measured[measured.length - 1]
  const line = anchor === undefined || last === undefined ? [] : [anchor.x, last.x]
  return {
    id: 'growth-of-distance',
    title:
      'Logarithm of the distance from the zero-loss set, summed over the legs of the runs, against the predicted slope',
    x: 'step',
    y: 'mean logarithm of the growth',
    predicted: line.map((x): [number, number] => [x, anchor!.y + predicted * (x - anchor!.x)]),
    measured,
  }
}

function ladderChart(
  rungs: readonly { rate: number; found: ExponentFound }[],
  predicted: Chart['predicted'],
): Chart {
  const measured = rungs.flatMap(({ rate, found: { estimate } }) =>
    Number.isFinite(estimate.halfWidth)
      ? [{ x: rate, y: estimate.value, halfWidth: estimate.halfWidth }]
      : [],
  )
  const crossing = signChange(measured)
  return {
    id: 'exponents',
    title: 'Exponent of the growth at several learning rates',
    x: 'learning rate $\\eta$',
    y: 'exponent per step',
    predicted,
    measured,
    zeroLine: true,
    ...(crossing === undefined ? {} : { mark: { x: crossing, label: 'measured change of sign' } }),
  }
}

// The first one, with a straight line between the points around it.
function signChange(points: readonly { x: number; y: number }[]): number | undefined {
  const at = points.findIndex(({ y }, k) => k > 0 && points[k - 1]!.y < 0 !== y < 0)
  if (at < 0) return undefined
  const [a, b] = [points[at - 1]!, points[at]!]
  return a.x + ((b.x - a.x) * a.y) / (a.y - b.y)
}

function remarksOn({ legs, lost, strayed }: ExponentFound['tally']): Prose[] {
  const share = (count: number): string => `${((100 * count) / legs).toPrecision(2)} %`
  return [
    ...(lost > 0
      ? [`${share(lost)} of the legs ended where the distance from the set has no logarithm and are left out`]
      : []),
    ...(strayed > 1e-3 * legs
      ? [`${share(strayed)} of the legs ended outside of the distances that were meant`]
      : []),
  ]
}
