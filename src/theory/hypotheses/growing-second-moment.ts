import { evenExponent } from '../../numeric/index.js'
import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
import { siteOf } from '../site.js'
import { sgdSetting } from '../stability/sgd-setting.js'
import { advisedRates } from '../stability/sgd-window.js'

// Within rounding the learning rate is the threshold itself, where γ = 2.
const rounding = 1e-11

/** The second moment of a small displacement does not shrink: the learning rate has reached the mean-square threshold. */
export const growingSecondMoment: Hypothesis = {
  id: 'second-moment-grows',
  statement:
    'The second moment does not shrink, $\\Lambda(2) \\ge 0$: the learning rate has reached the mean-square threshold.',
  check(situation) {
    const setting = sgdSetting(siteOf(situation))
    const { learningRate, product, isChosen } = setting
    const { value } = evenExponent(product, learningRate.value, 2)
    const evidence = `$\\Lambda(2)$ = ${decimal(value, 5)} at learning rate ${decimal(learningRate.value)}`
    if (value >= -rounding) return { state: 'checked', evidence }
    const chosen = isChosen ? ', which was chosen because none was given,' : ''
    return {
      state: 'refuted',
      evidence:
        `at learning rate ${decimal(learningRate.value)}${chosen} second moments shrink ($\\Lambda(2)$ = ${decimal(value, 5)}), ` +
        `and large excursions are rarer than $R^{-2}$; ${advisedRates(setting)}`,
    }
  },
}
