import type { Estimate } from '../../../base/estimate.js'
import type { Prose } from '../../../base/prose.js'
import type { NoiseChoice, NoiseModel } from '../../../dynamics/index.js'
import type { Missing, ZeroLossPoint } from '../../../geometry/index.js'
import type { ExactInput } from '../../inputs.js'
import type { ComplexNumber } from '../../../numeric/index.js'
import type { LimitAlong, Stability } from '../along/index.js'
import type { AtStrength, MissingAtStrength } from './at-strength.js'
import type { ChosenNoise } from '../chosen-noise.js'
import type { NoiseClass, NoiseCoefficients, TimeScale } from '../limit/index.js'

/** The limit of small noise along the zero-loss set as it is derived near a point, without any experiment. */
export interface NoiseLimit {
  readonly noise: ChosenNoise
  readonly point: ZeroLossPoint
  /** Which variables the noise has, and their law. */
  readonly law: Prose
  readonly kind: NoiseClass
  /** α for what is said of finite steps; chosen from the sharpness where none was given. */
  readonly learningRate: ExactInput
  readonly coefficients: NoiseCoefficients
  /** −P∇V₄ at the point, per unit of kασ⁴; nothing where the limit has no such part. */
  readonly secondDrift: readonly Estimate[] | undefined
  /**
   * The motion of one step in units of σ², −αP∇Reg + ½α²D²Φ_α[Σ], with jumps in its place for masks, to lowest order in σ; nothing
   * where a jump does not come back to the set.
   */
  readonly perStep: readonly Estimate[] | undefined
  /** E L − L across the set at this learning rate: first·σ² + second·σ⁴; nothing where a jump does not come back. */
  readonly excessLoss: { readonly first: number; readonly second: number } | undefined
  /** The mean effect of noise that is not small, where a strength was given. */
  readonly atStrength: AtStrength | MissingAtStrength | undefined
  /** Closed forms in the coordinates of the set, or why there are none. */
  readonly along: LimitAlong | Missing
  /** Where the flows come to rest of which not all fixed points are known in closed form. */
  readonly equilibria: readonly (Equilibrium | MissingEquilibrium)[]
  /** One for each time on which something moves, where a time was given. */
  readonly paths: readonly (LimitPath | MissingPath)[]
}

/** Where a flow from the point comes to rest, computed on the set. */
export interface Equilibrium {
  readonly time: TimeScale
  /** d entries. */
  readonly coordinates: readonly Estimate[]
  /** Of the linearised motion in the tangent space, by descending real part. */
  readonly eigenvalues: readonly ComplexNumber[]
  readonly eigenvalueError: number
  /** By those that are clearly not 0. */
  readonly stability: Stability | undefined
  /** How many eigenvalues are 0 as far as is known. */
  readonly neutral: number
  /** What the flow descends, and its value there where it has one; nothing where it is not known to descend a function. */
  readonly least:
    { readonly of: Prose; readonly latex: string; readonly value: Estimate | undefined } | undefined
  /** The slow time after which it was found. */
  readonly followed: number
}

export interface MissingEquilibrium extends Missing {
  readonly time: TimeScale
}

export interface MissingPath extends Missing {
  readonly time: TimeScale
}

/** Where the limit goes from the point. */
export interface LimitPath {
  readonly time: TimeScale
  readonly states: readonly PathState[]
  /** Of a diffusion: means are over so many independent replicas with this step, from this seed. */
  readonly ensemble: { readonly replicas: number; readonly step: number; readonly seed: number } | undefined
  /** Sentences without a full stop. */
  readonly notes: readonly Prose[]
}

export interface PathState {
  /** In units of the slow time. */
  readonly at: number
  /** Of a flow the point, of a diffusion the mean; d entries. */
  readonly coordinates: readonly Estimate[]
  /** Standard deviations of a diffusion. */
  readonly deviations: readonly Estimate[] | undefined
  /** Of a flow on kα²σ², with the limit map of gradient descent at the learning rate: for σ → 0 alone. */
  readonly atRate: readonly Estimate[] | undefined
}

/** One noise model at a glance. */
export interface NoiseComparison {
  readonly model: NoiseModel
  readonly choice: NoiseChoice
  readonly found:
    | {
        readonly kind: NoiseClass
        /** On the first time of the class; the drift of a diffusion, its part that keeps it on the set included. */
        readonly drift: readonly Estimate[]
        /** PΣP in the Frobenius norm, where the limit diffuses. */
        readonly diffusion: number | undefined
      }
    | Missing
}
