import { failure } from '../base/wording.js'

/** The sizes of an ensemble. */
export interface EnsembleShape {
  /** Numbers of a state. */
  readonly states: number
  readonly parameters: number
  /** Which of the parameters are probabilities. */
  readonly probabilities: readonly number[]
  /** Replicas that are run together: their number is rounded up to a multiple of this. */
  readonly block: number
  /** Steps come in multiples of this. */
  readonly every: number
}

/** What another thread needs to run the ensemble; it can be posted to it. */
export interface PortableEnsemble {
  readonly shape: EnsembleShape
  readonly module: WebAssembly.Module
  /** The samples, row by row. */
  readonly table: Float64Array
}

/** Many replicas of one random map. */
export interface Ensemble extends EnsembleShape {
  /**
   * Applies the map `steps` times to every replica. `states` holds one state after another, and `streams` the states of
   * the random generators, `wordsPerReplica` for each replica; both are changed in place, so that a second run goes on
   * where the first one ended. What is not finite is carried on; look at the states afterwards.
   */
  run(states: Float64Array, parameters: Float64Array, streams: BigUint64Array, steps: number): void
  /** Nothing when it is run by the interpreter. */
  readonly portable?: PortableEnsemble
}

/** How many words of 64 bits the generator of a replica has. They must not all be 0. */
export const wordsPerReplica = 4

/** Throws `misuse` when the arrays of a run do not fit, or when a probability is none. */
export function checkEnsemble(
  { states: size, parameters: count, probabilities, every }: EnsembleShape,
  states: Float64Array,
  parameters: Float64Array,
  streams: BigUint64Array,
  steps: number,
): number {
  const replicas = size === 0 ? 0 : states.length / size
  if (
    !Number.isInteger(replicas) ||
    parameters.length !== count ||
    streams.length !== replicas * wordsPerReplica ||
    !(steps >= 0) ||
    steps % every !== 0
  )
    throw failure('misuse', {
      detail:
        `An ensemble of maps of ${size} states with ${count} parameters was given ${states.length} numbers of state, ` +
        `${parameters.length} parameters and ${streams.length} words of random generators, for ${steps} steps in multiples of ${every}.`,
    })
  const wrong = probabilities.find((index) => !(parameters[index]! >= 0 && parameters[index]! <= 1))
  if (wrong !== undefined)
    throw failure('misuse', {
      detail: `Parameter number ${wrong + 1} of the ensemble is a probability and was ${parameters[wrong]}.`,
    })
  return replicas
}
