import { spent } from '../../base/budget.js'
import { uncertainty } from '../../base/estimate.js'
import type { Hypothesis } from '../contract.js'
import { decimal, decimalEnds } from '../decimal.js'
import { siteOf } from '../site.js'
import { sgdTail } from '../stability/sgd-notions.js'
import { sgdSetting } from '../stability/sgd-setting.js'

// Of an exponent: what matters is a tenth of it.
const sharp = 0.02

/** The exponent γ is known: as a number where Λ can be computed for real moments, otherwise between two bounds or not at all. */
export const knownTail: Hypothesis = {
  id: 'tail-exponent-known',
  statement: 'The positive root $\\gamma$ of $\\Lambda$ is known.',
  check(situation) {
    const setting = sgdSetting(siteOf(situation))
    const { estimate, method } = sgdTail(setting)
    if (estimate === undefined && spent(setting.budget))
      return { state: 'unknown', evidence: 'the time given was over' }
    if (estimate === undefined) return { state: 'refuted', evidence: `$\\gamma$ is not known: ${method}` }
    if (uncertainty(estimate) <= sharp * estimate.value)
      return { state: 'checked', evidence: `$\\gamma$ = ${decimal(estimate.value, 5)}: ${method}` }
    const known =
      estimate.kind === 'enclosed'
        ? `$\\gamma$ is only known to lie between ${decimalEnds(estimate.lo, estimate.hi).join(' and ')}`
        : `$\\gamma$ is only known as ${decimal(estimate.value, 4)} up to ${decimal(uncertainty(estimate), 2)}`
    return { state: 'unknown', evidence: `${known}: ${method}` }
  },
}
