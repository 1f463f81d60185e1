import type { Kernel } from '../kernel.js'
import type { SampleProgram } from '../sample-program.js'
import type { PairedSamples } from '../weighted-samples.js'
import { loadSamples } from './samples.js'

/** As `tapeWeightedSum`, with the loop over pairs of samples inside the module and two samples at a time. */
export function wasmWeightedSum(program: SampleProgram, { table, pairs }: PairedSamples): Kernel {
  const { parameters, terms } = program.shape
  const { given, view, sums, run } = loadSamples(
    program,
    { table, count: pairs },
    { result: 'sums', beyond: 0, lanes: 2 },
  )
  const computed = view(sums, 2 * terms)
  return {
    inputs: parameters,
    outputs: terms,
    run(input, output) {
      for (let index = 0; index < parameters; index++) given[index] = input[index]!
      run(1)
      for (let index = 0; index < terms; index++)
        output[index] = computed[2 * index]! + computed[2 * index + 1]!
    },
  }
}
