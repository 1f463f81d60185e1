import { failure } from '../../base/wording.js'

/** How gradient descent is modified. */
export interface DescentVariant {
  readonly momentum: 'none' | 'heavy ball' | 'nesterov'
  /** β, from 0 and below 1; 0 when left out. */
  readonly beta?: number
  /**
   * γ ≥ 0 of a term −ηγx in each step; 0 when left out. The point of zero loss is then no fixed point any more. What is
   * judged is the affine map x ↦ x − η(H(x − x*) + γx) (with momentum) at its own fixed point: for residuals that are
   * linear in x this is the decayed loss at its minimum; for others it is so up to O(γ) in the curvatures. Tangent
   * directions, h = 0, take part with curvature γ.
   */
  readonly weightDecay?: number
}

/**
 * The largest η0 such that all learning rates in (0, η0) are stable along eigenvalues up to `largest` of the Hessian.
 * With h the eigenvalue plus the weight decay, one step is z² = az − b for the multiplier z, and |z| < 1 for both roots
 * exactly if |b| < 1 and |a| < 1 + b (Schur and Cohn, Jury):
 *
 *  - heavy ball, x⁺ = x − η∇L(x) + β(x − x⁻): a = 1 + β − ηh, b = β, so 0 < ηh < 2(1 + β);
 *  - Nesterov, x⁺ = y − η∇L(y), y = x + β(x − x⁻): a = (1 + β)(1 − ηh), b = β(1 − ηh), so 0 < ηh < (2 + 2β)/(1 + 2β).
 *
 * @throws `misuse` for β outside [0, 1), a negative weight decay or an eigenvalue that is not positive
 */
export function descentThreshold(largest: number, variant: DescentVariant): number {
  const { beta, decay } = checked(variant)
  if (!(largest > 0 && largest < Infinity))
    throw failure('misuse', { detail: `A threshold needs a positive largest eigenvalue, not ${largest}.` })
  const limit = variant.momentum === 'nesterov' ? (2 + 2 * beta) / (1 + 2 * beta) : 2 * (1 + beta)
  return limit / (largest + decay)
}

/**
 * log of the largest |z| over the given eigenvalues of the Hessian: the exponent of the iteration. Pass the eigenvalues of
 * the normal space; with weight decay also 0 for the tangent directions. −∞ when all z vanish.
 *
 * @throws `misuse` as `descentThreshold` does
 */
export function descentExponent(
  eigenvalues: ArrayLike<number>,
  learningRate: number,
  variant: DescentVariant,
): number {
  const { beta, decay } = checked(variant)
  let largest = 0
  for (let i = 0; i < eigenvalues.length; i++) {
    const shrink = 1 - learningRate * (eigenvalues[i]! + decay)
    const nesterov = variant.momentum === 'nesterov'
    const size = nesterov ? largestRoot((1 + beta) * shrink, beta * shrink) : largestRoot(beta + shrink, beta)
    largest = Math.max(largest, size)
  }
  return Math.log(largest)
}

/** The larger modulus of the roots of z² − az + b. */
function largestRoot(a: number, b: number): number {
  const discriminant = a * a - 4 * b
  return discriminant < 0 ? Math.sqrt(b) : (Math.abs(a) + Math.sqrt(discriminant)) / 2
}

function checked({ momentum, beta: given = 0, weightDecay = 0 }: DescentVariant) {
  const beta = momentum === 'none' ? 0 : given
  if (!(beta >= 0 && beta < 1))
    throw failure('misuse', { detail: `Momentum lies between 0 and below 1, and here it is ${beta}.` })
  if (!(weightDecay >= 0 && weightDecay < Infinity))
    throw failure('misuse', { detail: `Weight decay is not negative, and here it is ${weightDecay}.` })
  return { beta, decay: weightDecay }
}
