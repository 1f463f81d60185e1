import { gradient } from '../calculus/index.js'
import {
  compileEnsemble,
  compileIteration,
  compileSampleIteration,
  type Ensemble,
  type Iteration,
  type Samples,
} from '../compile/index.js'
import { divide, type Expression, nodeCount, substitute, substituteAll } from '../expression/index.js'
import { lossOf, type Model, type NoiseLaw, sampleLossOf, samplesToLoopOver } from '../model/index.js'
import type { RandomStream } from '../numeric/index.js'
import { type MinibatchLoss, minibatchLoss } from './minibatch.js'
import { noiseNamed } from './noise-lookup.js'
import { type NoiseModel, noiseModels, type NoiseOptions } from './noise/index.js'
import { optimisers } from './optimisers/index.js'
import { drawnFor, drawOnce, type Perturbation, writtenOut } from './perturbation/index.js'
import { samplesWith } from './perturbation/samples.js'
import type { BatchChoice } from './sampling.js'

/**
 * An optimiser with or without noise on a model: one symbolic step, from which everything else is derived.
 * The compiled form takes the parameter vector (length d), the `settings`, and `noises` random numbers per step.
 */
export interface Dynamics {
  readonly optimiser: string
  readonly noise: string | undefined
  /** The loss with noise; nothing without. */
  readonly perturbation: Perturbation | undefined
  /**
   * Next parameters as expressions in the model's symbols, `learningRate`, `noiseStrength` and `noiseVariables`, with the
   * data written in: their size grows with the number of samples.
   */
  readonly next: readonly Expression[]
  readonly learningRate: Expression
  readonly noiseStrength: Expression
  /** What is drawn in a step: standard normals, signs, uniform numbers between 0 and 1, masks, data of a batch. */
  readonly noiseVariables: readonly Expression[]
  /** What compiled steps are given: learning rate, noise strength, and with masks the probability 1/(1 + σ²) that they are 1. */
  settings(learningRate: number, noiseStrength: number): Float64Array
  /** Fills `out` with noise for so many steps, step after step. Masks need the settings. */
  draw(random: RandomStream, out: Float64Array, steps: number, settings?: Float64Array): void
  /** Compiles the step with the loop inside; with many samples it is derived for one of them. */
  compile(): Iteration
  /** Compiles the step for many replicas; nothing where samples are looped over, or where the step is very long. */
  ensemble(): Ensemble | undefined
}

/** Which optimiser, and what is random in it. */
export interface DynamicsChoice {
  readonly optimiser: string
  readonly noise?: string
  /** What the noise is to be like. */
  readonly options?: NoiseOptions
  /** Batches, with label noise or without any other noise. */
  readonly batch?: BatchChoice
  /**
   * An expression in the parameters whose largest value is kept: one more number of the state, after the parameters. It
   * takes the value after a step where that is larger.
   */
  readonly largest?: Expression
}

/**
 * @param among the noise models that there are
 * @throws TypeError for an id that is not listed, and for a noise that is refused: the caller has checked what the user typed
 * @throws RangeError for a batch that cannot be drawn
 */
export function dynamicsOf(
  model: Model,
  choice: DynamicsChoice,
  among: readonly NoiseModel[] = noiseModels,
): Dynamics {
  const optimiser = optimisers.find(({ id }) => id === choice.optimiser)
  const noise = choice.noise === undefined ? undefined : noiseNamed(choice.noise, among)
  if (optimiser === undefined) throw new TypeError(`no optimiser is called ${choice.optimiser}`)
  if (noise === undefined && choice.noise !== undefined)
    throw new TypeError(`no noise model is called ${choice.noise}`)
  const { graph, symbols } = model
  const learningRate = graph.symbol('§learningRate')
  const noiseStrength = graph.symbol('§noiseStrength')
  const keep = graph.symbol('§keep')
  const options = { ...choice.options, ...(choice.batch === undefined ? {} : { batch: choice.batch }) }
  const perturbation = noise?.perturb(model, options)
  const batch = options.batch && batchOf(model, options.batch, perturbation, noiseStrength)
  const laws = perturbation === undefined ? [] : [...perturbation.shared.laws, ...perturbation.own.laws]
  const isMasked = batch === undefined && laws.includes('bernoulli')
  const settings = isMasked ? [learningRate, noiseStrength, keep] : [learningRate, noiseStrength]
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

  const whole = once((): Step => {
    const noisy = batch ?? stepNoise(model, perturbation, noiseStrength)
    const drawn = batch === undefined ? (noisy as StepNoise).laws : batch.labels.laws
    return { next: keeping(step(gradient(noisy.loss, symbols))), variables: noisy.variables, laws: drawn }
  })
  const loopedSamples = once(() =>
    batch === undefined && largest === undefined ? samplesToLoopOver(model) : undefined,
  )
  const looped = (samples: Samples): Iteration => {
    const { loss, variables } = sampleNoise(model, perturbation, noiseStrength)
    const sums = symbols.map((_, i) => graph.symbol(`§Σ[${i + 1}]`))
    return compileSampleIteration({
      next: step(sums.map((sum) => divide(sum, samples.count))),
      state: symbols,
      parameters: settings,
      terms: gradient(loss, symbols),
      sums,
      samples: perturbation === undefined ? samples : samplesWith(samples, perturbation.extra),
      noise: variables,
    })
  }
  return {
    optimiser: optimiser.id,
    noise: noise?.id,
    perturbation,
    learningRate,
    noiseStrength,
    get next() {
      return whole().next
    },
    get noiseVariables() {
      return whole().variables
    },
    settings: (rate, strength) =>
      Float64Array.from(isMasked ? [rate, strength, 1 / (1 + strength ** 2)] : [rate, strength]),
    draw(random, out, steps, given) {
      if (batch !== undefined) return batch.draw(random, out, steps)
      if (perturbation === undefined) return
      if (isMasked && given === undefined) throw new RangeError('masks are drawn with a probability: give the settings') // prettier-ignore
      drawSteps(perturbation, random, given?.[2] ?? 1, out, loopedSamples()?.count)
    },
    compile() {
      const samples = loopedSamples()
      if (samples !== undefined) return looped(samples)
      const { next, variables } = whole()
      return compileIteration(next, state, settings, variables)
    },
    ensemble() {
      if (loopedSamples() !== undefined) return undefined
      const samples = batch?.batches
      if (batch !== undefined && samples === undefined) return undefined
      const { next, variables, laws: drawn } = whole()
      if (nodeCount(next) > longestStep) return undefined
      const noises = batch === undefined ? variables : batch.labels.symbols
      const of = (law: NoiseLaw): Expression[] => noises.filter((_, k) => drawn[k] === law)
      return compileEnsemble({
        next,
        state,
        parameters: settings,
        normals: of('gaussian'),
        signs: of('rademacher'),
        uniforms: of('uniform'),
        masks: of('bernoulli').map((symbol) => ({ symbol, probability: keep })),
        ...(samples === undefined ? {} : { samples }),
      })
    },
  }
}

/** In nodes: a step runs for several replicas in one function, which must not be too long to compile. */
const longestStep = 5000

interface Step {
  readonly next: readonly Expression[]
  readonly variables: readonly Expression[]
  readonly laws: readonly NoiseLaw[]
}

interface StepNoise {
  readonly loss: Expression
  /** What is drawn. */
  readonly variables: readonly Expression[]
  readonly laws: readonly NoiseLaw[]
}

function batchOf(
  model: Model,
  batch: BatchChoice,
  perturbation: Perturbation | undefined,
  strength: Expression,
): MinibatchLoss {
  const labels = perturbation?.labels
  return minibatchLoss(model, batch, labels && { ...labels, extra: perturbation!.extra, strength })
}

/** The whole loss in terms of what is drawn. */
function stepNoise(model: Model, perturbation: Perturbation | undefined, strength: Expression): StepNoise {
  if (perturbation === undefined) return { loss: lossOf(model), variables: [], laws: [] }
  const { loss, own } = writtenOut(perturbation)
  const shared = drawnFor(perturbation.shared, strength, (k) => `§ζ[${k + 1}]`)
  const each = own.map((symbols, i) =>
    drawnFor({ ...perturbation.own, symbols }, strength, (k) => `§ζ[${i + 1};${k + 1}]`),
  )
  const all = [shared, ...each]
  const values = new Map(all.flatMap((drawn) => [...drawn.values]))
  return {
    loss: substituteAll([loss], values)[0]!,
    variables: all.flatMap(({ symbols }) => symbols),
    laws: all.flatMap((drawn) => drawn.laws),
  }
}

/** The same for one sample; the data are symbols. What the samples share comes first, the same for all. */
function sampleNoise(model: Model, perturbation: Perturbation | undefined, strength: Expression): StepNoise {
  if (perturbation === undefined) return { loss: sampleLossOf(model), variables: [], laws: [] }
  const shared = drawnFor(perturbation.shared, strength, (k) => `§ζ[${k + 1}]`)
  const own = drawnFor(perturbation.own, strength, (k) => `§ζ[;${k + 1}]`)
  return {
    loss: substituteAll([perturbation.sampleLoss], new Map([...shared.values, ...own.values]))[0]!,
    variables: [...shared.symbols, ...own.symbols],
    laws: [...shared.laws, ...own.laws],
  }
}

/** Numbers for steps as `compile` takes them; `looped` is the number of samples where these are looped over. */
function drawSteps(
  { shared, own, model }: Perturbation,
  random: RandomStream,
  keep: number,
  out: Float64Array,
  looped: number | undefined,
): void {
  if (shared.symbols.length === 0 && own.laws.every((law) => law === 'gaussian')) return random.normals(out)
  const samples = model.data?.sampleCount ?? 1
  const [first, each] = [shared.laws.length, own.laws.length]
  const common = new Float64Array(first)
  for (let at = 0; at < out.length;) {
    drawOnce(shared.laws, random, keep, common, 0)
    if (looped === undefined) {
      out.set(common, at)
      at += first
    }
    for (let i = 0; i < samples; i++) {
      if (looped !== undefined) {
        out.set(common, at)
        at += first
      }
      drawOnce(own.laws, random, keep, out, at)
      at += each
    }
    if (first + each === 0) return
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
