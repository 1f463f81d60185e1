import { failure } from '../base/wording.js'
import type { Expression } from '../expression/index.js'
import { checkDrawnSamples, type DrawnSamples } from './drawn-samples.js'
import type { Ensemble, EnsembleShape } from './ensemble-run.js'
import { tapeEnsemble } from './ensemble-tape.js'
import { checkNext } from './iteration-program.js'
import { inPhases, type PhasedProgram } from './phases.js'
import type { Program } from './program.js'
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
  /** Symbols that stand for independent uniform numbers between 0 and 1, which are never drawn themselves. */
  readonly uniforms?: readonly Expression[]
  /** Symbols that stand for independent choices of 1 or 0. */
  readonly masks?: readonly Mask[]
  /** Samples of which one, drawn at random, gives its symbols their values in a step. */
  readonly samples?: DrawnSamples
  /** A map of the state without noise that follows after every so many steps, such as a normalisation. */
  readonly after?: { readonly every: number; readonly next: readonly Expression[] }
}

/** A symbol that is 1 with a probability, and otherwise 0. */
export interface Mask {
  readonly symbol: Expression
  /** A number from 0 to 1, or one of the parameters, whose value then has to be one. */
  readonly probability: number | Expression
}

/**
 * The ensemble, on the best backend there is: in WebAssembly two replicas share an instruction, a block of replicas goes
 * through all steps before the next one begins, and the noise is made where it is used. Throws `shape-mismatch` when
 * `next` has not one entry per state, `unknown-symbol` for a symbol that is none of the inputs, and `misuse` for what is no
 * probability.
 */
export function compileEnsemble(task: EnsembleTask): Ensemble {
  const program = ensembleProgram(task)
  return unlessForbidden(() => wasmEnsemble(program)) ?? tapeEnsemble(program)
}

/** The programs of an ensemble. */
export interface EnsembleProgram {
  /** Its inputs are in the order of `counts`; phase 0 depends on the parameters alone. */
  readonly step: PhasedProgram
  readonly counts: Readonly<Record<Inputs, number>>
  /** With which probability each mask is 1: the number of a parameter, or a constant. */
  readonly masks: readonly MaskProbability[]
  /** The map that follows after every so many steps; its inputs are parameters and state. */
  readonly after: Program | undefined
  readonly every: number
  readonly samples: DrawnSamples | undefined
}

type Inputs = 'parameters' | 'states' | 'data' | 'normals' | 'signs' | 'uniforms' | 'masks'

export type MaskProbability = { readonly parameter: number } | { readonly constant: number }

export function ensembleProgram(task: EnsembleTask): EnsembleProgram {
  const { next, state, parameters, samples, after } = task
  const { normals = [], signs = [], uniforms = [], masks = [] } = task
  checkNext(next, state)
  if (after !== undefined) {
    checkNext(after.next, state)
    if (!Number.isInteger(after.every) || after.every < 1)
      throw failure('misuse', {
        detail: `A map follows after every so many steps, not after every ${after.every}.`,
      })
  }
  if (samples !== undefined) checkDrawnSamples(samples)
  const data = samples?.symbols ?? []
  const noise = [...normals, ...signs, ...uniforms, ...masks.map(({ symbol }) => symbol)]
  const program = schedule(next, [...parameters, ...state, ...data, ...noise])
  return {
    step: inPhases(program, new Uint8Array(program.inputs).fill(1, parameters.length), 2),
    counts: {
      parameters: parameters.length,
      states: state.length,
      data: data.length,
      normals: normals.length,
      signs: signs.length,
      uniforms: uniforms.length,
      masks: masks.length,
    },
    masks: masks.map(({ probability }) => maskProbability(probability, parameters)),
    after: after && schedule(after.next, [...parameters, ...state]),
    every: after?.every ?? 1,
    samples,
  }
}

function maskProbability(
  probability: number | Expression,
  parameters: readonly Expression[],
): MaskProbability {
  if (typeof probability === 'number') {
    if (probability >= 0 && probability <= 1) return { constant: probability }
    throw failure('misuse', {
      detail: `A mask is 1 with a probability between 0 and 1, not ${probability}.`,
    })
  }
  const parameter = parameters.indexOf(probability)
  if (parameter >= 0) return { parameter }
  throw failure('misuse', { detail: 'The probability of a mask is a number or one of the parameters.' })
}

/** The sizes of the ensemble. */
export function ensembleShape(ensemble: EnsembleProgram): EnsembleShape {
  const { counts, every, masks } = ensemble
  return {
    states: counts.states,
    parameters: counts.parameters,
    probabilities: masks.flatMap((mask) => ('parameter' in mask ? [mask.parameter] : [])),
    block: 2 * vectorsPerBlock(ensemble),
    every,
  }
}

/** How many replicas a block has: vectors of two that share pairs of normals, and several of them for small programs. */
export function vectorsPerBlock({ step, counts }: EnsembleProgram): number {
  if (step.program.operations.length <= smallStep) return 4
  return counts.normals % 2 === 0 ? 1 : 2
}

/** Steps up to this many operations leave room to work on several vectors at a time. */
const smallStep = 24
