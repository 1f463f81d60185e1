import type { Estimate } from '../base/estimate.js'
import type { Prose } from '../base/prose.js'

/** What an experiment saw. */
export interface Measurement {
  readonly quantities: Readonly<Record<string, MeasuredQuantity>>
  readonly charts: readonly Chart[]
  readonly run: RunRecord
  /** Remarks that belong with the numbers, such as replicas that escaped. */
  readonly remarks: readonly Prose[]
  /** Why a quantity has no interval, where it is neither time nor runs that lacked. */
  readonly undecided?: Prose
}

export interface MeasuredQuantity {
  /** Mean with its interval; the half-width contains the systematic part. */
  readonly estimate: Extract<Estimate, { kind: 'measured' }>
  /** Part of the half-width that more replicas would not remove. */
  readonly systematic: number
}

/** How the experiment was run: together with the model and the version, enough to run it again. */
export interface RunRecord {
  readonly seed: number
  readonly replicas: number
  /** Steps of the algorithm taken in all. */
  readonly steps: number
  readonly settings: Readonly<Record<string, number>>
  /** Whether the budget ended the experiment before the precision asked for was reached. */
  readonly cutShort: boolean
}

/** A predicted curve and the points that were measured. */
export interface Curve {
  readonly predicted: readonly (readonly [number, number])[]
  readonly measured: readonly { readonly x: number; readonly y: number; readonly halfWidth: number }[]
}

/** Prediction against measurement as curves: a figure before anything is drawn. Labels are prose. */
export interface Chart {
  readonly id: string
  readonly title: Prose
  readonly x: Prose
  readonly y: Prose
  readonly predicted: Curve['predicted']
  readonly measured: Curve['measured']
  /** What curve and points are of, where there are others. */
  readonly label?: Prose
  readonly others?: readonly (Curve & { readonly label: Prose })[]
  /** Axes with a logarithmic scale. */
  readonly logarithmic?: readonly ('x' | 'y')[]
  /** A vertical line, such as a threshold. */
  readonly mark?: { readonly x: number; readonly label: Prose }
  /** A horizontal line at 0 that separates two behaviours. */
  readonly zeroLine?: boolean
  /** Heights are shares: nothing lies outside of [0, 1]. */
  readonly isShare?: boolean
}
