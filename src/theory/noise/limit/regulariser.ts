import { derivativeAlong } from '../../../calculus/index.js'
import type { NoiseVariables, Perturbation } from '../../../dynamics/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  rational,
  squareRoot,
  substituteAll,
  subtract,
} from '../../../expression/index.js'
import { expectationOver } from './expectation.js'

/**
 * What one sample adds to the regulariser of small noise, in parameters and data: ½ tr(C ∂²ℓ̂/∂η²) at η = 0, and for each mask
 * the exact ℓ̂(−eᵢ) − ℓ + ∂ℓ̂/∂ηᵢ, of which the second derivative is only the beginning.
 */
export function sampleRegulariser(perturbation: Perturbation): Expression {
  const { sampleLoss, shared, own, model } = perturbation
  const variables = [...shared.symbols, ...own.symbols]
  const atZero = zeroing(variables)
  const parts = [shared, own].flatMap((group) => [
    ...directionsOf(group).map((direction) =>
      divide(atZero(derivativeAlong(sampleLoss, group.symbols, direction, 2)), 2),
    ),
    ...masksOf(group).map((mask) => {
      const others = variables.filter((symbol) => symbol !== mask)
      const alone = zeroing(others)(sampleLoss)
      const dropped = substituteAll([alone], new Map([[mask, model.graph.constant(-1)]]))[0]!
      return add(
        subtract(dropped, atZero(alone)),
        atZero(derivativeAlong(alone, [mask], [1], 1)),
      )
    }),
  ])
  return perDraw(perturbation, model.graph.sum(parts))
} // prettier-ignore

// Labels in batches are noise of all samples in its covariance on the set: n/b of the variance. In the mean they have their own.
function perDraw({ labels, batch, count }: Perturbation, ofSample: Expression): Expression {
  return labels === undefined || batch === undefined
    ? ofSample
    : multiply(ofSample.graph.constant(rational.of(batch.size, count)), ofSample)
}

/**
 * (Eℓ̂ − ℓ)/σ² exactly, for a given σ², or nothing where the expectation has no closed form of reasonable length. Batches are
 * affine in their variables and have none.
 */
export function exactSampleRegulariser(
  perturbation: Perturbation,
  variance: Expression,
): Expression | undefined {
  const mean = sampleMean(perturbation, variance)
  if (mean === undefined) return undefined
  const { shared, own, sampleLoss } = perturbation
  const without = zeroing([...shared.symbols, ...own.symbols])(sampleLoss)
  return perDraw(perturbation, divide(subtract(mean, without), variance))
}

/** Eℓ̂, with σ² as given. */
export function sampleMean(
  { sampleLoss, shared, own }: Perturbation,
  variance: Expression,
): Expression | undefined {
  const first = expectationOver(sampleLoss, shared, variance)
  return first && expectationOver(first, own, variance)
}

/** The mean over all samples, with the data written in. */
export function meanWrittenOut(perturbation: Perturbation, ofSample: Expression): Expression {
  const { model, extra, count } = perturbation
  const { data, graph } = model
  if (data === undefined) return divide(ofSample, count)
  const terms = data.samples.map((sample, i) => {
    const values = new Map<Expression, Expression>()
    data.symbols.forEach((symbol, k) => values.set(symbol, graph.constant(sample[k]!)))
    extra.symbols.forEach((symbol, k) => values.set(symbol, graph.constant(extra.rows[i]![k]!)))
    return { coefficient: rational.of(1, count), term: substituteAll([ofSample], values)[0]! }
  })
  return graph.linear(rational.zero, terms)
}

/** The columns of C^{1/2} that belong to variables other than masks; none for batches, in which ℓ̂ is affine. */
export function directionsOf({ symbols, laws, correlation }: NoiseVariables): Expression[][] {
  if (symbols.length === 0) return []
  const { graph } = symbols[0]!
  const places = symbols.map((_, k) => k).filter((k) => laws[k] !== 'bernoulli')
  if (correlation.kind === 'mixed')
    return places.map((k) => correlation.root.map((row) => row[k]!))
  if (!rational.isZero(correlation.covariance)) return []
  const size = squareRoot(graph.constant(correlation.variance))
  return places.map((k) => symbols.map((_, i) => (i === k ? size : graph.zero)))
} // prettier-ignore

export function masksOf({ symbols, laws }: NoiseVariables): Expression[] {
  return symbols.filter((_, k) => laws[k] === 'bernoulli')
}

export function zeroing(variables: readonly Expression[]): (e: Expression) => Expression {
  const values = new Map(variables.map((symbol) => [symbol, symbol.graph.zero]))
  return (e) => substituteAll([e], values)[0]!
}
