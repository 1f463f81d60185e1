import type { Expression, Rational } from '../../../expression/index.js'
import type { WrittenFormula } from '../../../geometry/index.js'

/** What is meant by stable, and of which algorithm. */
export type Notion =
  | 'gradient descent'
  | 'heavy ball'
  | 'Nesterov'
  | 'mean square'
  | 'almost surely'
  | 'gradient descent with weight decay'
  | 'heavy ball with weight decay'
  | 'Nesterov with weight decay'

/** What a condition decides. */
export type Says = 'stable exactly when' | 'stable when' | 'unstable when'

/** One |value|^times of a product. */
export interface ProductFactor {
  readonly value: Expression
  readonly times: number
}

/** An inequality for the learning rate η; all other symbols are those of the model and of `definitions`. */
export type Claim =
  /**
   * η < bound, or η > bound. `shown` is the same with names for its parts. With `perSample` the bound is in the data of
   * sample i: below it for every i, or above it for some i.
   */
  | {
      readonly form: 'below' | 'above'
      readonly bound: Expression
      readonly shown?: Expression | undefined
      readonly perSample?: boolean | undefined
    }
  /** η is less than the smallest positive root of a polynomial in η. */
  | { readonly form: 'root'; readonly polynomial: Expression; readonly shown?: Expression | undefined }
  /** Π |value|^times < 1, or > 1. */
  | {
      readonly form: 'product'
      readonly relation: '<' | '>'
      readonly factors: readonly ProductFactor[]
      readonly shown?: readonly ProductFactor[] | undefined
    }
  /**
   * Π_S |1 − (η/B) Σ_{i∈S} κᵢ| < 1 (or > 1) over all batches S, to the power of their probabilities where these differ; `curvature` is κᵢ in the data of sample i, or one for each
   * sample.
   */
  | {
      readonly form: 'batches'
      readonly relation: '<' | '>'
      readonly curvature: Expression | readonly Expression[]
      readonly shown?: Expression | undefined
    }
  /** η·scale in (0, ends₁) ∪ (ends₂, ends₃) ∪ …; constants, `exact` or rounded to 12 digits. */
  | {
      readonly form: 'windows'
      readonly scale: Expression
      readonly ends: readonly Expression[]
      readonly exact: boolean
    }
  /** An equation in the Gram matrix K as a whole. */
  | { readonly form: 'matrix'; readonly equation: MatrixEquation }

/**
 * For equal probabilities (others: K diag(p) for K/N) `largest eigenvalue`: η < 2N/λ_max(K), times a factor with momentum; `second moment`: the smallest η for which KP + PK =
 * ηNK(a P + b diag P)K has a solution; `batch norm`: η < 2B/max_S λ_max(K_SS); `exponent`: the Lyapunov exponent is negative; `determinant`:
 * E log|det(I − (η/B)K_SS)| > 0, a batch S with its repetitions, so that volumes grow.
 */
export type MatrixEquation =
  'largest eigenvalue' | 'second moment' | 'batch norm' | 'exponent' | 'determinant'

/** Why a condition is believed. */
export interface Evidence {
  /** `proved`: what the formula presupposes of K was proved exactly; `checked`: only at the points. */
  readonly certainty: 'proved' | 'checked'
  /** What the formula presupposes of K. */
  readonly basis: string
  /** At how many points the formula agreed with the linearised steps in floating point. */
  readonly points: number
  /** How many learning rates were compared at these points, those at the thresholds ± 10⁻⁷ included. */
  readonly comparisons: number
}

/** A condition on the learning rate under which points of the zero-loss set are stable, or are not. */
export interface Condition {
  readonly notion: Notion
  readonly says: Says
  readonly kind: 'closed form' | 'equation' | 'sufficient'
  /** All must hold. */
  readonly claims: readonly Claim[]
  /** One formula per claim. */
  readonly formulas: readonly WrittenFormula[]
  /** The same along branches of the zero-loss set, where that is known in closed form. */
  readonly along: readonly WrittenFormula[]
  /** At the named points of the model. */
  readonly at: readonly { readonly point: string; readonly formula: WrittenFormula }[]
  readonly evidence: Evidence
}

/** The Lyapunov exponent at one learning rate at which it has a closed form; almost surely stable there if it is negative. */
export interface ExponentAt {
  readonly rate: WrittenFormula
  readonly exponent: WrittenFormula
  /** At how many points of the set it was compared with products of the matrices. */
  readonly points: number
}

/** A name used in the conditions. */
export interface NamedQuantity {
  readonly symbol: Expression
  readonly formula: WrittenFormula
}

/** The conditions for a model; plain data, its expressions apart. */
export interface StabilityConditions {
  /** The learning rate. */
  readonly rate: Expression
  readonly batch: {
    readonly size: number | 'any'
    readonly replacement: boolean
    /** Of the samples, where they are not equally likely. */
    readonly probabilities?: readonly Rational[] | undefined
  }
  readonly dataAsSymbols: boolean
  /** The Gram matrix K of the gradients of the residuals, as far as it is written out. */
  readonly gram: readonly WrittenFormula[]
  readonly definitions: readonly NamedQuantity[]
  readonly conditions: readonly Condition[]
  readonly exponents: readonly ExponentAt[]
  /** Under what they hold; sentences without a full stop. */
  readonly hypotheses: readonly string[]
  /** What is missing and why. */
  readonly notes: readonly string[]
  /** Whether a time limit ended the work early. */
  readonly cutShort: boolean
}
