import { constantValue } from '../../expression/index.js'
import { exactProductRegularity, type ProductRegularity, productRegularity } from '../../numeric/index.js'
import type { Hypothesis } from '../contract.js'
import { siteOf } from '../site.js'
import { type SgdSetting, sgdSetting } from '../stability/sgd-setting.js'

// What remains true without regularity: the upper half of the theorem of Furstenberg and Kesten.
const stillSaid =
  'Theorem B is not available; the exponent still exists, and small displacements grow or decay at its rate at most.'

/**
 * The random matrices to which the batches linearise are invertible, strongly irreducible and contracting on the normal
 * space (Chemnitz & Engel, arXiv 2407.20209: “regular”, in the form sufficient for both halves of Theorem B). Invertible
 * factors also show that the step of every batch is a non-singular map, for an analytic loss.
 */
export const regularProduct: Hypothesis = {
  id: 'regular-point',
  statement:
    'The point is regular: the matrices $I - \\frac{\\eta}{B}\\sum_{i\\in S}\\nabla r_i\\nabla r_i^\\top$ on the normal ' +
    'space are invertible, leave no finite union of subspaces invariant, and contract directions.',
  check(situation) {
    const { outcome, reason } = regularityOf(sgdSetting(siteOf(situation)))
    return { state: outcome, evidence: outcome === 'refuted' ? `${reason} ${stillSaid}` : reason }
  },
}

function regularityOf({ product, exact, learningRate }: SgdSetting): ProductRegularity {
  const rate = constantValue(learningRate.exact)
  return exact !== undefined && rate !== undefined
    ? exactProductRegularity(exact, rate)
    : productRegularity(product, learningRate.value)
}
