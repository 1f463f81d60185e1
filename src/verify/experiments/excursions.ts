import { forgetful } from '../../base/memory.js'
import { dynamicsOf } from '../../dynamics/index.js'
import { square, subtract } from '../../expression/index.js'
import { hillExponent, type Measured, proportionEstimate } from '../../numeric/index.js'
import type { ExcursionExperiment } from '../../theory/index.js'
import { replicasAt, standardEffort } from '../effort.js'
import type { Chart } from '../measurement.js'
import { inBlocks } from '../near-minimum/blocks.js'
import {
  comeDown,
  emptyExcursions,
  excursions,
  excursionStart,
  type ExcursionTally,
  factorsUpTo,
  mergedExcursions,
  runsInLane,
} from '../near-minimum/excursions.js'
import { gaugeOf } from '../near-minimum/gauge.js'
import { notesIn } from '../near-minimum/kept.js'
import { digestOf } from '../kept.js'
import { replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures how the probability of a large excursion falls with its size, by Hill's estimator between two factors. The
 * largest distance is kept in the kernel, step by step.
 */
export const runExcursions: Runner<ExcursionExperiment> = async (
  experiment,
  { model, seed, budget, effort = standardEffort, precision, host, memory = forgetful },
) => {
  const { optimiser, batch, learningRate, start, from, to, mostSteps } = experiment
  const { graph, symbols } = model
  const largest = graph.sum(symbols.map((symbol, i) => square(subtract(symbol, graph.constant(start[i]!)))))
  const walkers = replicasOf(dynamicsOf(model, { optimiser, ...(batch && { batch }), largest }), host)
  const gauge = gaugeOf(model, experiment)
  const lanes = Math.ceil(replicasAt(effort, experiment.replicas) / runsInLane)
  const wanted = precision['tailExponent'] ?? 0
  const length = excursionStart(gauge, experiment)
  const isTooClose = !(comeDown * length > gauge.rounding)
  try {
    const { found } = await inBlocks<ExcursionTally>(
      {
        name: 'excursions',
        replicas: isTooClose ? 0 : lanes,
        smallest: 256,
        largest: 2048,
        empty: emptyExcursions(experiment),
        merged: mergedExcursions,
        run: (first, count, watched) =>
          excursions(walkers, gauge, experiment, { seed, purpose: 'excursions', first, count }, watched),
        sharpness: (tally) => exponentOf(tally).estimate.halfWidth / wanted,
      },
      budget,
      notesIn(memory, digestOf(experiment, seed, precision)),
    )
    budget.progress?.('runs near the point', 1)
    const { estimate, systematic } = exponentOf(found)
    return {
      quantities: { tailExponent: { estimate, systematic } },
      charts: [chart(found, experiment)],
      run: {
        seed,
        replicas: found.runs,
        steps: found.steps,
        settings: {
          learningRate,
          ...(batch && { batchSize: batch.size }),
          from,
          to,
          startingDistance: length,
          mostSteps,
        },
        cutShort: !isTooClose && found.runs < lanes * runsInLane && estimate.halfWidth > wanted,
      },
      remarks: [
        ...(isTooClose
          ? [
              'doubles do not resolve runs that begin so close that their excursions stay where the algorithm is linear',
            ]
          : []),
        ...(found.unfinished > 0
          ? [
              `${found.unfinished} of ${found.runs} runs were still under way after ${mostSteps} steps and count as they are`,
            ]
          : []),
      ],
    }
  } finally {
    await walkers.close()
  }
}

// What the exponent just below the range differs by, beyond its scatter, the power law may be off by in the range too.
function exponentOf({ tail, below, unfinished }: ExcursionTally): { estimate: Measured; systematic: number } {
  const estimate = hillExponent(tail, 0.99)
  const before = hillExponent(below, 0.99)
  if (!Number.isFinite(estimate.standardError + before.standardError)) return { estimate, systematic: 0 }
  const scatter = Math.hypot(estimate.standardError, before.standardError)
  const curvature = Math.max(0, Math.abs(estimate.value - before.value) - scatter)
  // Every unfinished run might have gone on to the end.
  const systematic = curvature + (estimate.value * unfinished) / (tail.exceeding + unfinished)
  return { estimate: { ...estimate, halfWidth: estimate.halfWidth + systematic }, systematic }
}

function chart({ runs, exceeding }: ExcursionTally, { from, to, predicted }: ExcursionExperiment): Chart {
  const measured = factorsUpTo(to).flatMap((factor, k) => {
    if (exceeding[k] === 0 || runs === 0) return []
    const { value, halfWidth } = proportionEstimate(exceeding[k]!, runs, 0.99)
    return [{ x: Math.log10(factor), y: Math.log10(value), halfWidth: halfWidth / (value * Math.LN10) }]
  })
  const anchor = measured.find(({ x }) => x >= Math.log10(from) - 1e-9)
  const ends = anchor === undefined ? [] : [anchor.x, Math.log10(to)]
  return {
    id: 'excursions',
    title:
      'Probability that a run strays further than $R$ times its initial distance, against the predicted power',
    x: '$\\log_{10} R$',
    y: '$\\log_{10}$ of the probability',
    predicted: ends.map((x): [number, number] => [x, anchor!.y - predicted * (x - anchor!.x)]),
    measured,
  }
}
