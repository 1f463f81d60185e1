import { firstResult, operandsOf } from '../program.js'
import { inputStarts, phase, type SampleProgram } from '../sample-program.js'
import { type Code, get, integer, integerAdd, integerSubtract, number } from './formula.js'
import { loadFrom, storeAt } from './layout.js'
import type { FunctionWriter, Lanes } from './module.js'
import { emptyBlock, op } from './opcodes.js'
import type { Stretch } from './operations.js'

/** What a module with a loop over samples leaves in memory: the sums, the terms of every sample, or the next state. */
export type SampleResult = 'sums' | 'rows' | 'state'

/**
 * What is to be written, and where things are. Memory holds the inputs, of which parameters and state are given, the
 * sums and what crosses between functions; behind that, where no address depends on it, the data and then the noise or
 * the rows.
 */
export interface SamplePlan extends SampleProgram {
  readonly result: SampleResult
  /** With two lanes, each lane has samples, data and sums of its own: even samples in the first, odd ones in the second. */
  readonly lanes: Lanes
  /** Whether both lanes have the same samples instead. */
  readonly sharesData?: boolean
  /** Where the sums are, in bytes. */
  readonly sums: number
  /** The first byte that is free. */
  readonly free: number
}

export function planOf(program: SampleProgram, result: SampleResult, lanes: Lanes): SamplePlan {
  const { inputs } = program.program
  const { sums, terms } = program.shape
  return sums > 0
    ? { ...program, result, lanes, sums: 8 * inputStarts(program.shape).sums, free: 8 * inputs }
    : { ...program, result, lanes, sums: 8 * inputs, free: 8 * (inputs + lanes * terms) }
}

/** The parameters of `run`: how many steps, where the data are, how many samples, where noise or rows are. */
export const given = { steps: 0, data: 1, count: 2, beyond: 3 } as const
export const runSignature = { parameters: ['i32', 'i32', 'i32', 'i32'], results: [] } as const

/** The operations of a phase. */
export function stageOf({ ends }: SampleProgram, stage: number): Stretch {
  return { from: stage === 0 ? 0 : ends[stage - 1]!, to: ends[stage]! }
}

/** Repeats the body as often as the local variable says, which counts down to 0; it is at least 1. */
export function countDown(out: FunctionWriter, counter: number, body: () => void): void {
  out.op(op.loop, emptyBlock)
  body()
  integerSubtract(get(counter), integer(1))(out)
  out.tee(counter)
  out.op(op.branchIf, 0, op.end)
}

/** The loop over the samples; the body is given the local variable that points at the data of a sample. */
export function overSamples(
  out: FunctionWriter,
  { shape, result, lanes }: SamplePlan,
  body: (data: number) => void,
): void {
  const [data, left] = [out.local('i32'), out.local('i32')]
  out.get(given.data)
  out.set(data)
  out.get(given.count)
  out.set(left)
  const advance = (pointer: number, bytes: number): void => {
    if (bytes === 0) return
    integerAdd(get(pointer), integer(bytes))(out)
    out.set(pointer)
  }
  countDown(out, left, () => {
    body(data)
    advance(data, 8 * lanes * shape.data)
    advance(given.beyond, 8 * (result === 'rows' ? shape.terms : shape.noise))
  })
}

/** Reads data and noise of the sample at the pointers, each at most once per function; nothing for other values. */
export function sampleReader(
  out: FunctionWriter,
  { shape, lanes, sharesData = false }: SamplePlan,
  data: number,
  noise: number,
): (value: number) => Code | undefined {
  const starts = inputStarts(shape)
  const known = new Map<number, Code>()
  return (value) => {
    if (value < starts.data || value >= starts.noise + shape.noise) return undefined
    const found = known.get(value)
    if (found !== undefined) return found
    const local = out.local(out.numberType)
    known.set(value, get(local))
    return () => {
      if (value < starts.noise) {
        out.get(data)
        if (sharesData) out.loadForAll(8 * (value - starts.data))
        else out.load(8 * lanes * (value - starts.data))
      } else {
        out.get(noise)
        out.load(8 * (value - starts.noise))
      }
      out.tee(local)
    }
  }
}

/** The places among the terms of those that are results of the loop over samples; other terms are not listed. */
export function loopTerms({ program, shape, phaseOf }: SampleProgram): Map<number, number[]> {
  const found = new Map<number, number[]>()
  program.outputs.subarray(0, shape.terms).forEach((value, index) => {
    if (value < firstResult(program) || phaseOf(value) !== phase.sample) return
    const places = found.get(value)
    if (places === undefined) found.set(value, [index])
    else places.push(index)
  })
  return found
}

/** Terms that are data or noise itself, with their places: they are summed although no operation computes them. */
export function plainTerms({ program, shape, phaseOf }: SampleProgram): { value: number; index: number }[] {
  return [...program.outputs.subarray(0, shape.terms)]
    .map((value, index) => ({ value, index }))
    .filter(({ value }) => value < program.inputs && phaseOf(value) === phase.sample)
}

/** Terms that are the same for all samples. */
export function steadyTerms({ program, shape, phaseOf }: SampleProgram): { value: number; index: number }[] {
  return [...program.outputs.subarray(0, shape.terms)]
    .map((value, index) => ({ value, index }))
    .filter(({ value }) => phaseOf(value) < phase.sample)
}

/** The outputs that are computed from the sums. */
export function nextOf({ program, shape }: SampleProgram): Int32Array {
  return program.outputs.subarray(shape.terms)
}

/** Results that are needed after their phase: by a later one, as the next state, or as a term that is steady. */
export function neededLater(plan: SamplePlan): Set<number> {
  const { program, phaseOf } = plan
  const start = firstResult(program)
  const needed = new Set<number>()
  for (let index = 0; index < program.operations.length; index++)
    for (const value of operandsOf(program, index))
      if (value >= start && phaseOf(value) < phaseOf(start + index)) needed.add(value)
  for (const value of nextOf(plan)) if (value >= start) needed.add(value)
  for (const { value } of steadyTerms(plan)) if (value >= start) needed.add(value)
  return needed
}

export function isConstant({ program }: SampleProgram, value: number): boolean {
  return value >= program.inputs && value < firstResult(program)
}

/** A constant of the program. */
export function constantOf({ program }: SampleProgram, value: number): Code {
  return number(program.constants[value - program.inputs]!)
}

/** Adds to a number in memory. */
export function addAt(out: FunctionWriter, place: number, value: Code): void {
  storeAt(out, place, () => {
    loadFrom(out, place)
    value(out)
    out.numeric(op.f64Add)
  })
}

/** Stores a term of the sample whose row the pointer is at. */
export function storeInRow(out: FunctionWriter, row: number, index: number, value: Code): void {
  out.get(row)
  value(out)
  out.store(8 * index)
}
