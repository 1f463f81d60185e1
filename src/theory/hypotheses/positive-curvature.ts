import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
import { pointOf } from '../site.js'

/** The Hessian is positive definite on the normal space. Automatic for sums of squares at zero residual. */
export const positiveCurvature: Hypothesis = {
  id: 'positive-curvature',
  statement: '$\\nabla^2 L(w^*)$ is positive definite on the normal space.',
  check(situation) {
    const { normalEigenvalues, rank } = pointOf(situation)
    const smallest = normalEigenvalues[0] ?? 0
    if (smallest <= 0)
      return { state: 'refuted', evidence: `its smallest eigenvalue there is ${decimal(smallest, 4)}` }
    if (rank.of === 'Jacobian')
      return {
        state: 'proved',
        evidence: `on the set $\\nabla^2 L = J^\\top J/n$; smallest eigenvalue ${decimal(smallest, 4)}`,
      }
    return { state: 'checked', evidence: `its smallest eigenvalue there is ${decimal(smallest, 4)}` }
  },
}
