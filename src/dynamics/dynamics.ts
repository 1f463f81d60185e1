import { gradient } from '../calculus/index.js'
import {
  compileEnsemble,
  compileIteration,
  compileSampleIteration,
  type Ensemble,
  type Iteration,
  type Samples,
} from '../compile/index.js'
import { divide, type Expression, nodeCount, substitute } from '../expression/index.js'
import { lossOf, type Model, residualsOf, sampleLossOf, samplesToLoopOver } from '../model/index.js'
import type { RandomStream } from '../numeric/index.js'
import { type BatchChoice, minibatchLoss } from './minibatch.js'
import { type NoiseModel, noiseModels } from './noise/index.js'
import { optimisers } from './optimisers/index.js'

/**
 * An optimiser with or without noise on a model: one symbolic step, from which everything else is derived.
 * The compiled form takes the parameter vector (length d), the settings [learningRate, noiseStrength], and `noises`
 * standard random numbers per step.
 */
export interface Dynamics {
  readonly optimiser: string
  readonly noise: string | undefined
  /**
   * Next parameters as expressions in the model's symbols, `learningRate`, `noiseStrength` and `noiseVariables`, with the
   * data written in: their size grows with the number of samples.
   */
  readonly next: readonly Expression[]
  readonly learningRate: Expression
  readonly noiseStrength: Expression
  readonly noiseVariables: readonly Expression[]
  /** Fills `out` with noise for so many steps, step after step. */
  draw(random: RandomStream, out: Float64Array, steps: number): void
  /** Compiles the step with the loop inside; with many samples it is derived for one of them. */
  compile(): Iteration
  /** Compiles the step for many replicas; nothing where samples are looped over, or where the step is very long. */
  ensemble(): Ensemble | undefined
}

/** Which optimiser, and what is random in it: the labels, or which samples it sees. */
export interface DynamicsChoice {
  readonly optimiser: string
  readonly noise?: string
  readonly batch?: BatchChoice
  /**
   * An expression in the parameters whose largest value is kept: one more number of the state, after the parameters. It
   * takes the value after a step where that is larger.
   */
  readonly largest?: Expression
}

/**
 * @throws TypeError for an id that is not listed, and for noise and batches at once: the caller has checked what the user
 *   typed
 * @throws RangeError for a batch that cannot be drawn
 */
export function dynamicsOf(model: Model, choice: DynamicsChoice): Dynamics {
  const optimiser = optimisers.find(({ id }) => id === choice.optimiser)
  const noise = noiseModels.find(({ id }) => id === choice.noise)
  if (optimiser === undefined) throw new TypeError(`no optimiser is called ${choice.optimiser}`)
  if (noise === undefined && choice.noise !== undefined)
    throw new TypeError(`no noise model is called ${choice.noise}`)
  if (noise !== undefined && choice.batch !== undefined)
    throw new TypeError('noise together with batches is not there')
  const { graph, symbols } = model
  const batch = choice.batch === undefined ? undefined : minibatchLoss(model, choice.batch)
  const learningRate = graph.symbol('§learningRate')
  const noiseStrength = graph.symbol('§noiseStrength')
  const settings = [learningRate, noiseStrength]
  const step = (slope: readonly Expression[]): Expression[] =>
    optimiser.step({ parameters: symbols, gradient: slope, learningRate })
  const { largest } = choice
  const kept = graph.symbol('§largest')
  const state = largest === undefined ? symbols : [...symbols, kept]
  const keeping = (next: readonly Expression[]): readonly Expression[] => {
    if (largest === undefined) return next
    const reached = substitute(largest, new Map(symbols.map((symbol, i) => [symbol, next[i]!])))
    return [...next, graph.call('max', [kept, reached])]
  }

  const writtenOut = once(() => {
    const perturbed = batch ?? perturbedLoss(model, noise, noiseStrength)
    return { next: keeping(step(gradient(perturbed.loss, symbols))), variables: perturbed.variables }
  })
  const looped = (samples: Samples): Iteration => {
    const perturbed = perturbedSampleLoss(model, noise, noiseStrength)
    const sums = symbols.map((_, i) => graph.symbol(`§Σ[${i + 1}]`))
    return compileSampleIteration({
      next: step(sums.map((sum) => divide(sum, samples.count))),
      state: symbols,
      parameters: settings,
      terms: gradient(perturbed.loss, symbols),
      sums,
      samples,
      noise: perturbed.variables,
    })
  }
  return {
    optimiser: optimiser.id,
    noise: noise?.id,
    learningRate,
    noiseStrength,
    get next() {
      return writtenOut().next
    },
    get noiseVariables() {
      return writtenOut().variables
    },
    draw(random, out, steps) {
      if (batch !== undefined) batch.draw(random, out, steps)
      else random.normals(out)
    },
    compile() {
      const samples = batch === undefined && largest === undefined ? samplesToLoopOver(model) : undefined
      if (samples !== undefined) return looped(samples)
      const { next, variables } = writtenOut()
      return compileIteration(next, state, settings, variables)
    },
    ensemble() {
      if (batch === undefined && samplesToLoopOver(model) !== undefined) return undefined
      const samples = batch?.batches
      if (batch !== undefined && samples === undefined) return undefined
      const { next, variables } = writtenOut()
      if (nodeCount(next) > longestStep) return undefined
      if (samples !== undefined) return compileEnsemble({ next, state, parameters: settings, samples })
      return compileEnsemble({ next, state, parameters: settings, normals: variables })
    },
  }
}

/** In nodes: a step runs for several replicas in one function, which must not be too long to compile. */
const longestStep = 5000

interface Perturbed {
  readonly loss: Expression
  readonly variables: readonly Expression[]
}

function perturbedLoss(model: Model, noise: NoiseModel | undefined, strength: Expression): Perturbed {
  if (noise === undefined) return { loss: lossOf(model), variables: [] }
  const { graph, loss } = model
  return noise.perturb({ graph, residuals: required(residualsOf(model)), count: loss.count }, strength)
}

/** The same for one sample; the data are symbols. */
function perturbedSampleLoss(model: Model, noise: NoiseModel | undefined, strength: Expression): Perturbed {
  if (noise === undefined) return { loss: sampleLossOf(model), variables: [] }
  const { graph, loss } = model
  const residuals = required(loss.kind === 'squares' ? loss.residuals : undefined)
  return noise.perturb({ graph, residuals, count: 1 }, strength)
}

function required(residuals: readonly Expression[] | undefined): readonly Expression[] {
  if (residuals === undefined) throw new TypeError('this noise needs residuals')
  return residuals
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
