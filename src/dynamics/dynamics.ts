import { gradient } from '../calculus/index.js'
import { compileIteration, type Iteration } from '../compile/index.js'
import type { Expression } from '../expression/index.js'
import { lossOf, type Model } from '../model/index.js'
import { noiseModels } from './noise/index.js'
import { optimisers } from './optimisers/index.js'

/**
 * An optimiser with or without noise on a model: one symbolic step, from which everything else is derived.
 * The compiled form takes the parameter vector (length d), the settings [learningRate, noiseStrength], and `noise`
 * standard random numbers per step.
 */
export interface Dynamics {
  readonly optimiser: string
  readonly noise: string | undefined
  /** Next parameters as expressions in the model's symbols, `learningRate`, `noiseStrength` and `noiseVariables`. */
  readonly next: readonly Expression[]
  readonly learningRate: Expression
  readonly noiseStrength: Expression
  readonly noiseVariables: readonly Expression[]
  /** Compiles the step with the loop inside. */
  compile(): Iteration
}

/** @throws TypeError for an id that is not listed: the caller has checked what the user typed */
export function dynamicsOf(model: Model, choice: { optimiser: string; noise?: string }): Dynamics {
  const optimiser = optimisers.find(({ id }) => id === choice.optimiser)
  const noise = noiseModels.find(({ id }) => id === choice.noise)
  if (optimiser === undefined) throw new TypeError(`no optimiser is called ${choice.optimiser}`)
  if (noise === undefined && choice.noise !== undefined)
    throw new TypeError(`no noise model is called ${choice.noise}`)
  const learningRate = model.graph.symbol('§learningRate')
  const noiseStrength = model.graph.symbol('§noiseStrength')
  const perturbed = noise?.perturb(model, noiseStrength) ?? { loss: lossOf(model), variables: [] }
  const next = optimiser.step({
    parameters: model.symbols,
    gradient: gradient(perturbed.loss, model.symbols),
    learningRate,
  })
  return {
    optimiser: optimiser.id,
    noise: noise?.id,
    next,
    learningRate,
    noiseStrength,
    noiseVariables: perturbed.variables,
    compile: () => compileIteration(next, model.symbols, [learningRate, noiseStrength], perturbed.variables),
  }
}
