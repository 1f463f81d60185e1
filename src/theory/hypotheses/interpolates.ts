import { wording } from '../../base/wording.js'
import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'

/** The loss is zero at the point: the standing hypothesis of every result about the zero-loss set. */
export const interpolates: Hypothesis = {
  id: 'interpolates',
  statement: 'The point lies on the zero-loss set: $L(w^*) = 0$.',
  check({ landing }) {
    if ('problem' in landing) {
      const { title, advice } = wording(landing.problem)
      return { state: 'refuted', evidence: `${title}: ${advice}` }
    }
    const { point } = landing
    if (point.certainty === 'exact')
      return { state: 'proved', evidence: 'every residual vanishes there in exact arithmetic' }
    const moved =
      point.moved.distance > 0
        ? `; the start was moved by ${decimal(point.moved.distance, 3)} (${point.moved.method})`
        : ''
    const what = point.rank.of === 'Jacobian' ? 'largest residual' : 'length of the gradient'
    return {
      state: 'checked',
      evidence: `${what} ${decimal(point.residual, 2)}, loss ${decimal(point.loss, 2)}${moved}`,
    }
  },
}
