import { type Expression, square, substituteAll } from '../../expression/index.js'
import type { GeneralLoss, Model, NoiseLaw, SquareLoss } from '../../model/index.js'
import type { Perturbation } from './perturbation.js'
import { noExtra, noVariables, variablesOf } from './variables.js'

/** A perturbation from a loss that contains noise variables, shared by the samples of a step or not. */
export function multiplicative(
  model: Model,
  noise: string,
  law: NoiseLaw,
  masks: 'shared' | 'each',
  count: number,
  make: (
    symbols: readonly Expression[],
    substituted: (replacements: ReadonlyMap<Expression, Expression>) => SquareLoss | GeneralLoss,
  ) => SquareLoss | GeneralLoss,
): Perturbation {
  const variables = variablesOf(model.graph, count, law)
  const loss = make(variables.symbols, (replacements) => substitutedLoss(model.loss, replacements))
  return {
    ...ofLoss(model, noise, loss),
    shared: masks === 'shared' ? variables : noVariables,
    own: masks === 'shared' ? noVariables : variables,
  }
}

/** What a loss with noise variables in it says, without these. */
export function ofLoss(
  model: Model,
  noise: string,
  loss: SquareLoss | GeneralLoss,
): Omit<Perturbation, 'shared' | 'own'> {
  const { graph } = model
  return {
    noise,
    model,
    sampleLoss:
      loss.kind === 'general'
        ? loss.perSample
        : graph.product([graph.constant('1/2'), graph.sum(loss.residuals.map(square))]),
    residuals: loss.kind === 'general' ? undefined : loss.residuals,
    count: loss.count,
    extra: noExtra,
    batch: undefined,
    notes: [],
  }
}

/** The loss with other expressions in the place of symbols. */
export function substitutedLoss(
  loss: SquareLoss | GeneralLoss,
  replacements: ReadonlyMap<Expression, Expression>,
): SquareLoss | GeneralLoss {
  return loss.kind === 'general'
    ? { ...loss, perSample: substituteAll([loss.perSample], replacements)[0]! }
    : { ...loss, residuals: substituteAll(loss.residuals, replacements) }
}
