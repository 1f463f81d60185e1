import type { ExponentBound } from './bound.js'
import type { EnclosedFactors } from './enclosed-factors.js'
import { enclosedCombination, identityMatrix } from './enclosed-matrix.js'
import { certainlyPositiveDefinite } from './positive-definite.js'

const one = { low: 1, high: 1 }
const minusOne = { low: -1, high: -1 }

/**
 * λ < 0 when the step is below 2/λ_max(C_S) for every batch and the gradients span the normal space. Then every
 * A_S = I − ηC_S has norm at most 1 and keeps the length only of vectors with C_S u = 0, which it does not move; so a word
 * in which every batch occurs shortens every vector (one that keeps its length is orthogonal to all gradients), and it
 * occurs with a positive frequency. Nothing when either condition is not certain, or the coordinates are not orthonormal.
 */
export function smallStepsBound({ size, symmetric, factors }: EnclosedFactors): ExponentBound | undefined {
  if (!symmetric) return undefined
  const identity = identityMatrix(size)
  const below = factors.every((a) => certainlyPositiveDefinite(enclosedCombination([one, one], [identity, a])))
  if (!below) return undefined
  const total = enclosedCombination(
    factors.flatMap(() => [one, minusOne]),
    factors.flatMap((a) => [identity, a]),
  )
  if (!certainlyPositiveDefinite(total)) return undefined
  return {
    name: 'small steps',
    lo: -Infinity,
    hi: 0,
    strict: true,
    detail:
      'The step is below $2/\\lambda_{\\max}$ of every batch, so that no factor lengthens any vector, and the gradients ' +
      'span the normal space, so that a product over all batches shortens every vector.',
  }
} // prettier-ignore
