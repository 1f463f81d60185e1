import { uncertainty } from '../../base/estimate.js'
import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
import { siteOf } from '../site.js'
import { sgdExponent } from '../stability/sgd-notions.js'
import { sgdSetting } from '../stability/sgd-setting.js'
import { advisedRates } from '../stability/sgd-window.js'

/** The Lyapunov exponent is negative: almost every run that begins close enough comes back. */
export const negativeExponent: Hypothesis = {
  id: 'exponent-negative',
  statement: 'The Lyapunov exponent is negative: almost every run of the linearised algorithm comes back.',
  check(situation) {
    const setting = sgdSetting(siteOf(situation))
    const { estimate, method } = sgdExponent(setting)
    const error = uncertainty(estimate)
    const evidence = `$\\lambda$ = ${decimal(estimate.value, 5)}, error ${decimal(error, 2)} (${method})`
    if (estimate.value < -2 * error) return { state: 'checked', evidence }
    // Reflections have an exponent that is exactly 0.
    if (estimate.value <= 2 * error && error > 1e-12) return { state: 'unknown', evidence }
    return { state: 'refuted', evidence: `runs do not come back: ${evidence}; ${advisedRates(setting)}` }
  },
}
