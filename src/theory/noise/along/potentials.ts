import { gradient, isZero } from '../../../calculus/index.js'
import type { Perturbation } from '../../../dynamics/index.js'
import {
  divide,
  type Expression,
  multiply,
  negate,
  rational,
  scale,
  square,
  subtract,
} from '../../../expression/index.js'
import { type Landscape, simplest } from '../../../geometry/index.js'
import { meanWrittenOut, sampleFourthOrder, sampleRegulariser } from '../limit/index.js'
import { along, dot, type FrameAlong, secondSymmetric, times, traceOf, traceOfProduct } from './frame.js'

/** Reg∘γ. */
export function regulariserAlong(
  landscape: Landscape,
  { branch }: FrameAlong,
  perturbation: Perturbation,
): Expression {
  return along(landscape, branch, [meanWrittenOut(perturbation, sampleRegulariser(perturbation))])[0]!
}

/**
 * V₄∘γ for V₄ = R₄ − ½∇Reg·H⁺∇Reg, where P∇Reg = 0. On sets of codimension one H⁺ = H/(tr H)², of codimension two
 * (τQ − H)/δ. Otherwise the reason why it has no closed form.
 */
export function secondPotentialAlong(
  landscape: Landscape,
  { branch, hessian }: FrameAlong,
  perturbation: Perturbation,
  rank: number,
): Expression | string {
  const fourth = sampleFourthOrder(perturbation)
  if (fourth === undefined) return 'the mean of the loss over the noise has no closed form'
  const { symbols } = perturbation.model
  const regulariser = meanWrittenOut(perturbation, sampleRegulariser(perturbation))
  const slope = along(landscape, branch, gradient(regulariser, symbols))
  const curved = times(hessian, slope)
  const bent = dot(slope, curved)
  const sum = traceOf(hessian)
  const [own] = along(landscape, branch, [meanWrittenOut(perturbation, fourth)])
  const cost = (shift: Expression): Expression => simplest(subtract(own!, scale(rational.half, shift)))
  if (slope.every((x) => isZero(x).outcome === 'proved')) return own!
  if (rank === 1) return cost(divide(bent, square(sum)))
  if (rank > 2) return `no closed form of $V_4$ was derived: the set has codimension ${rank}`
  const determinant = secondSymmetric(sum, traceOfProduct(hessian, hessian))
  return cost(divide(subtract(multiply(sum, dot(slope, slope)), bent), determinant))
}

/** −G⁻¹∇V, m entries. */
export function descent({ branch, inverseMetric }: FrameAlong, potential: Expression): Expression[] {
  return times(inverseMetric, gradient(potential, branch.free).map(simplest)).map((x) => simplest(negate(x)))
}
