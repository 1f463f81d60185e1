import { failure } from '../base/wording.js'
import type { Expression } from '../expression/index.js'
import type { MeanLoss } from './derived.js'
import { gradientProgram } from './derivatives/index.js'
import type { Kernel } from './kernel.js'
import type { Program } from './program.js'
import { checkSamples, phased, type SampleProgram, type Samples } from './sample-program.js'
import { tapeSampleSum } from './sample-tape.js'
import { schedule } from './schedule.js'
import { wasmBatch } from './wasm/batch.js'
import { unlessForbidden } from './wasm/instantiate.js'

/** Compiled expressions at many points at a time. */
export interface Batch {
  /** Numbers of a point. */
  readonly inputs: number
  /** Numbers of a result. */
  readonly outputs: number
  /** Computes the outputs at every point; `points` holds one point after another, and so does `results`. */
  run(points: Float64Array, results: Float64Array): void
}

/** Terms in the inputs, or to be averaged over samples whose symbols they contain. */
export interface BatchTask {
  readonly terms: readonly Expression[]
  readonly inputs: readonly Expression[]
  readonly samples?: Samples | undefined
}

/**
 * The terms, or their means over the samples, at many points. In WebAssembly two points share an instruction, and the loops
 * over points and samples are inside. Throws `unknown-symbol` for a symbol that is neither input nor datum.
 */
export function compileBatch({ terms, inputs, samples }: BatchTask): Batch {
  return bestBatch(schedule(terms, [...inputs, ...(samples?.symbols ?? [])]), inputs.length, samples)
}

/** ∇L at many points, d outputs each. Throws as `compileGradient` does. */
export function compileGradientBatch({ loss, variables, samples }: MeanLoss): Batch {
  const program = gradientProgram({ loss, variables, fixed: samples?.symbols ?? [] })
  return bestBatch(program, variables.length, samples)
}

function bestBatch(program: Program, parameters: number, samples: Samples | undefined): Batch {
  if (samples !== undefined) checkSamples(samples)
  const task = batchProgram(program, parameters, samples)
  return unlessForbidden(() => wasmBatch(task)) ?? tapeBatch(task)
}

/** A program with a loop over samples for every point; without samples, over one that has no data. */
export interface BatchProgram {
  readonly program: SampleProgram
  readonly samples: Pick<Samples, 'table' | 'count'>
}

export function batchProgram(
  program: Program,
  parameters: number,
  samples: Samples | undefined,
): BatchProgram {
  const shape = { parameters, states: 0, sums: 0, data: program.inputs - parameters, noise: 0 }
  return {
    program: phased(program, { ...shape, terms: program.outputs.length }),
    samples: samples ?? { table: new Float64Array(0), count: 1 },
  }
}

/** One point after the other, by the interpreter. */
export function tapeBatch({ program, samples }: BatchProgram): Batch {
  const kernel: Kernel = tapeSampleSum(program, { symbols: [], ...samples }, 1)
  const [inputs, outputs] = [kernel.inputs, kernel.outputs]
  return {
    inputs,
    outputs,
    run(points, results) {
      const count = countOf({ inputs, outputs }, points, results)
      for (let index = 0; index < count; index++) {
        const result = results.subarray(index * outputs, (index + 1) * outputs)
        kernel.run(points.subarray(index * inputs, (index + 1) * inputs), result)
        for (let term = 0; term < outputs; term++) result[term]! /= samples.count
      }
    },
  }
}

/** How many points there are. Throws `misuse` when the arrays do not fit. */
export function countOf(
  { inputs, outputs }: Pick<Batch, 'inputs' | 'outputs'>,
  points: Float64Array,
  results: Float64Array,
): number {
  const count = outputs === 0 ? 0 : results.length / outputs
  if (!Number.isInteger(count) || (outputs > 0 && points.length !== count * inputs))
    throw failure('misuse', {
      detail: `A batch from ${inputs} to ${outputs} numbers was given ${points.length} and ${results.length}.`,
    })
  return count
}
