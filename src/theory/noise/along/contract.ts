import type { Prose } from '../../../base/prose.js'
import type { Expression, SymbolNode } from '../../../expression/index.js'
import type { ParametrisedBranch } from '../../../geometry/index.js'
import type { TimeScale } from '../limit/index.js'
import type { ComparisonAlong } from './compare.js'
import type { FixedPoints } from './fixed-points.js'
import type { FlowSolution } from './solution.js'
import type { QuantityWithMean } from './means.js'
import type { StationaryDensity } from './stationary.js'

/**
 * The limits of noisy gradient descent along a branch γ of the zero-loss set, in the m free symbols s of the branch. Every
 * closed form agrees with the coefficients computed in floating point at points of the branch.
 */
export interface LimitAlong {
  readonly branch: ParametrisedBranch
  /** G = DγᵀDγ, m × m. */
  readonly metric: readonly (readonly Expression[])[]
  /** One for each time on which something happens. */
  readonly motions: readonly MotionAlong[]
  /** What is missing and why; sentences without a full stop. */
  readonly notes: readonly Prose[]
}

/** ds = μ(s) dt + A(s)^{1/2} dB on one time, with what follows from it. */
export interface MotionAlong {
  readonly kind: 'flow of the regulariser' | 'limit of the noise' | 'flow of the second potential'
  readonly time: TimeScale
  /** What μ is the sum of. */
  readonly terms: readonly DriftTerm[]
  /** μ, m entries. */
  readonly drift: readonly Expression[]
  /** A, m × m; nothing for a deterministic motion. */
  readonly diffusion: readonly (readonly Expression[])[] | undefined
  /** μ of gradient descent with a finite learning rate, exact in `alpha` for σ → 0. */
  readonly finiteStep: { readonly alpha: SymbolNode; readonly drift: readonly Expression[] } | undefined
  /** The function that the drift descends, μ = −G⁻¹∇V. */
  readonly potential: { readonly name: Prose; readonly latex: string; readonly expression: Expression; readonly minimises: Prose } | undefined // prettier-ignore
  /** A function that the motion can only make smaller, μ = −factor·G⁻¹∇V with a factor that is not negative; where there is no potential. */
  readonly decreases?: { readonly latex: string; readonly expression: Expression; readonly factor: Expression; readonly minimises: Prose }
  readonly comparison: ComparisonAlong
  /** Where Σ is a multiple of the identity: log pdet ∇²L on the set. */
  readonly isotropic?: { readonly potential: Expression }
  /** Quantities of which the mean is known at all times. */
  readonly quantities: readonly QuantityWithMean[]
  /** Of a deterministic motion. */
  readonly fixedPoints: FixedPoints | undefined
  /** Of a deterministic motion. */
  readonly solution: FlowSolution | undefined
  /** Of a motion with diffusion. */
  readonly stationary: StationaryDensity | undefined
  readonly notes: readonly Prose[]
} // prettier-ignore

export interface DriftTerm {
  readonly name: 'regulariser' | 'second potential' | 'mixed' | 'normal fluctuations' | 'curvature of the coordinates'
  /** What it is, LaTeX. */
  readonly latex: string
  /** m entries. */
  readonly entries: readonly Expression[]
} // prettier-ignore
