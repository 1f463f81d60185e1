import { checkLengths, type Iteration } from './iteration.js'
import type { Kernel } from './kernel.js'
import { inputStarts, phase, type SampleProgram, type Samples } from './sample-program.js'
import { freshValues, interpret } from './tape.js'
import type { PairedSamples } from './weighted-samples.js'

/** The weighted sums of the terms over the samples, by the interpreter. */
export function tapeSampleSum(program: SampleProgram, samples: Samples, weight: number): Kernel {
  const walk = walkOver(program, samples)
  const { shape } = program
  return {
    inputs: shape.parameters,
    outputs: shape.terms,
    run(input, output) {
      walk.begin(input)
      const sums = walk.sum(0, none)
      for (let index = 0; index < sums.length; index++) output[index] = weight * sums[index]!
    },
  }
}

/** The terms of every sample, one after another, by the interpreter. */
export function tapeSampleRows(program: SampleProgram, samples: Samples): Kernel {
  const walk = walkOver(program, samples)
  const { shape } = program
  return {
    inputs: shape.parameters,
    outputs: samples.count * shape.terms,
    run(input, output) {
      walk.begin(input)
      for (let sample = 0, write = 0; sample < samples.count; sample++) {
        walk.visit(sample, 0, none)
        for (let index = 0; index < shape.terms; index++) output[write++] = walk.output(index)
      }
    },
  }
}

/** The iteration whose step contains sums over the samples, by the interpreter. */
export function tapeSampleIteration(program: SampleProgram, samples: Samples): Iteration {
  const walk = walkOver(program, samples)
  const { shape } = program
  const { ends } = program
  const starts = inputStarts(shape)
  const sizes = {
    parameters: shape.parameters,
    states: shape.states,
    noises: samples.count * shape.noise,
  }
  const fresh = new Float64Array(shape.states)
  return {
    ...sizes,
    run(state, parameters, noise, steps) {
      checkLengths(sizes, state, parameters, noise, steps)
      walk.begin(parameters)
      fresh.set(state)
      for (let step = 0; step < steps; step++) {
        walk.values.set(fresh, starts.state)
        interpret(program.program, walk.values, ends[phase.run]!, ends[phase.step]!)
        walk.values.set(walk.sum(step * sizes.noises, noise), starts.sums)
        interpret(program.program, walk.values, ends[phase.sample]!, ends[phase.after]!)
        for (let index = 0; index < fresh.length; index++) fresh[index] = walk.output(shape.terms + index)
      }
      state.set(fresh)
    },
  }
}

/** The sums of the weighted terms over the samples, by the interpreter: those of even and of odd samples, then both. */
export function tapeWeightedSum(program: SampleProgram, { table, pairs }: PairedSamples): Kernel {
  const { shape } = program
  const single = (lane: number): Samples => {
    const numbers = table.filter((_, index) => index % 2 === lane)
    return { symbols: [], table: numbers, count: pairs }
  }
  const lanes = [0, 1].map((lane) => tapeSampleSum(program, single(lane), 1))
  const odd = new Float64Array(shape.terms)
  return {
    inputs: shape.parameters,
    outputs: shape.terms,
    run(input, output) {
      lanes[0]!.run(input, output)
      lanes[1]!.run(input, odd)
      for (let index = 0; index < odd.length; index++) output[index]! += odd[index]!
    },
  }
}

const none = new Float64Array(0)

/** The interpreter at one place after another of a program with samples. */
interface Walk {
  readonly values: Float64Array
  /** Sets the parameters and does what depends on them alone. */
  begin(parameters: Float64Array): void
  /** Does the operations of one sample; its noise begins at `noiseAt` for sample 0. */
  visit(sample: number, noiseAt: number, noise: Float64Array): void
  /** The sums of all terms, in an array that is used again. */
  sum(noiseAt: number, noise: Float64Array): Float64Array
  output(index: number): number
}

function walkOver({ program, ends, shape }: SampleProgram, { table, count }: Samples): Walk {
  const values = freshValues(program)
  const starts = inputStarts(shape)
  const sums = new Float64Array(shape.terms)
  const walk: Walk = {
    values,
    begin(parameters) {
      for (let index = 0; index < shape.parameters; index++) values[index] = parameters[index]!
      interpret(program, values, 0, ends[phase.run]!)
    },
    visit(sample, noiseAt, noise) {
      for (let index = 0; index < shape.data; index++)
        values[starts.data + index] = table[sample * shape.data + index]!
      for (let index = 0; index < shape.noise; index++)
        values[starts.noise + index] = noise[noiseAt + sample * shape.noise + index]!
      interpret(program, values, ends[phase.step]!, ends[phase.sample]!)
    },
    sum(noiseAt, noise) {
      sums.fill(0)
      for (let sample = 0; sample < count; sample++) {
        walk.visit(sample, noiseAt, noise)
        for (let index = 0; index < sums.length; index++) sums[index]! += walk.output(index)
      }
      return sums
    },
    output: (index) => values[program.outputs[index]!]!,
  }
  return walk
}
