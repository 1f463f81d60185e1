import { wording } from '../../base/wording.js'
import { belowNearby, type ZeroLossPoint } from '../../geometry/index.js'
import type { Finding, Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'

/** The loss is zero at the point, and that is its least value: the standing hypothesis of every result about the zero-loss set. */
export const interpolates: Hypothesis = {
  id: 'interpolates',
  statement: 'The point lies on the zero-loss set: $L(w^*) = 0$, the least value of the loss nearby.',
  check({ landing }) {
    if ('problem' in landing) {
      const { title, advice } = wording(landing.problem)
      return { state: 'refuted', evidence: `${title}: ${advice}` }
    }
    const { point } = landing
    const lower = lowerNearby(point)
    if (lower !== undefined) return lower
    if (point.certainty === 'exact') return { state: 'proved', evidence: exactEvidence(point) }
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

// Of squares 0 is the least value. Of a plain loss it is what was looked for and not found below it.
function exactEvidence({ landscape }: ZeroLossPoint): string {
  return landscape.hasResiduals
    ? 'every residual vanishes there in exact arithmetic'
    : 'loss and gradient vanish there in exact arithmetic'
}

function lowerNearby(point: ZeroLossPoint): Finding | undefined {
  const { landscape, normalEigenvalues } = point
  if (landscape.hasResiduals) return undefined
  const [lowest, highest] = [normalEigenvalues[0] ?? 0, normalEigenvalues.at(-1) ?? 0]
  const below = belowNearby(point)
  if (below === undefined && !(lowest < -1e-6 * Math.max(highest, -lowest))) return undefined
  const witness =
    below === undefined
      ? `the Hessian has the negative eigenvalue ${decimal(lowest, 3)}`
      : `at distance ${decimal(below.distance, 2)} it is ${decimal(below.loss, 2)}${below.proved ? ', proved to be negative' : ''}`
  return { state: 'refuted', evidence: `the loss is 0 there, but not least: ${witness}` }
}
