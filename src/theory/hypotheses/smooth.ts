import { kinksOfLossAt } from '../../geometry/index.js'
import type { Hypothesis } from '../contract.js'
import { pointOf } from '../site.js'

/** The loss has the derivatives that the theorem uses, at and near the point. */
export const smooth: Hypothesis = {
  id: 'smooth',
  statement: 'The loss is smooth near the point: none of its functions has a kink there.',
  check(situation) {
    const { landscape } = situation
    const point = pointOf(situation)
    const kinks = kinksOfLossAt(landscape, point.coordinates)
    if (kinks.length > 0) {
      const names = [...new Set(kinks.map((kink) => kink.fn))].join(', ')
      return { state: 'refuted', evidence: `the point lies on a kink of ${names}` }
    }
    const finite = landscape.hessian(point.coordinates).data.every(Number.isFinite)
    if (!finite) return { state: 'refuted', evidence: 'a second derivative is not finite at the point' }
    return {
      state: 'proved',
      evidence: 'near it the formula is made of functions that are analytic at the values they take',
    }
  },
}
