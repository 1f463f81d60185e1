import { type Expression, type Graph, rational } from '../../expression/index.js'
import type { Model, NoiseLaw } from '../../model/index.js'
import type { Correlation, ExtraData, NoiseVariables } from './perturbation.js'

/** No correlation, variance 1. */
export const independent: Correlation = {
  kind: 'exchangeable',
  variance: rational.one,
  covariance: rational.zero,
}

export const noVariables: NoiseVariables = { symbols: [], laws: [], correlation: independent }

export const noExtra: ExtraData = { symbols: [], rows: [] }

/** η₁, η₂, … of one law. The section sign cannot be typed in a model, so these names never meet a user's. */
export function variablesOf(
  graph: Graph,
  count: number,
  law: NoiseLaw,
  correlation: Correlation = independent,
): NoiseVariables {
  const symbols = Array.from({ length: count }, (_, i) => graph.symbol(`§η[${i + 1}]`))
  return { symbols, laws: symbols.map(() => law), correlation }
}

/** A term of the whole loss as a term of the loss of one sample. */
export function asSampleTerm({ data, loss, graph }: Model, e: Expression): Expression {
  return data === undefined ? graph.product([graph.constant(loss.count), e]) : e
}

/** Whether some variable is a mask. */
export function hasMasks({ laws }: NoiseVariables): boolean {
  return laws.includes('bernoulli')
}
