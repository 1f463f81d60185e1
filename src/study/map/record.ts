import type { Estimate } from '../../base/estimate.js'
import type { Prose } from '../../base/prose.js'
import type { Crossing } from '../../numeric/index.js'
import type { NamedPoint } from '../../model/index.js'
import type { BatchChoice } from '../../dynamics/index.js'
import type { Situation } from '../../theory/index.js'
import type { EffortName, Fate, FateTally, Outcome } from '../../verify/index.js'
import type { Provenance } from '../study.js'

/** The notions of stability, and the almost-sure one moved on purpose. */
export type MapNotion = 'almost-surely' | 'mean-square' | 'gradient-descent' | 'higher' | 'lower'

/** Learning rate against position along a line in the zero-loss set: where it is stable, and where runs settle. */
export interface StabilityMap {
  readonly situation: Situation
  readonly at: NamedPoint
  readonly batch: BatchChoice
  readonly effort: EffortName
  readonly path: MapPathFacts
  /** In the order of the path; boundaries are drawn through them. */
  readonly positions: readonly MapPosition[]
  /** Columns are positions, rows learning rates; nothing where there is no boundary to look around. */
  readonly grid: MapGrid | undefined
  /** Column after column, from the lowest learning rate up. */
  readonly cells: readonly MapCell[]
  readonly verdict: MapVerdict
  readonly notes: readonly Prose[]
  readonly provenance: Provenance
}

export interface MapPathFacts {
  readonly kind: 'curve' | 'geodesic'
  /** One sentence. */
  readonly says: string
  /** Arc lengths; the point asked for is at 0. */
  readonly from: number
  readonly to: number
  readonly closed: boolean
  /** Why it begins and ends where it does. */
  readonly ends: readonly [string, string]
  /** The free parameter of a certified parametrisation, where it names the positions. */
  readonly parameter: { readonly text: string; readonly latex: string } | undefined
}

export interface MapPosition {
  /** Arc length. */
  readonly s: number
  /** Length d. */
  readonly coordinates: Float64Array
  /** Value of the parameter of the path, where it has one. */
  readonly parameter: number | undefined
  readonly boundaries: Boundaries | undefined
  /** Why boundaries, or the almost-sure one, are missing; a sentence without a full stop. */
  readonly gap: Prose | undefined
}

/** The learning rates at which a position becomes stable or unstable. */
export interface Boundaries {
  /** η_GD and η_ms: stable below. */
  readonly gradientDescent: Estimate
  readonly meanSquare: Estimate
  /** All sign changes of λ met, ascending; nothing where a hypothesis fails. */
  readonly almostSure: readonly Crossing[] | undefined
  /** Whether λ > 0 is certain beyond the last of them. */
  readonly isComplete: boolean
}

/** Edges of the columns (arc lengths) and rows (learning rates), and their middles, ascending. */
export interface MapGrid {
  readonly columns: { readonly edges: readonly number[]; readonly middles: readonly number[] }
  readonly rows: { readonly edges: readonly number[]; readonly middles: readonly number[] }
  /** Runs per cell. */
  readonly runs: number
  /** Probability up to which what a cell shows is certain: one per cent over all of them. */
  readonly error: number
}

export interface MapCell {
  readonly column: number
  readonly row: number
  readonly learningRate: number
  /** Nothing where the time did not suffice or doubles do not resolve what happens. */
  readonly measured: MeasuredCell | undefined
  readonly predicted: Readonly<Record<MapNotion, Fate | undefined>>
  /** Whether it counts in the verdict: far enough from the boundary for the distance at which runs begin. */
  readonly counts: boolean
}

export interface MeasuredCell {
  readonly runs: number
  readonly settled: number
  readonly left: number
  /** Share that settles, with Wilson's interval at 99 %. */
  readonly share: Extract<Estimate, { kind: 'measured' }>
  readonly seen: Fate | undefined
  /** Distance at which runs began. */
  readonly start: number
}

export interface MapVerdict {
  /** Of the almost-sure boundary. */
  readonly outcome: Outcome
  readonly summary: Prose
  readonly tallies: Readonly<Record<MapNotion, FateTally>>
  /** Cells that count at which a notion predicts something else than the almost-sure one. */
  readonly differing: Readonly<Record<MapNotion, number>>
  /** Whether the three notions are the same everywhere on the path. */
  readonly coincide: boolean
  readonly cells: { readonly planned: number; readonly measured: number; readonly counted: number }
  readonly cutShort: boolean
}
