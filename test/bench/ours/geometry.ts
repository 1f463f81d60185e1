import {
  limitMapAt,
  limitMapSecondDerivative,
  projectorsAt,
  zeroLossPointAt,
} from '../../../src/geometry/index.js'
import { norm } from '../../../src/numeric/index.js'
import { sumOf } from '../problem.js'
import { secondsPerCall } from '../processor-time.js'
import { tangentProblem } from '../tangent-problem.js'
import type { OurOutcome } from './outcome.js'

interface GeometryTask {
  /** Rank, bases and projectors from the derivatives, or D²Φ[S] in its parts from those. */
  readonly what: 'decomposition' | 'second'
  readonly dimension: number
  readonly loss: 'squares' | 'log-cosh'
  readonly budget: number
}

export function time({ what, dimension, loss, budget }: GeometryTask): OurOutcome {
  const { landscape, point: w, matrix } = tangentProblem(dimension, loss)
  if (what === 'decomposition') {
    const decompose = () => {
      const point = zeroLossPointAt(landscape, w)
      return { point, projectors: projectorsAt(point) }
    }
    const { point, projectors } = decompose()
    const check = point.rank.rank + sumOf(point.normalEigenvalues) + sumOf(projectors.tangent.data)
    return { seconds: secondsPerCall(decompose, budget), check }
  }
  const map = limitMapAt(landscape, zeroLossPointAt(landscape, w))
  const { tangentTangent, mixed, normalNormal, total } = limitMapSecondDerivative(map, matrix)
  const sizes = [tangentTangent, mixed, normalNormal].map(({ vector }) => norm(vector))
  const check = sumOf(total.vector) + sizes[0]! + 2 * sizes[1]! + 3 * sizes[2]!
  return { seconds: secondsPerCall(() => limitMapSecondDerivative(map, matrix), budget), check }
} // prettier-ignore
