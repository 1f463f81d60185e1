import { type Budget, spent } from '../../base/budget.js'
import type { Prose } from '../../base/prose.js'
import { dynamicsOf } from '../../dynamics/index.js'
import {
  addSample,
  emptyMoments,
  measured,
  meanEstimate,
  type Measured,
  type Moments,
} from '../../numeric/index.js'
import type { DisplacementExperiment } from '../../theory/index.js'
import { replicasAt } from '../effort.js'
import { type Replicas, replicasOf } from '../replicas.js'
import type { Runner } from './runner.js'

/**
 * Measures how far an ensemble drifts along the zero-loss set in a given slow time. Two noise levels, the second with
 * half the variance and twice the steps, are extrapolated to vanishing variance. Replica r draws its noise from the
 * stream (seed, purpose, r), so that nothing depends on the order in which replicas are run.
 */
export const runDisplacement: Runner<DisplacementExperiment> = async (experiment, settings) => {
  const { model, seed, budget, precision, effort, host } = settings
  const { optimiser, noise, predictedPath } = experiment
  const replicas = replicasAt(effort, experiment.replicas)
  const noisy = replicasOf(dynamicsOf(model, { optimiser, noise }), host)
  const quiet = replicasOf(dynamicsOf(model, { optimiser }), host)
  const levels = [1, 2].map((refinement) => new Level(experiment, seed, refinement, noisy, quiet)) as [
    Level,
    Level,
  ]
  const wanted = precision['displacement'] ?? 0
  let done = 0
  // Not begun when even a small ensemble would take very long.
  const hopeless = 3 * experiment.steps * blockSize > mostSteps
  try {
    while (done < replicas && !hopeless && !spent(budget)) {
      const count = Math.min(blockAfter(done), replicas - done)
      const before = done
      const within = (share: number): number =>
        progress(levels, (before + share * count) / replicas, experiment, wanted)
      const watched: Budget = {
        ...budget,
        progress: (_what, share) => budget.progress?.('label-noise drift', within(share)),
      }
      for (const level of levels) await level.runBlock(done, count, watched)
      done += count
      if (done >= 2 * blockSize && extrapolated(levels, experiment).estimate.halfWidth <= wanted) break
    }
  } finally {
    await noisy.close()
    await quiet.close()
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
const blockSize = 128
// Small blocks first: what the budget interrupts is lost.
const blockAfter = (done: number): number => Math.min(Math.max(4, done), blockSize)
// Some minutes for the smallest models.
const mostSteps = 5e10
// Every checkpoint costs a noiseless descent, so only the first replicas are followed on the way.
const followedReplicas = 128

/** One noise level of the ensemble: the strength divided by √refinement, the steps multiplied by it. */
class Level {
  readonly final = emptyMoments()
  readonly path: readonly Moments[]
  steps = 0
  escaped = 0
  unsettled = 0
  readonly #experiment: DisplacementExperiment
  readonly #seed: number
  readonly #refinement: number
  readonly #noisy: Replicas
  readonly #quiet: Replicas
  readonly #settings: Float64Array
  readonly #checkpoints: readonly number[]

  constructor(
    experiment: DisplacementExperiment,
    seed: number,
    refinement: number,
    noisy: Replicas,
    quiet: Replicas,
  ) {
    this.#experiment = experiment
    this.#seed = seed
    this.#refinement = refinement
    this.#noisy = noisy
    this.#quiet = quiet
    this.#settings = Float64Array.of(
      experiment.learningRate,
      experiment.noiseStrength / Math.sqrt(refinement),
    )
    this.#checkpoints = experiment.predictedPath.map(({ fraction }) =>
      Math.round(fraction * experiment.steps * refinement),
    )
    this.path = this.#checkpoints.map(() => emptyMoments())
  }

  /** Runs replicas `first` and following to their end; a block that the budget interrupts is not counted. */
  async runBlock(first: number, count: number, budget: Budget): Promise<void> {
    const { start } = this.#experiment
    const states = new Float64Array(count * start.length)
    for (let replica = 0; replica < count; replica++) states.set(start, replica * start.length)
    const purpose = `displacement/variance-1-${this.#refinement}`
    const course = this.#noisy.begin(states, { seed: this.#seed, purpose, first })
    const last = this.#checkpoints.length - 1
    const isFollowed = (checkpoint: number): boolean => checkpoint === last || first < followedReplicas
    let step = 0
    for (const [checkpoint, until] of this.#checkpoints.entries()) {
      if (!isFollowed(checkpoint)) continue
      const whole = this.#checkpoints[last]!
      const watched: Budget = {
        ...budget,
        progress: (what, share) =>
          budget.progress?.(what, (this.#refinement - 1 + (step + share * (until - step)) / whole) / 2),
      }
      if (!(await course.advance(this.#settings, until - step, watched))) return
      this.steps += count * (until - step)
      step = until
      const displacements = await this.#displacements(states, budget)
      if (displacements === undefined) return
      for (const { displacement, reason } of displacements) {
        if (displacement === undefined) {
          if (checkpoint === last && reason === 'escaped') this.escaped++
          if (reason === 'unsettled') this.unsettled++
          continue
        }
        addSample(this.path[checkpoint]!, displacement)
        if (checkpoint === last) addSample(this.final, displacement)
      }
    }
  }

  // Where the states belong on the set: the limits of the same algorithm without noise.
  async #displacements(states: Float64Array, budget: Budget): Promise<readonly Settled[] | undefined> {
    const { start, direction, contraction, length } = this.#experiment
    const d = start.length
    const settled = settling * length * (1 - contraction)
    const found = Array.from({ length: states.length / d }, (): Settled => ({ reason: 'unsettled' }))
    let pending = found.map((_, replica) => replica)
    let now: Float64Array = states.slice()
    const quietly: Budget = { ...budget, progress: undefined }
    for (let round = 0; round < mostRounds && pending.length > 0; round++) {
      const course = this.#quiet.begin(now, { seed: 0, purpose: 'none', first: 0 })
      if (!(await course.advance(this.#settings, 15, quietly))) return undefined
      const before = now.slice()
      if (!(await course.advance(this.#settings, 1, quietly))) return undefined
      this.steps += 16 * pending.length
      const left: number[] = []
      const kept: Float64Array[] = []
      for (const [k, replica] of pending.entries()) {
        const state = now.subarray(k * d, (k + 1) * d)
        const moved = distance(state, before.subarray(k * d, (k + 1) * d))
        if (!Number.isFinite(moved)) found[replica] = { reason: 'escaped' }
        else if (moved > settled) {
          left.push(replica)
          kept.push(state)
        } else if (distance(state, start) > 5 * length) found[replica] = { reason: 'escaped' }
        else {
          let projection = 0
          for (let i = 0; i < d; i++) projection += (state[i]! - start[i]!) * direction[i]!
          found[replica] = { displacement: projection }
        }
      }
      pending = left
      now = Float64Array.from(kept.flatMap((state) => [...state]))
    }
    return found
  }
}

/** Where a replica came to rest along the direction, or why that cannot be said. */
interface Settled {
  readonly displacement?: number
  readonly reason?: 'escaped' | 'unsettled'
}

const mostRounds = 4000

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
  share: number,
  experiment: DisplacementExperiment,
  wanted: number,
): number {
  const { halfWidth } = extrapolated(levels, experiment).estimate
  const byPrecision = Number.isFinite(halfWidth) && halfWidth > 0 ? (wanted / halfWidth) ** 2 : 0
  return Math.min(0.99, Math.max(share, byPrecision))
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
