import { failure } from '../base/wording.js'
import type { Expression } from '../expression/index.js'
import type { Ensemble } from './ensemble-run.js'
import { tapeEnsemble } from './ensemble-tape.js'
import { checkNext } from './iteration-program.js'
import { inPhases, type PhasedProgram } from './phases.js'
import type { Program } from './program.js'
import { checkSamples, type Samples } from './sample-program.js'
import { schedule } from './schedule.js'
import { wasmEnsemble } from './wasm/ensemble.js'
import { unlessForbidden } from './wasm/instantiate.js'

/** A random map that many replicas apply again and again, each with noise of its own. */
export interface EnsembleTask {
  /** The next state, in parameters, state, and what is drawn anew in each step. */
  readonly next: readonly Expression[]
  readonly state: readonly Expression[]
  readonly parameters: readonly Expression[]
  /** Symbols that stand for independent standard normals. */
  readonly normals?: readonly Expression[]
  /** Symbols that stand for independent signs, 1 or −1. */
  readonly signs?: readonly Expression[]
  /** Samples of which one, drawn uniformly, gives its symbols their values in a step. */
  readonly samples?: Samples
  /** A map of the state without noise that follows after every so many steps, such as a normalisation. */
  readonly after?: { readonly every: number; readonly next: readonly Expression[] }
}

/**
 * The ensemble, on the best backend there is: in WebAssembly two replicas share an instruction, a block of replicas goes
 * through all steps before the next one begins, and the noise is made where it is used. Throws `shape-mismatch` when
 * `next` has not one entry per state, and `unknown-symbol` for a symbol that is none of the inputs.
 */
export function compileEnsemble(task: EnsembleTask): Ensemble {
  const program = ensembleProgram(task)
  return unlessForbidden(() => wasmEnsemble(program)) ?? tapeEnsemble(program)
}

/** The programs of an ensemble. */
export interface EnsembleProgram {
  /** Its inputs are parameters, state, data, normals and signs; phase 0 depends on the parameters alone. */
  readonly step: PhasedProgram
  readonly counts: Readonly<Record<'parameters' | 'states' | 'data' | 'normals' | 'signs', number>>
  /** The map that follows after every so many steps; its inputs are parameters and state. */
  readonly after: Program | undefined
  readonly every: number
  readonly samples: Samples | undefined
}

export function ensembleProgram(task: EnsembleTask): EnsembleProgram {
  const { next, state, parameters, normals = [], signs = [], samples, after } = task
  checkNext(next, state)
  if (after !== undefined) {
    checkNext(after.next, state)
    if (!Number.isInteger(after.every) || after.every < 1)
      throw failure('misuse', {
        detail: `A map follows after every so many steps, not after every ${after.every}.`,
      })
  }
  if (samples !== undefined) checkSamples(samples)
  const data = samples?.symbols ?? []
  const program = schedule(next, [...parameters, ...state, ...data, ...normals, ...signs])
  return {
    step: inPhases(program, new Uint8Array(program.inputs).fill(1, parameters.length), 2),
    counts: {
      parameters: parameters.length,
      states: state.length,
      data: data.length,
      normals: normals.length,
      signs: signs.length,
    },
    after: after && schedule(after.next, [...parameters, ...state]),
    every: after?.every ?? 1,
    samples,
  }
}

/** How many replicas a block has: vectors of two that share pairs of normals, and several of them for small programs. */
export function vectorsPerBlock({ step, counts }: EnsembleProgram): number {
  if (step.program.operations.length <= smallStep) return 4
  return counts.normals % 2 === 0 ? 1 : 2
}

/** Steps up to this many operations leave room to work on several vectors at a time. */
const smallStep = 24
