import { decimal } from '../decimal.js'
import type { Hypothesis } from '../contract.js'
import { siteOf } from '../site.js'
import { sgdExponent } from '../stability/sgd-notions.js'
import { exactNotions } from '../stability/sgd-exact.js'
import { sgdSetting } from '../stability/sgd-setting.js'
import { uncertainty } from '../../base/estimate.js'

/** The Lyapunov exponent is not zero: at zero nothing is claimed. */
export const decidedExponent: Hypothesis = {
  id: 'exponent-not-zero',
  statement: 'The Lyapunov exponent is not zero.',
  check(situation) {
    const setting = sgdSetting(siteOf(situation))
    const { estimate: computed, method } = sgdExponent(setting)
    const estimate = exactNotions(setting, situation.model.graph, undefined)?.exponent ?? computed
    const evidence = `$\\lambda$ = ${decimal(estimate.value, 5)}, error ${decimal(uncertainty(estimate), 2)} (${method})`
    const { value } = estimate
    if (value === 0 && uncertainty(estimate) === 0) return { state: 'refuted', evidence }
    return { state: Math.abs(value) > 2 * uncertainty(estimate) ? 'checked' : 'unknown', evidence }
  },
}
