/** An estimator on data whose true value is known. */
export interface CalibrationCase {
  readonly name: string
  /** What is claimed, such as that an interval holds the value. */
  readonly claims: string
  /** How often that should be so, from 0 to 1. */
  readonly level: number
  /** How often it was, in so many repetitions. The same seed gives the same answer. */
  run(repetitions: number, seed: number): { readonly hits: number; readonly of: number }
}
