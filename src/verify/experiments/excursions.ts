import { forgetful } from '../../base/memory.js'
import { dynamicsOf } from '../../dynamics/index.js'
import { square, subtract } from '../../expression/index.js'
import { exceedingTail, type Measured, proportionEstimate, tailBend, tailPower } from '../../numeric/index.js'
import type { ExcursionExperiment } from '../../theory/index.js'
import { replicasAt, standardEffort } from '../effort.js'
import type { Chart } from '../measurement.js'
import { inBlocks } from '../near-minimum/blocks.js'
import {
  emptyExcursions,
  excursions,
  excursionStart,
  type ExcursionTally,
  factorsUpTo,
  mergedExcursions,
  runsEndAt,
  runsInLane,
} from '../near-minimum/excursions.js'
import { gaugeOf } from '../near-minimum/gauge.js'
import { notesIn } from '../near-minimum/kept.js'
import { oscillationOver } from '../near-minimum/oscillation.js'
import { digestOf } from '../kept.js'
import { replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures how the probability of a large excursion falls with its size between two factors. The largest distance is kept
 * in the kernel, step by step.
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
  const down = runsEndAt(gauge, experiment)
  const isTooClose = down === undefined
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
          excursions(
            walkers,
            gauge,
            { ...experiment, down: down ?? 0 },
            { seed, purpose: 'excursions', first, count },
            watched,
          ),
        sharpness: (tally) => sharpnessOf(exponentOf(tally, experiment, down), wanted),
      },
      budget,
      notesIn(memory, digestOf(experiment, seed, precision)),
    )
    budget.progress?.('runs near the point', 1)
    const exponent = exponentOf(found, experiment, down)
    const { estimate, systematic } = exponent
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
          ...(down !== undefined && { down }),
          mostSteps,
        },
        cutShort: !isTooClose && found.runs < lanes * runsInLane && sharpnessOf(exponent, wanted) > 1,
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

// More runs do not help once scatter is a quarter of what is systematic.
const negligible = 0.25

/** The half-width relative to the one wanted, or to the one that can be had; at 1 or below it is sharp enough. */
function sharpnessOf({ estimate, systematic }: ReturnType<typeof exponentOf>, wanted: number): number {
  const scatter = estimate.halfWidth - systematic
  const attainable = scatter / (negligible * systematic)
  return Number.isFinite(scatter) && systematic > 0 && wanted > 0
    ? Math.min(estimate.halfWidth / wanted, attainable)
    : estimate.halfWidth / wanted
}

// Where the lower part of the range falls in another way, beyond scatter, the whole may be off by as much.
function exponentOf(
  { tail, unfinished }: ExcursionTally,
  { largestStep }: ExcursionExperiment,
  down = 0,
): { estimate: Measured; systematic: number } {
  const estimate = tailPower(tail, 0.99)
  if (!Number.isFinite(estimate.standardError)) return { estimate, systematic: 0 }
  const { value, standardError } = tailBend(tail)
  const bend = Math.max(0, Math.abs(value) - standardError)
  // Every unfinished run might have gone on to the end.
  const open = (estimate.value * unfinished) / (exceedingTail(tail) + unfinished)
  // Of the runs that were over, a share would have risen again to R: the larger at the smaller factors.
  const again = (down / Math.sqrt(tail.from * tail.to)) ** Math.max(0, estimate.value)
  // A bend sees the oscillation, too: the larger of the two.
  const oscillation = oscillationOver(Math.log(tail.to / tail.from) / largestStep)
  const shape = Math.max(oscillation * Math.abs(estimate.value), bend)
  const systematic = shape + open + estimate.value * (again / (1 - again))
  return { estimate: { ...estimate, halfWidth: estimate.halfWidth + systematic }, systematic }
}

function chart({ runs, exceeding }: ExcursionTally, { from, to, predicted }: ExcursionExperiment): Chart {
  const measured = factorsUpTo(to).flatMap((factor, k) => {
    if (exceeding[k] === 0 || runs === 0) return []
    const { value, halfWidth } = proportionEstimate(exceeding[k]!, runs, 0.99)
    return [{ x: Math.log10(factor), y: Math.log10(value), halfWidth: halfWidth / (value * Math.LN10) }]
  })
  // The constant is not predicted: the line goes through the middle of the points in the range.
  const inRange = measured.filter(({ x }) => x >= Math.log10(from) - 1e-9)
  const line = ({ x }: { x: number }): [number, number][] => {
    const height = inRange.reduce((sum, point) => sum + point.y + predicted! * point.x, 0) / inRange.length
    return [[x, height - predicted! * x]]
  }
  const ends =
    inRange.length === 0 || predicted === undefined ? [] : [{ x: Math.log10(from) }, { x: Math.log10(to) }]
  return {
    id: 'excursions',
    title:
      'Probability that a run strays further than $R$ times its initial distance, against the predicted power',
    x: '$\\log_{10} R$',
    y: '$\\log_{10}$ of the probability',
    predicted: ends.flatMap(line),
    measured,
  }
}
