import type { Expression } from '../../expression/index.js'
import type { Kernel } from '../kernel.js'
import type { Program } from '../program.js'
import { schedule } from '../schedule.js'
import { instantiate } from './instantiate.js'
import { FunctionWriter, ModuleWriter } from './module.js'
import { addOutputs } from './outputs.js'

/**
 * The outputs as functions of the inputs (symbols), in WebAssembly. Additions, multiplications, divisions and square roots
 * are those of the tape in the same order, so that arithmetic agrees with it bit for bit; elementary functions are our
 * own or those of the tape, and good to 2 ulp (swish to 3, gelu to 6). Throws `unknown-symbol` as the tape does, and what the host throws when it has no WebAssembly or
 * forbids it.
 */
export function compileWasm(outputs: readonly Expression[], inputs: readonly Expression[]): Kernel {
  return wasmKernel(schedule(outputs, inputs))
}

export function wasmKernel(program: Program): Kernel {
  const module = new ModuleWriter()
  const { functions, outputPlace, size } = addOutputs(module, program)
  const main = new FunctionWriter({ parameters: [], results: [] })
  for (const index of functions) main.call(index)
  module.add(main, 'run')
  const { run, memory } = instantiate(module.finish(size))
  const given = new Float64Array(memory.buffer, 0, program.inputs)
  const computed = new Float64Array(memory.buffer, outputPlace, program.outputs.length)
  return {
    inputs: program.inputs,
    outputs: program.outputs.length,
    run(input, output) {
      for (let index = 0; index < given.length; index++) given[index] = input[index]!
      run()
      for (let index = 0; index < computed.length; index++) output[index] = computed[index]!
    },
  }
}
