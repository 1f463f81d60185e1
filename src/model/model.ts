import type { Assumptions, Expression, Graph, Rational, Value } from '../expression/index.js'

/** One parameter of a model: a number, a vector or a matrix. */
export interface Parameter {
  readonly name: string
  /** `[]` for a number, `[n]` for a vector, `[rows, columns]` for a matrix. */
  readonly shape: readonly number[]
  /** One symbol per entry, row by row. Entries are named from 1: `a`, `b[2]`, `W[1,2]`. */
  readonly symbols: readonly Expression[]
  readonly assumptions: Assumptions
}

/** What is given: samples of named numbers or vectors. */
export interface Data {
  readonly names: readonly string[]
  /** The shape of one sample of each name: `[]` or `[d]`. */
  readonly shapes: readonly (readonly number[])[]
  readonly sampleCount: number
  /** One symbol per number of a sample, in the order of `names`. */
  readonly symbols: readonly Expression[]
  /** `sampleCount` rows, each in the order of `symbols`. */
  readonly samples: readonly (readonly Rational[])[]
}

/** `L = 1/(2·count) Σ r²`, over all residuals and, with data, over all samples. */
export interface SquareLoss {
  readonly kind: 'squares'
  /** With data: the residuals of one sample, in parameters and data symbols. Without: all of them. */
  readonly residuals: readonly Expression[]
  /** The number of samples; without data, the number of residuals. */
  readonly count: number
}

/** `L = 1/count Σ ℓ`, over all samples. */
export interface GeneralLoss {
  readonly kind: 'general'
  /** ℓ: the loss of one sample, in parameters and data symbols. */
  readonly perSample: Expression
  /** The number of samples; 1 without data. */
  readonly count: number
}

/** What the names under `definitions:` stand for. */
export interface NamedParts {
  readonly values: ReadonlyMap<string, Value>
  /** The loss when some names stand for something else, of the same shape, in all that comes after their definition. */
  lossWith(changed: (name: string, value: Value) => Value): SquareLoss | GeneralLoss
}

/**
 * How a noise variable is distributed, in units of the noise strength σ: with mean 0 and variance 1, or for `bernoulli` as
 * b/κ − 1 with b = 1 with probability κ = 1/(1 + σ²) and otherwise 0, of variance σ².
 */
export type NoiseLaw = 'gaussian' | 'rademacher' | 'uniform' | 'bernoulli'

/** A noise variable that the user named. */
export interface NoiseVariable {
  readonly name: string
  readonly shape: readonly number[]
  /** One per entry, row by row. */
  readonly symbols: readonly Expression[]
  readonly law: NoiseLaw
  /** Whether one value serves all samples of a step, or each sample has its own. */
  readonly per: 'step' | 'sample'
  /** R with covariance RRᵀ of the entries, lower triangular, of constants; nothing for independent entries of variance 1. */
  readonly root: readonly (readonly Expression[])[] | undefined
}

/** The loss with noise as the user wrote it: that of the model, proved exactly, where all variables are 0. */
export interface WrittenNoise {
  readonly variables: readonly NoiseVariable[]
  readonly loss: SquareLoss | GeneralLoss
  /** What stands under `noise:`, as it was typed. */
  readonly formulas: readonly { readonly field: string; readonly text: string }[]
}

/** A point the user named, exactly. */
export interface NamedPoint {
  readonly name: string
  /** Constant expressions in the order of the model's symbols. */
  readonly coordinates: readonly Expression[]
}

/** A validated model: parameters, data, loss and named points, as expressions of one graph. */
export interface Model {
  readonly title: string
  readonly description: string | undefined
  readonly references: readonly string[]
  readonly graph: Graph
  readonly parameters: readonly Parameter[]
  /** All numbers to be learned, flat, in the order of `parameters`. */
  readonly symbols: readonly Expression[]
  readonly data: Data | undefined
  readonly loss: SquareLoss | GeneralLoss
  readonly points: readonly NamedPoint[]
  readonly definitions?: NamedParts
  readonly noise?: WrittenNoise | undefined
  /** SHA-256 of parameters, data and loss, in hexadecimal: the same for models that differ in comments or titles only. */
  readonly hash: string
  readonly source: { readonly name: string; readonly text: string } | undefined
}
