import { uncertainty } from '../../base/estimate.js'
import { compiledSampler } from '../../dynamics/index.js'
import { constantValue } from '../../expression/index.js'
import {
  exactProductRegularity,
  lyapunovExponent,
  type ProductRegularity,
  productRegularity,
} from '../../numeric/index.js'
import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
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
    const site = siteOf(situation)
    const setting = sgdSetting(site)
    const found = regularityOf(setting)
    const { outcome } = found
    const reason = found.reason + fragility(found, site.point.coordinates.length)
    if (outcome !== 'refuted') return { state: outcome, evidence: reason }
    return { state: outcome, evidence: `${reason} ${stillSaid} ${exponentText(setting)}` }
  },
}

// Where the rank is that of the parameters no perturbation can raise it.
function fragility({ residuals, rank }: ProductRegularity, parameters: number): string {
  if (rank === residuals || rank === parameters) return ''
  return (
    ` The gradients of the ${residuals} residuals have only rank ${rank}: this holds on their span, but the zero-loss set is not cut ` +
    'out by independent equations here, and a perturbation that makes them independent can change the exponent discontinuously.'
  )
}

// Enough for two digits where it is simulated.
const fewSteps = 4e5

function exponentText({ product, learningRate, budget }: SgdSetting): string {
  const { estimate } = lyapunovExponent(product, learningRate.value, {
    sampler: compiledSampler(),
    halfWidth: 0,
    mostSteps: fewSteps,
    level: 0.99,
    budget,
  })
  if (estimate.value === -Infinity) return 'It is $-\\infty$: products vanish.'
  const error = uncertainty(estimate)
  if (error <= 1e-11) return `It is ${decimal(estimate.value, 10)}.`
  return `It is ${decimal(estimate.value, 6)}, error ${decimal(error, 2)}.`
}

function regularityOf({ product, exact, learningRate }: SgdSetting): ProductRegularity {
  const rate = constantValue(learningRate.exact)
  const proved = exact && rate && exactProductRegularity(exact, rate)
  if (proved !== undefined && proved.outcome !== 'unknown') return proved
  // A subspace that all factors keep is looked for in floating point only.
  const seen = productRegularity(product, learningRate.value)
  return proved === undefined || seen.outcome === 'refuted' ? seen : proved
}
