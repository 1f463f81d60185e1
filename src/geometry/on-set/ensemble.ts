import { type Budget, unlimited } from '../../base/budget.js'
import { inTime } from '../../base/in-time.js'
import { ProblemError } from '../../base/problem.js'
import { failure } from '../../base/wording.js'
import { addSample, emptyMoments, type Moments, stream, type StreamPosition } from '../../numeric/index.js'
import { type IncrementLaw, incrementsOf } from './increments.js'
import type { OnSetScheme } from './schemes.js'

/** Where one replica stands: plain data that survives JSON exactly. */
export interface ReplicaState {
  readonly replica: number
  /** Steps taken. */
  readonly steps: number
  /** Length d. */
  readonly coordinates: readonly number[]
  readonly position: StreamPosition
}

export interface OnSetEnsembleOptions {
  /** A point of the set, length d. */
  readonly start: Float64Array
  /** h. */
  readonly step: number
  /** Times at which the observables are taken, ascending multiples of the step. */
  readonly outputAt: readonly number[]
  readonly replicas: number
  /** Number of the first replica (default 0): ensembles can be made in pieces. */
  readonly first?: number
  readonly seed: number | bigint
  /** Keeps random streams of different uses apart. */
  readonly purpose?: string
  /** Default `gaussian`. */
  readonly law?: IncrementLaw
  /** Gaussian increments are sums of this many (default 1): with 2 and step 2h the path of Brownian motion is that of 1 and h. */
  readonly pieces?: number
  /** How many numbers `observe` writes. */
  readonly observables: number
  readonly observe: (y: Float64Array, out: Float64Array) => void
  /** Told each replica at each output time, for those who want paths: `y` is valid during the call only. */
  readonly onOutput?: (replica: number, output: number, y: Float64Array) => void
  /** States to go on from instead of `start`, of the same scheme, step, seed, purpose and law; `replicas` and `first` then do not count. */
  readonly resume?: readonly ReplicaState[]
  /** Whether to return where all replicas stand at the end. */
  readonly keepStates?: boolean
  readonly budget?: Budget
}

export interface OnSetEnsemble {
  readonly scheme: string
  readonly at: number[]
  readonly replicas: number
  /** For each output time, for each observable. Those of two pieces are put together by `mergedMoments`. */
  readonly moments: Moments[][]
  /** Steps of all replicas together. */
  readonly steps: number
  /** max |rᵢ| (|∇L| for a general loss) over all points before they were brought back to the set. */
  readonly largestResidual: number
  readonly states: ReplicaState[] | undefined
}

/**
 * Independent replicas of a diffusion on the set with a fixed step. The numbers of a replica depend on scheme, start, step,
 * law, seed, purpose and its number only: not on how many there are, in which order or on which machine. Only moments of
 * the observables are kept.
 *
 * @throws what the scheme throws, with replica and time: a replica is never left out; `not-finite` for an observable,
 *   `out-of-budget`, `cancelled`; a `RangeError` for numbers out of order
 */
export function onSetEnsemble(scheme: OnSetScheme, options: OnSetEnsembleOptions): OnSetEnsemble {
  const { step: h, outputAt, replicas, first = 0, resume, budget = unlimited } = options
  const counts = outputAt.map((t) => stepsTo(t, h))
  if (!(h > 0) || counts.some((n, i) => n < (counts[i - 1] ?? 0)))
    throw new RangeError(`output times are ascending multiples of the step ${h}, not ${outputAt.join(', ')}`)
  const purpose = options.purpose ?? 'diffusion on the zero-loss set'
  const moments = counts.map(() => Array.from({ length: options.observables }, emptyMoments))
  const states: ReplicaState[] = []
  const values = new Float64Array(options.observables)
  const increments = new Float64Array(scheme.noises)
  const y = new Float64Array(scheme.landscape.dimension)
  let [steps, largestResidual] = [0, 0]
  const begin = resume ?? Array.from({ length: replicas }, (_, i) => first + i)
  begin.forEach((from, done) => {
    const replica = typeof from === 'number' ? from : from.replica
    const random = stream(options.seed, purpose, replica)
    const draw = incrementsOf(options.law ?? 'gaussian', options.pieces ?? 1, random, h)
    let taken = 0
    if (typeof from === 'number') y.set(options.start)
    else {
      y.set(from.coordinates)
      random.seek(from.position)
      taken = from.steps
      if (taken > (counts[0] ?? taken)) throw new RangeError(`replica ${replica} is beyond time ${outputAt[0]}`) // prettier-ignore
    }
    counts.forEach((count, output) => {
      for (; taken < count; taken++) {
        if (++steps % stepsBetweenLooks === 0)
          inTime(budget, 'an ensemble on the zero-loss set', () => `${done} of ${begin.length} replicas`)
        draw(increments)
        largestResidual = Math.max(largestResidual, stepOf(scheme, y, increments, h, replica, taken))
      }
      values.fill(NaN)
      options.observe(y, values)
      values.forEach((x, k) => {
        if (!Number.isFinite(x)) throw failure('not-finite', { what: `observable ${k + 1}`, where: `in replica ${replica} at time ${outputAt[output]}` }) // prettier-ignore
        addSample(moments[output]![k]!, x)
      })
      options.onOutput?.(replica, output, y)
    })
    if (options.keepStates === true)
      states.push({ replica, steps: taken, coordinates: Array.from(y), position: random.position() })
  })
  return {
    scheme: scheme.name,
    at: [...outputAt],
    replicas: begin.length,
    moments,
    steps,
    largestResidual,
    states: options.keepStates === true ? states : undefined,
  }
}

function stepsTo(time: number, h: number): number {
  const count = Math.round(time / h)
  if (!(count >= 0) || Math.abs(count * h - time) > 1e-9 * h * Math.max(1, count))
    throw new RangeError(`the output time ${time} is no multiple of the step ${h}`)
  return count
}

// Where it happened: a replica can be made again on its own.
function stepOf(scheme: OnSetScheme, y: Float64Array, increments: Float64Array, h: number, replica: number, taken: number): number {
  try {
    return scheme.step(y, increments, h)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'not-applicable') throw error
    const { theorem, hypothesis, witness } = error.problem.facts as Record<'theorem' | 'hypothesis' | 'witness', string>
    throw failure('not-applicable', { theorem, hypothesis, witness: `in replica ${replica} after time ${(taken * h).toPrecision(6)}, ${witness}` })
  }
} // prettier-ignore

/** A step takes many milliseconds where there are many parameters. */
const stepsBetweenLooks = 8
