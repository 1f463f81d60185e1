import { checkLengths, type Iteration } from '../iteration.js'
import type { Kernel } from '../kernel.js'
import type { SampleProgram, Samples } from '../sample-program.js'
import { instantiate } from './instantiate.js'
import { addLibrary } from './library.js'
import { type Lanes, ModuleWriter } from './module.js'
import { writeSampleFunction } from './sample-function.js'
import { planOf, type SampleResult } from './sample-loop.js'
import { writeSampleParts } from './sample-parts.js'
import { longestStretch } from './layout.js'

/** How many numbers of noise are handed over at a time: they stay in the fastest cache. */
const noiseBlock = 2048

/** As `tapeSampleSum`, with the loop over samples inside the module, whose size does not depend on their number. */
export function wasmSampleSum(program: SampleProgram, samples: Samples, weight: number): Kernel {
  const { shape } = program
  const { given, view, sums, run } = loadSamples(program, samples, { result: 'sums', beyond: 0 })
  const computed = view(sums, shape.terms)
  return {
    inputs: shape.parameters,
    outputs: shape.terms,
    run(input, output) {
      for (let index = 0; index < shape.parameters; index++) given[index] = input[index]!
      run(1)
      for (let index = 0; index < computed.length; index++) output[index] = weight * computed[index]!
    },
  }
}

/** As `tapeSampleRows`, with the loop over samples inside the module. */
export function wasmSampleRows(program: SampleProgram, samples: Samples): Kernel {
  const { shape } = program
  const outputs = samples.count * shape.terms
  const { given, view, beyond, run } = loadSamples(program, samples, { result: 'rows', beyond: outputs })
  const computed = view(beyond, outputs)
  return {
    inputs: shape.parameters,
    outputs,
    run(input, output) {
      for (let index = 0; index < shape.parameters; index++) given[index] = input[index]!
      run(1)
      output.set(computed)
    },
  }
}

/** As `tapeSampleIteration`, with both loops inside the module. */
export function wasmSampleIteration(program: SampleProgram, samples: Samples): Iteration {
  const { shape } = program
  const { parameters, states } = shape
  const sizes = { parameters, states, noises: samples.count * shape.noise }
  const { noises } = sizes
  const stepsAtOnce = noises === 0 ? 2 ** 31 - 1 : Math.max(1, Math.floor(noiseBlock / noises))
  const room = noises === 0 ? 0 : stepsAtOnce * noises
  const { given, view, beyond, run } = loadSamples(program, samples, { result: 'state', beyond: room })
  const block = view(beyond, room)
  return {
    ...sizes,
    run(state, fixed, noise, steps) {
      checkLengths(sizes, state, fixed, noise, steps)
      for (let index = 0; index < parameters; index++) given[index] = fixed[index]!
      for (let index = 0; index < states; index++) given[parameters + index] = state[index]!
      for (let done = 0; done < steps; done += stepsAtOnce) {
        const count = Math.min(stepsAtOnce, steps - done)
        const offset = done * noises
        for (let index = 0; index < count * noises; index++) block[index] = noise[offset + index]!
        run(count)
      }
      for (let index = 0; index < states; index++) state[index] = given[parameters + index]!
    },
  }
}

interface Loaded {
  /** Parameters, then the state. */
  readonly given: Float64Array
  /** Where the sums are, in bytes. */
  readonly sums: number
  /** Where the room asked for is, in bytes. */
  readonly beyond: number
  view(from: number, count: number): Float64Array
  run(steps: number): void
}

/** The binary module, without the data: the same for any number of samples. */
export function sampleModule(program: SampleProgram, result: SampleResult, lanes: Lanes = 1): SampleModule {
  const module = new ModuleWriter()
  const library = addLibrary(module, program.program, lanes)
  const plan = planOf(program, result, lanes)
  const write = program.program.operations.length <= longestStretch ? writeSampleFunction : writeSampleParts
  const size = write(module, library, plan)
  return { sums: plan.sums, size, bytes: module.finish(size) }
}

interface SampleModule {
  /** Where the sums are, in bytes. */
  readonly sums: number
  /** Bytes of memory that the code addresses. */
  readonly size: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

// The data and whatever else grows with the number of samples lie behind all that the code addresses.
export function loadSamples(
  program: SampleProgram,
  samples: Pick<Samples, 'table' | 'count'>,
  { result, beyond, lanes = 1 }: { result: SampleResult; beyond: number; lanes?: Lanes },
): Loaded {
  const { bytes, size, sums } = sampleModule(program, result, lanes)
  const { memory, run } = instantiate(bytes)
  const dataAt = size
  const beyondAt = dataAt + 8 * samples.table.length
  const missing = Math.ceil((beyondAt + 8 * beyond - memory.buffer.byteLength) / pageSize)
  if (missing > 0) memory.grow(missing)
  const view = (from: number, count: number): Float64Array => new Float64Array(memory.buffer, from, count)
  view(dataAt, samples.table.length).set(samples.table)
  return {
    given: view(0, program.shape.parameters + program.shape.states),
    sums,
    beyond: beyondAt,
    view,
    run: (steps) => run(steps, dataAt, samples.count, beyondAt),
  }
}

const pageSize = 65536
