import { failure } from '../base/wording.js'
import type { Expression } from '../expression/index.js'
import { inPhases, type PhasedProgram } from './phases.js'
import { operandsOf, type Program } from './program.js'
import { schedule } from './schedule.js'

/** Samples of data: a table of N rows with one number per symbol, row by row. */
export interface Samples {
  /** The symbols that stand for the numbers of one sample. */
  readonly symbols: readonly Expression[]
  /** N × symbols.length numbers. */
  readonly table: Float64Array
  readonly count: number
}

/** Throws `misuse` for a table that does not fit. */
export function checkSamples({ symbols, table, count }: Samples): void {
  if (!Number.isInteger(count) || count < 1 || table.length !== count * symbols.length)
    throw failure('misuse', {
      detail: `${count} samples of ${symbols.length} numbers are ${count * symbols.length} numbers; the table has ${table.length}.`,
    })
}

/** How often an operation is done: once per run, step or sample, or after the sum over the samples. */
export const phase = { run: 0, step: 1, sample: 2, after: 3 } as const

/**
 * A program with a loop over samples. Its inputs are the parameters, the state, the sums, the data and the noise of one
 * sample; its outputs are the terms that are summed, then the next state.
 */
export interface SampleProgram extends PhasedProgram {
  readonly shape: SampleShape
}

// Of parameters, state, sums, data and noise.
const phasesOfInputs = [phase.run, phase.step, phase.after, phase.sample, phase.sample]

export interface SampleShape {
  readonly parameters: number
  readonly states: number
  /** As many as terms, or 0 when nothing is computed from them. */
  readonly sums: number
  /** Numbers of data per sample. */
  readonly data: number
  /** Numbers of noise per sample. */
  readonly noise: number
  readonly terms: number
}

export interface SampleTask {
  /** What is summed over the samples, in parameters, state, data and noise. */
  readonly terms: readonly Expression[]
  readonly parameters: readonly Expression[]
  readonly data: readonly Expression[]
  /** What is computed from the sums, in parameters, state and sums. */
  readonly next?: readonly Expression[]
  readonly state?: readonly Expression[]
  /** One symbol per term, for its sum; none when nothing is computed from the sums. */
  readonly sums?: readonly Expression[]
  readonly noise?: readonly Expression[]
}

/** Throws `unknown-symbol` for a symbol that is no input. */
export function sampleProgram(task: SampleTask): SampleProgram {
  const { terms, parameters, data, next = [], state = [], sums = [], noise = [] } = task
  const groups = [parameters, state, sums, data, noise]
  return phased(schedule([...terms, ...next], groups.flat()), {
    parameters: parameters.length,
    states: state.length,
    sums: sums.length,
    data: data.length,
    noise: noise.length,
    terms: terms.length,
  })
}

/** Sorts the operations of a program with inputs and outputs of this shape. */
export function phased(program: Program, shape: SampleShape): SampleProgram {
  const counts = [shape.parameters, shape.states, shape.sums, shape.data, shape.noise]
  const phaseOfInput = Uint8Array.from(
    counts.flatMap((count, k) => new Array<number>(count).fill(phasesOfInputs[k]!)),
  )
  const sorted = { ...inPhases(program, phaseOfInput, 4), shape }
  checkPhases(sorted)
  return sorted
}

// A sum cannot be part of its own terms, and what comes after it knows of no single sample.
function checkPhases({ program, ends, phaseOf, shape }: SampleProgram): void {
  const isWrong =
    program.outputs.some((value, index) =>
      index < shape.terms ? phaseOf(value) === phase.after : phaseOf(value) === phase.sample,
    ) ||
    Array.from({ length: program.operations.length - ends[phase.sample]! }, (_, k) =>
      operandsOf(program, ends[phase.sample]! + k),
    ).some((operands) => operands.some((value) => phaseOf(value) === phase.sample))
  if (isWrong)
    throw failure('internal', { detail: 'A sum over samples contains itself, or data outside of the sum.' })
}

/** Where the inputs of each kind begin in the numbering of values; the parameters begin at 0. */
export function inputStarts({ parameters, states, sums, data }: SampleShape): InputStarts {
  const [state, sum] = [parameters, parameters + states]
  return { state, sums: sum, data: sum + sums, noise: sum + sums + data }
}

interface InputStarts {
  readonly state: number
  readonly sums: number
  readonly data: number
  readonly noise: number
}
