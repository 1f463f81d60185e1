import type { Expression } from '../expression/index.js'
import { checkNext } from './iteration-program.js'
import type { Iteration } from './iteration.js'
import { checked, type Kernel } from './kernel.js'
import { checkSamples, type SampleProgram, sampleProgram, type Samples } from './sample-program.js'
import { tapeSampleIteration, tapeSampleRows, tapeSampleSum } from './sample-tape.js'
import { unlessForbidden } from './wasm/instantiate.js'
import { wasmSampleIteration, wasmSampleRows, wasmSampleSum } from './wasm/samples.js'

/** The terms as functions of the inputs and of the data of one sample, for every sample. */
export interface OverSamples {
  /** Expressions in the inputs and in the symbols of the samples. */
  readonly terms: readonly Expression[]
  readonly inputs: readonly Expression[]
  readonly samples: Samples
}

/**
 * `weight · Σ terms` over the samples, one output per term. Each term is compiled once, in a loop over the samples: the
 * size of the code does not depend on their number, and what does not depend on the sample is done before the loop.
 * Throws `unknown-symbol` for a symbol that is neither input nor datum.
 */
export function compileSampleSum({ terms, inputs, samples }: OverSamples, weight: number): Kernel {
  checkSamples(samples)
  const distinct = [...new Set(terms)]
  const program = sampleProgram({ terms: distinct, parameters: inputs, data: samples.symbols })
  const kernel =
    unlessForbidden(() => wasmSampleSum(program, samples, weight)) ?? tapeSampleSum(program, samples, weight)
  return checked(distinct.length === terms.length ? kernel : spread(kernel, terms, distinct))
}

/** Equal terms, such as many second derivatives, are summed once. */
function spread(kernel: Kernel, terms: readonly Expression[], distinct: readonly Expression[]): Kernel {
  const places = new Map(distinct.map((term, index) => [term, index]))
  const sources = Int32Array.from(terms, (term) => places.get(term)!)
  const sums = new Float64Array(distinct.length)
  return {
    inputs: kernel.inputs,
    outputs: terms.length,
    run(input, output) {
      kernel.run(input, sums)
      for (let index = 0; index < sources.length; index++) output[index] = sums[sources[index]!]!
    },
  }
}

/** The terms of every sample one after another, N × terms.length outputs. Throws as `compileSampleSum` does. */
export function compileSampleRows({ terms, inputs, samples }: OverSamples): Kernel {
  checkSamples(samples)
  const program = sampleProgram({ terms, parameters: inputs, data: samples.symbols })
  return checked(unlessForbidden(() => wasmSampleRows(program, samples)) ?? tapeSampleRows(program, samples))
}

/** An iteration whose step contains sums over samples. */
export interface SampleIteration {
  /** The next state, in parameters, state and sums. */
  readonly next: readonly Expression[]
  readonly state: readonly Expression[]
  readonly parameters: readonly Expression[]
  /** What is summed over the samples, in parameters, state, data, and noise. */
  readonly terms: readonly Expression[]
  /** One symbol per term, for its sum. */
  readonly sums: readonly Expression[]
  readonly samples: Samples
  /** The noise of one sample; a step takes N · noise.length numbers, sample by sample. */
  readonly noise: readonly Expression[]
}

/**
 * The map state ← next(state, parameters, Σ terms) with the loops over steps and over samples inside. Throws
 * `shape-mismatch` when `next` has not one entry per state, and `unknown-symbol` for a symbol that is no input.
 */
export function compileSampleIteration(task: SampleIteration): Iteration {
  const program = iterationProgram(task)
  return (
    unlessForbidden(() => wasmSampleIteration(program, task.samples)) ??
    tapeSampleIteration(program, task.samples)
  )
}

function iterationProgram({ samples, ...task }: SampleIteration): SampleProgram {
  checkNext(task.next, task.state)
  checkSamples(samples)
  return sampleProgram({ ...task, data: samples.symbols })
}
