import { type Budget, spent } from '../../base/budget.js'
import type { Prose } from '../../base/prose.js'
import type { Iteration } from '../../compile/index.js'
import { dynamicsOf } from '../../dynamics/index.js'
import {
  addSample,
  emptyMoments,
  measured,
  meanEstimate,
  type Measured,
  type Moments,
  stream,
} from '../../numeric/index.js'
import type { DisplacementExperiment } from '../../theory/index.js'
import type { Runner } from './runner.js'

/**
 * Measures how far an ensemble drifts along the zero-loss set in a given slow time. Two noise levels, the second with
 * half the variance and twice the steps, are extrapolated to vanishing variance. Replica r draws its noise from the
 * stream (seed, purpose, r), so that nothing depends on the order in which replicas are run.
 */
export const runDisplacement: Runner<DisplacementExperiment> = (experiment, settings) => {
  const { model, seed, budget, precision } = settings
  const { optimiser, noise, replicas, predictedPath } = experiment
  const noisy = dynamicsOf(model, { optimiser, noise })
  const levels = [1, 2].map(
    (refinement) =>
      new Level(experiment, seed, refinement, noisy.compile(), dynamicsOf(model, { optimiser }).compile()),
  ) as [Level, Level]
  const wanted = precision['displacement'] ?? 0
  let done = 0
  // Not begun when even a small ensemble would take very long.
  const hopeless = 3 * experiment.steps * blockSize > mostSteps
  while (done < replicas && !hopeless) {
    for (let k = 0; k < blockSize && done < replicas; k++, done++) {
      for (const level of levels) level.runReplica(done, budget)
      if (done % 10 === 9)
        budget.progress?.('label-noise drift', progress(levels, done + 1, experiment, wanted))
      if (spent(budget) && done >= 2) break
    }
    if (spent(budget)) break
    if (done >= 2 * blockSize && extrapolated(levels, experiment).estimate.halfWidth <= wanted) break
  }
  budget.progress?.('label-noise drift', 1)
  const { estimate, systematic } = extrapolated(levels, experiment)
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
          const { estimate: here } = combined(levels[0].path[k]!, levels[1].path[k]!, experiment)
          return { x: fraction * time, y: here.value, halfWidth: here.halfWidth }
        }),
      },
    ],
    run: {
      seed,
      replicas: estimate.count,
      steps: levels[0].steps + levels[1].steps,
      settings: {
        learningRate: experiment.learningRate,
        noiseStrength: experiment.noiseStrength,
        stepsPerReplica: experiment.steps,
        slowTime: time,
      },
      cutShort: hopeless || (spent(budget) && estimate.halfWidth > wanted),
    },
    remarks: [
      ...(hopeless
        ? [`a single run would take ${experiment.steps.toExponential(1)} steps; choose another learning rate`]
        : []),
      ...remarksOn(levels),
    ],
  }
}

const level = 0.99
// In units of the length of the geometry: how closely the noiseless descent is followed to its end.
const settling = 1e-6
const blockSize = 100
// Some minutes for the smallest models.
const mostSteps = 5e10
// Every checkpoint costs a noiseless descent, so only the first replicas are followed on the way.
const followedReplicas = 100

/** One noise level of the ensemble: the strength divided by √refinement, the steps multiplied by it. */
class Level {
  readonly final = emptyMoments()
  readonly path: readonly Moments[]
  steps = 0
  escaped = 0
  unsettled = 0
  readonly #experiment: DisplacementExperiment
  readonly #purpose: string
  #chunks = 0
  readonly #seed: number
  readonly #noisy: Iteration
  readonly #quiet: Iteration
  readonly #settings: Float64Array
  readonly #checkpoints: readonly number[]
  readonly #noise: Float64Array
  readonly #state: Float64Array
  readonly #copy: Float64Array
  readonly #before: Float64Array
  readonly #variables: number

  constructor(
    experiment: DisplacementExperiment,
    seed: number,
    refinement: number,
    noisy: Iteration,
    quiet: Iteration,
  ) {
    const d = experiment.start.length
    this.#experiment = experiment
    this.#purpose = `displacement/variance-1-${refinement}`
    this.#seed = seed
    this.#noisy = noisy
    this.#quiet = quiet
    this.#variables = noisy.noises
    this.#settings = Float64Array.of(
      experiment.learningRate,
      experiment.noiseStrength / Math.sqrt(refinement),
    )
    this.#checkpoints = experiment.predictedPath.map(({ fraction }) =>
      Math.round(fraction * experiment.steps * refinement),
    )
    this.path = this.#checkpoints.map(() => emptyMoments())
    this.#noise = new Float64Array(chunk * noisy.noises)
    this.#state = new Float64Array(d)
    this.#copy = new Float64Array(d)
    this.#before = new Float64Array(d)
  }

  /** Runs one replica to its end; one that the budget interrupts is not counted. */
  runReplica(replica: number, budget: Budget): void {
    const random = stream(this.#seed, this.#purpose, replica)
    this.#state.set(this.#experiment.start)
    let step = 0
    for (let k = 0; k < this.#checkpoints.length; k++) {
      const until = this.#checkpoints[k]!
      while (step < until) {
        if (++this.#chunks % chunksBetweenLooks === 0 && spent(budget)) return
        const steps = Math.min(chunk, until - step)
        random.normals(this.#noise.subarray(0, steps * this.#variables))
        this.#noisy.run(this.#state, this.#settings, this.#noise, steps)
        step += steps
      }
      const isLast = k === this.#checkpoints.length - 1
      if (!isLast && replica >= followedReplicas) continue
      const displacement = this.#displacement()
      if (displacement === undefined) {
        if (isLast) this.escaped++
        continue
      }
      addSample(this.path[k]!, displacement)
      if (isLast) addSample(this.final, displacement)
    }
    this.steps += step
  }

  // Where the state belongs on the set: the limit of the same algorithm without noise. Nothing when it has escaped.
  #displacement(): number | undefined {
    const { start, direction, contraction, length } = this.#experiment
    const settled = settling * length * (1 - contraction)
    this.#copy.set(this.#state)
    for (let round = 0; round < 4000; round++) {
      this.#quiet.run(this.#copy, this.#settings, none, 15)
      this.#before.set(this.#copy)
      this.#quiet.run(this.#copy, this.#settings, none, 1)
      this.steps += 16
      const moved = distance(this.#copy, this.#before)
      if (!Number.isFinite(moved)) return undefined
      if (moved <= settled) {
        if (distance(this.#copy, start) > 5 * length) return undefined
        let projection = 0
        for (let i = 0; i < start.length; i++) projection += (this.#copy[i]! - start[i]!) * direction[i]!
        return projection
      }
    }
    this.unsettled++
    return undefined
  }
}

const chunk = 128
// How often the clock is looked at: about every millisecond.
const chunksBetweenLooks = 64
const none = new Float64Array(0)

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return Math.sqrt(sum)
}

interface Extrapolated {
  readonly estimate: Measured
  readonly systematic: number
}

function extrapolated(
  [coarse, fine]: readonly [Level, Level],
  experiment: DisplacementExperiment,
): Extrapolated {
  return combined(coarse.final, fine.final, experiment)
}

// Linear extrapolation of the means to variance zero. What remains is of second order in the correction made.
function combined(coarse: Moments, fine: Moments, { scale, length }: DisplacementExperiment): Extrapolated {
  const count = Math.min(coarse.count, fine.count)
  if (count < 2) return { estimate: measured(0, Infinity, 0, level, count), systematic: 0 }
  const [a, b] = [meanEstimate(coarse), meanEstimate(fine)]
  const correction = b.value - a.value
  const excess = Math.max(0, Math.abs(correction) - 2 * Math.hypot(a.standardError, b.standardError))
  const systematic = (2 * excess ** 2) / scale + settling * length
  const statistical = measured(
    b.value + correction,
    Math.hypot(a.standardError, 2 * b.standardError),
    count - 1,
    level,
    count,
  )
  return { estimate: { ...statistical, halfWidth: statistical.halfWidth + systematic }, systematic }
}

function progress(
  levels: readonly [Level, Level],
  done: number,
  experiment: DisplacementExperiment,
  wanted: number,
): number {
  const { halfWidth } = extrapolated(levels, experiment).estimate
  const byPrecision = Number.isFinite(halfWidth) && halfWidth > 0 ? (wanted / halfWidth) ** 2 : 0
  return Math.min(0.99, Math.max(done / experiment.replicas, byPrecision))
}

function remarksOn(levels: readonly Level[]): Prose[] {
  const escaped = levels.reduce((sum, level) => sum + level.escaped, 0)
  const unsettled = levels.reduce((sum, level) => sum + level.unsettled, 0)
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
