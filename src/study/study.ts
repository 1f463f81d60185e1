import type { EffortName, Outcome, Verdict } from '../verify/index.js'
import type { NamedPoint } from '../model/index.js'
import type { NoiseLimit, Situation } from '../theory/index.js'
import type { Derivation } from './derivation.js'
import type { Question } from './situation.js'

/** Everything that was asked of a model and found: the record from which reports are written. */
export interface Study {
  readonly question: Question & { readonly theorems: readonly string[]; readonly effort: EffortName }
  readonly at: NamedPoint
  readonly situation: Situation
  readonly derivation: Derivation
  /** What is derived of the noise, where one was chosen and has a limit at the point. */
  readonly limit?: NoiseLimit | undefined
  readonly verdicts: readonly Verdict[]
  /** The verdicts taken together. */
  readonly outcome: Outcome
  readonly provenance: Provenance
}

/** What is needed to get the same numbers again. */
export interface Provenance {
  readonly thalweg: string
  readonly modelHash: string
  readonly seed: number
  /** The command that makes this report again. */
  readonly command: string
}
