import { gradient, mixedDerivatives } from '../../../calculus/index.js'
import { covarianceOf, type Perturbation, writtenOut } from '../../../dynamics/index.js'
import { type Expression, substituteAll, subtract } from '../../../expression/index.js'
import type { Landscape, ParametrisedBranch } from '../../../geometry/index.js'
import { along, product, type Rows, transposed } from './frame.js'

/**
 * Σ along a branch: GCGᵀ with G = ∂_w∂_η L̂, where a mask has the jump ∇L − ∇L̂(−e) for its column. d × d, in the free symbols.
 */
export function covarianceAlong(
  landscape: Landscape,
  branch: ParametrisedBranch,
  perturbation: Perturbation,
): Rows {
  const { symbols, graph } = perturbation.model
  const { loss, variables, laws } = writtenOut(perturbation)
  const quiet = (es: readonly Expression[]): Expression[] =>
    substituteAll(es, new Map(variables.map((symbol) => [symbol, graph.zero])))
  const smooth = mixedDerivatives(loss, symbols, variables, { order: 1 })
  const columns = variables.map((mask, k) => {
    if (laws[k] !== 'bernoulli') return smooth[k]!.gradient
    const dropped = substituteAll([loss], new Map(variables.map((symbol) => [symbol, symbol === mask ? graph.constant(-1) : graph.zero]))) // prettier-ignore
    const jump = subtract(quiet([loss])[0]!, dropped[0]!)
    return gradient(jump, symbols)
  })
  if (columns.length === 0) return symbols.map(() => symbols.map(() => graph.zero))
  const factor = transposed(columns.map((column) => along(landscape, branch, column)))
  return product(product(factor, covarianceOf(perturbation)), transposed(factor))
}
