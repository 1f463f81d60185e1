/** A claim of an estimator about itself that simulation can check. */
export interface CalibrationCase {
  /** The estimator and what it is applied to. */
  readonly name: string
  /** What is claimed, as a sentence. */
  readonly claims: string
  /** The share of hits that is claimed. */
  readonly level: number
  /** Simulates so many independent replications; the same seed gives the same hits. */
  run(replications: number, seed: number): { hits: number; of: number }
}
