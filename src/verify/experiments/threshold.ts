import { spent } from '../../base/budget.js'
import { forgetful } from '../../base/memory.js'
import { takingTurns } from '../../base/turns.js'
import { failure } from '../../base/wording.js'
import type { Iteration } from '../../compile/index.js'
import { dynamicsOf } from '../../dynamics/index.js'
import { addSample, meanEstimate, multiplyVector, norm, stream } from '../../numeric/index.js'
import type { ThresholdExperiment } from '../../theory/index.js'
import { replicasAt, standardEffort } from '../effort.js'
import { digestOf } from '../kept.js'
import { nothingYet, plainThresholds, readThresholds } from '../threshold/kept.js'
import type { Runner } from './runner.js'

/**
 * Measures the learning rate at which the algorithm stops settling. For every replica the sign change of the growth of
 * the step lengths is bracketed by doubling from far below and then bisected; the prediction is not used.
 */
export const runThreshold: Runner<ThresholdExperiment> = async (
  experiment,
  { model, seed, budget, effort = standardEffort, precision, memory = forgetful },
) => {
  const { optimiser, start } = experiment
  const replicas = replicasAt(effort, experiment.replicas)
  const follow = new Follower(dynamicsOf(model, { optimiser }).compile(), experiment)
  const asked = digestOf(experiment, seed, precision)
  const found = memory.recall(readThresholds(asked, experiment)) ?? nothingYet(experiment)
  const { thresholds, growths } = found
  const turns = takingTurns()
  // Two replicas are the least that has an interval.
  while (thresholds.count < replicas && !(spent(budget) && thresholds.count >= 2)) {
    budget.progress?.('stability threshold', thresholds.count / replicas)
    const from = displaced(experiment, seed, thresholds.count)
    const { value, width } = bisect((rate) => follow.growth(from, rate), follow.slowRate(from))
    addSample(thresholds, value)
    found.bracket = Math.max(found.bracket, width)
    experiment.ladder.forEach((rate, k) => {
      const growth = follow.growth(from, rate)
      if (Number.isFinite(growth)) addSample(growths[k]!, growth)
    })
    found.steps += follow.takenSteps()
    memory.keep(plainThresholds(asked, found))
    await turns()
  }
  if (thresholds.count < replicas) memory.leave(plainThresholds(asked, found))
  budget.progress?.('stability threshold', 1)
  const estimate = meanEstimate(thresholds, 0.99)
  // Directions almost as sharp as the sharpest one still contribute at step `from`: at most 1/(4e·from) of the value.
  const systematic = found.bracket + estimate.value / (4 * Math.E * experiment.from)
  const halfWidth = estimate.halfWidth + systematic
  return {
    quantities: { threshold: { estimate: { ...estimate, halfWidth }, systematic } },
    charts: [
      {
        id: 'growth',
        title:
          'Growth of a small displacement, real gradient descent against $\\log\\max_j|1-\\eta\\lambda_j|$',
        x: 'learning rate $\\eta$',
        y: 'growth rate per step',
        predicted: curve(experiment),
        measured: experiment.ladder.flatMap((rate, k) => {
          // A learning rate at which some run left the finite numbers, or arrived exactly, has no finite growth.
          if (growths[k]!.count < thresholds.count) return []
          const { value, halfWidth } = meanEstimate(growths[k]!, 0.99)
          return [{ x: rate, y: value, halfWidth }]
        }),
        mark: { x: estimate.value, label: 'measured threshold' },
        zeroLine: true,
      },
    ],
    run: {
      seed,
      replicas: thresholds.count,
      steps: found.steps,
      settings: { spread: experiment.spread, from: experiment.from, to: experiment.to },
      cutShort: thresholds.count < replicas && halfWidth > (precision['threshold'] ?? Infinity),
    },
    remarks: start.length > 0 ? [] : ['the model has no parameters'],
  }
}

function displaced(experiment: ThresholdExperiment, seed: number, replica: number): Float64Array {
  const { start, directions, spread } = experiment
  const random = stream(seed, 'threshold/start', replica)
  // A random direction at a length between a half and three halves of the spread: a Gaussian in one dimension can be so
  // short that its fate is decided by rounding.
  const weights = Float64Array.from({ length: directions.columns }, () => random.normal())
  const length = (spread * (0.5 + random.uniform())) / Math.max(norm(weights), Number.MIN_VALUE)
  weights.forEach((weight, k) => (weights[k] = weight * length))
  const shift = multiplyVector(directions, weights)
  return start.map((x, i) => x + shift[i]!)
}

// A run is decided while it is still small: beyond this growth it may leave for a flatter minimum and settle there, and
// below this decay rounding takes over.
const decidedGrowth = 1e3
const decidedDecay = 1e-5

// A quickly decided run is looked at step by step.
const shortStrides = 64
const longStride = 16

class Follower {
  #steps = 0
  readonly #iteration: Iteration
  readonly #to: number
  readonly #spread: number
  readonly #state: Float64Array
  readonly #before: Float64Array
  readonly #settings = new Float64Array(2)
  readonly #none = new Float64Array(0)

  constructor(iteration: Iteration, { start, to, spread }: ThresholdExperiment) {
    this.#spread = spread
    this.#iteration = iteration
    this.#to = to
    this.#state = new Float64Array(start.length)
    this.#before = new Float64Array(start.length)
  }

  /** Steps since this was asked last. */
  takenSteps(): number {
    const taken = this.#steps
    this.#steps = 0
    return taken
  }

  /** A learning rate far below any threshold: a step is a hundredth of the displacement at most. */
  slowRate(start: Float64Array): number {
    let rate = 1
    for (let attempt = 0; attempt < 600; attempt++) {
      this.#state.set(start)
      const length = this.#stepLength(rate)
      if (Number.isFinite(length) && length <= 1e-2 * this.#spread) return rate
      rate /= 2
    }
    throw failure('no-convergence', {
      what: 'the search for a stable learning rate',
      tried: 'learning rates down to 2^-600',
      reached: 'steps that are still long',
      suggest: 'Choose another point with --at.',
    })
  }

  /**
   * Logarithmic growth of the step length per step, over the second half of the run, when the faster modes have died out;
   * infinite when a run leaves the finite numbers.
   */
  growth(start: Float64Array, rate: number): number {
    this.#state.set(start)
    const lengths = [this.#stepLength(rate)]
    const times = [0]
    const first = lengths[0]!
    if (first === 0) return -Infinity
    for (let done = 1; done < this.#to;) {
      const stride = done < shortStrides ? 1 : longStride
      this.#advance(rate, stride - 1)
      const length = this.#stepLength(rate)
      done += stride
      if (!Number.isFinite(length)) return Infinity
      if (length === 0) return -Infinity
      lengths.push(length)
      times.push(done - 1)
      if (length > decidedGrowth * first || length < decidedDecay * first) break
    }
    const last = times.length - 1
    const middle = times.findLastIndex((time) => time <= times[last]! / 2)
    return Math.log(lengths[last]! / lengths[middle]!) / (times[last]! - times[middle]!)
  }

  #advance(rate: number, steps: number): void {
    this.#settings[0] = rate
    this.#iteration.run(this.#state, this.#settings, this.#none, steps)
    this.#steps += steps
  }

  #stepLength(rate: number): number {
    this.#before.set(this.#state)
    this.#advance(rate, 1)
    let sum = 0
    for (let i = 0; i < this.#state.length; i++) sum += (this.#state[i]! - this.#before[i]!) ** 2
    return Math.sqrt(sum)
  }
}

function bisect(growth: (rate: number) => number, slow: number): { value: number; width: number } {
  let low = slow
  let high = slow
  for (let doubling = 0; growth(high) <= 0; doubling++) {
    if (doubling > 200)
      throw failure('no-convergence', {
        what: 'the search for the stability threshold',
        tried: `learning rates from ${slow.toPrecision(3)} to ${high.toPrecision(3)}`,
        reached: 'runs that still settle',
        suggest: 'The loss may have no curvature at this point.',
      })
    low = high
    high *= 2
  }
  for (let halving = 0; halving < 16 && high - low > 2e-5 * high; halving++) {
    const middle = (low + high) / 2
    if (growth(middle) > 0) high = middle
    else low = middle
  }
  return { value: (low + high) / 2, width: (high - low) / 2 }
}

function curve({ ladder, predictedGrowth }: ThresholdExperiment): [number, number][] {
  const [from, to] = [ladder[0]!, ladder[ladder.length - 1]!]
  return Array.from({ length: 81 }, (_, k): [number, number] => {
    const rate = from + ((to - from) * k) / 80
    return [rate, predictedGrowth(rate)]
  }).filter(([, value]) => Number.isFinite(value))
}
