import { within } from '../../base/budget.js'
import { forgetful } from '../../base/memory.js'
import type { Prose } from '../../base/prose.js'
import { leadingOrder, lineFit, type Measured, measured, normalQuantile } from '../../numeric/index.js'
import { decimal, decimalWithin, type OrderExperiment } from '../../theory/index.js'
import type { Chart, Measurement } from '../measurement.js'
import { memoryParts } from '../memory-parts.js'
import { isResolved, type LevelError, runLevel } from '../order/run-level.js'
import type { Runner, RunSettings } from './runner.js'

const confidence = 0.99

/**
 * Measures at which order the mean displacement tends to that of the limit: its error at each learning rate, with ensembles as
 * large as it takes to resolve it, and the exponent of the power law through them. Every learning rate has noise of its own,
 * so that the errors are independent. Nothing is concluded from an error that is lost in noise.
 */
export const runOrder: Runner<OrderExperiment> = async (experiment, settings) => {
  const { runs, limit } = experiment
  const memories = memoryParts(settings.memory ?? forgetful, 2 * runs.length)
  const relative = errorWanted(experiment, settings.precision['order'] ?? 0)
  const levels: LevelError[] = []
  for (const [k, run] of runs.entries()) {
    const share = shareOf(experiment, k, settings)
    const found = await runLevel(run, limit, relative, share, [memories[2 * k]!, memories[2 * k + 1]!])
    levels.push(found)
    // What is lost already here is smaller at the finer ones.
    if (!isResolved(found.error)) break
  }
  settings.budget.progress?.('order of convergence', 1)
  const found = orderOf(experiment, levels)
  return measurementOf(experiment, levels, found, settings)
}

type Found = { readonly estimate: Measured; readonly systematic: number } | { readonly undecided: Prose }

const none: Measured = { kind: 'measured', value: 0, halfWidth: Infinity, standardError: Infinity, level: confidence, count: 0 } // prettier-ignore

function orderOf({ runs, predicted }: OrderExperiment, levels: readonly LevelError[]): Found {
  const last = levels[levels.length - 1]!
  const rateOf = ({ run }: LevelError): number => run.experiment.levels[0]!.learningRate
  if (!isResolved(last.error)) {
    const { value, halfWidth } = last.error
    const size = Number.isFinite(halfWidth) ? `, ${decimalWithin(value, halfWidth)},` : ''
    return { undecided: `at the learning rate ${decimal(rateOf(last), 3)} the error${size} is lost in noise, so that no order can be seen in it` }
  } // prettier-ignore
  if (levels.length < runs.length) return { undecided: 'not all learning rates were run' }
  const sign = Math.sign(last.error.value)
  if (levels.some(({ error }) => error.value * sign < 0))
    return { undecided: 'the error has different signs at different learning rates: no single power can be seen in it' } // prettier-ignore
  const rates = levels.map(rateOf)
  const sizes = levels.map(({ error }) => ({ ...error, value: error.value * sign }))
  if (isNextPower(rates, sizes, predicted))
    return { undecided: `the error falls faster than expected: its term of order ${predicted} is too small here to be seen beside the next one` } // prettier-ignore
  const { order, systematic } = leadingOrder(rates, sizes, confidence)
  return { estimate: { ...order, halfWidth: order.halfWidth + systematic, count: smallestCount(levels) }, systematic } // prettier-ignore
}

/** Of the term of the predicted order, at the finest learning rate. */
const largestRest = 0.2

// In e/hᵖ = a + bh the second term must be the smaller one by far where h is smallest.
function isNextPower(rates: readonly number[], errors: readonly Measured[], predicted: number): boolean {
  const ratios = errors.map(({ value }, k) => value / rates[k]! ** predicted)
  const { slope, intercept } = lineFit(rates, ratios)
  return !(intercept > 0) || slope * rates[rates.length - 1]! > largestRest * intercept
}

// Three quarters of the interval are left to the scatter of the errors; the rest is for the correction.
function errorWanted({ runs }: OrderExperiment, precision: number): number {
  const rates = runs.map(({ experiment }) => experiment.levels[0]!.learningRate)
  const ones = rates.map(() => measured(1, 1, Infinity, confidence, Infinity))
  const { standardError } = leadingOrder(rates, ones, confidence).order
  return (0.75 * precision) / (normalQuantile((1 + confidence) / 2) * standardError)
}

/** A share of the time that is left as the steps have it, and progress in the same measure. */
function shareOf({ runs }: OrderExperiment, k: number, settings: RunSettings): RunSettings {
  const steps = runs.map(({ experiment }) => experiment.levels[0]!.steps)
  const sum = (from: number, to: number): number => steps.slice(from, to).reduce((a, b) => a + b, 0)
  const { budget } = settings
  const left = budget.deadline - performance.now()
  const mine = Number.isFinite(left) ? within(budget, (left * steps[k]!) / sum(k, steps.length)) : budget
  const [before, all] = [sum(0, k), sum(0, steps.length)]
  return {
    ...settings,
    budget: {
      ...mine,
      progress: (_, done) => budget.progress?.('order of convergence', (before + done * steps[k]!) / all),
    },
  }
}

function smallestCount(levels: readonly LevelError[]): number {
  return Math.min(...levels.map(({ error }) => error.count))
}

function measurementOf(experiment: OrderExperiment, levels: readonly LevelError[], found: Found, { seed }: RunSettings): Measurement {
  const isKnown = 'estimate' in found
  const [coarsest, finest] = [levels[0]!, levels[levels.length - 1]!].map(({ run }) => run.experiment)
  return {
    quantities: {
      order: isKnown ? { estimate: found.estimate, systematic: found.systematic } : { estimate: none, systematic: 0 },
    },
    charts: [errorChart(experiment, levels), pathChart(levels)],
    run: {
      seed,
      replicas: levels.reduce((sum, { error }) => sum + error.count, 0),
      steps: levels.reduce((sum, { measurement }) => sum + measurement.run.steps, 0),
      settings: {
        largestLearningRate: coarsest!.levels[0]!.learningRate,
        smallestLearningRate: finest!.levels[0]!.learningRate,
        largestNoiseStrength: coarsest!.levels[0]!.noiseStrength,
        smallestNoiseStrength: finest!.levels[0]!.noiseStrength,
        mostStepsPerReplica: finest!.levels[0]!.steps,
        slowTime: coarsest!.slowTime,
      },
      cutShort: levels.some(({ measurement }) => measurement.run.cutShort && !Number.isFinite(measurement.quantities['displacement']!.estimate.halfWidth)),
    },
    remarks: [...new Set(levels.flatMap(({ measurement }) => measurement.remarks))],
    ...(isKnown ? {} : { undecided: found.undecided }),
  }
} // prettier-ignore

function errorChart({ limit, predicted }: OrderExperiment, levels: readonly LevelError[]): Chart {
  const points = levels.map(({ run, error }) => ({
    x: run.experiment.levels[0]!.learningRate,
    y: Math.abs(error.value),
    halfWidth: error.halfWidth,
  }))
  const resolved = points.filter((_, k) => isResolved(levels[k]!.error))
  const anchor = resolved[resolved.length - 1]
  const ends = anchor === undefined ? [] : [points[0]!.x, points[points.length - 1]!.x]
  return {
    id: 'error',
    title:
      'Distance of the mean displacement from that of the limit at several learning rates, with a line of the predicted order',
    x: 'learning rate $\\alpha$',
    y: 'error of the mean displacement',
    logarithmic: ['x', 'y'],
    predicted: ends.map((x): [number, number] => [x, anchor!.y * (x / anchor!.x) ** predicted]),
    measured: points,
    others: [
      {
        label: 'from the equation with finite steps, measured',
        predicted: [],
        measured: levels.map(({ run, error }, k) => ({
          x: points[k]!.x,
          y: Math.abs(error.value + limit - run.finiteStep),
          halfWidth: error.halfWidth,
        })),
      },
    ],
  }
}

// The way there at the finest learning rate and at the coarsest.
function pathChart(levels: readonly LevelError[]): Chart {
  const [coarsest, finest] = [levels[0]!, levels[levels.length - 1]!]
  const chart = finest.measurement.charts[0]!
  const rateOf = ({ run }: LevelError): string => `$\\alpha = ${decimal(run.experiment.levels[0]!.learningRate, 3).replaceAll('$', '')}$` // prettier-ignore
  return {
    ...chart,
    id: 'path',
    title: `Mean displacement along the set: noisy gradient descent with ${rateOf(finest)} against the limit equation`,
    ...(finest === coarsest
      ? {}
      : {
          others: [
            {
              label: `${rateOf(coarsest)}, measured`,
              predicted: [],
              measured: coarsest.measurement.charts[0]!.measured,
            },
          ],
        }),
  }
}
