import type { EffortName } from '../../verify/index.js'

/** How much a map shows and how sharply. */
export interface MapPlan {
  /** Columns and rows of what is measured. */
  readonly cells: number
  readonly runs: number
  /** Parts of a column that boundaries are computed in, where they are quick to compute. */
  readonly parts: number
  /** Positions added where a boundary bends, at most. */
  readonly refined: number
  /** Factors of a simulated exponent, at each learning rate of a scan and at a boundary. */
  readonly scanSteps: number
  readonly refineSteps: number
}

const plans: Record<EffortName, MapPlan> = {
  quick: { cells: 8, runs: 64, parts: 4, refined: 8, scanSteps: 1e5, refineSteps: 1e6 },
  standard: { cells: 16, runs: 128, parts: 4, refined: 16, scanSteps: 4e5, refineSteps: 4e6 },
  thorough: { cells: 24, runs: 256, parts: 4, refined: 32, scanSteps: 1e6, refineSteps: 1e7 },
}

export function planFor(effort: EffortName): MapPlan {
  return plans[effort]
}
