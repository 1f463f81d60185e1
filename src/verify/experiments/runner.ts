import type { Budget } from '../../base/budget.js'
import type { Host } from '../../base/host.js'
import type { Memory } from '../../base/memory.js'
import type { Model } from '../../model/index.js'
import type { Effort } from '../effort.js'
import type { Measurement } from '../measurement.js'

/** What every runner is given besides the declared experiment. */
export interface RunSettings {
  readonly model: Model
  readonly seed: number
  readonly budget: Budget
  /** Whose threads may be used; the measurement does not depend on them. */
  readonly host?: Host | undefined
  /** The replicas that an experiment declares are those of the standard effort, which it is when left out. */
  readonly effort?: Effort
  /** Where what was measured is kept, for a run that goes on another time to the same measurement. */
  readonly memory?: Memory | undefined
  /** Half-width at which a quantity is known well enough; the runner may stop there. */
  readonly precision: Readonly<Record<string, number>>
}

/** Runs one kind of declared experiment. */
export type Runner<E> = (experiment: E, settings: RunSettings) => Promise<Measurement>
