import type { Expression } from '../../expression/index.js'
import type { Kernel } from '../kernel.js'
import type { Program } from '../program.js'
import { schedule } from '../schedule.js'
import { instantiate } from './instantiate.js'
import { copyOutputs, layoutOf, stretches, throughMemory } from './layout.js'
import { addLibrary } from './library.js'
import { FunctionWriter, ModuleWriter } from './module.js'
import { emitOperations } from './operations.js'

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
  const library = addLibrary(module, program)
  const cut = stretches(0, program.operations.length)
  const outputPlace = 8 * program.inputs
  const layout = layoutOf(program, cut, outputPlace)
  const parts = cut.map((stretch) => {
    const part = new FunctionWriter({ parameters: [], results: [] })
    emitOperations(part, program, library, stretch, throughMemory(part, layout))
    return module.add(part)
  })
  const main = new FunctionWriter({ parameters: [], results: [] })
  for (const part of parts) main.call(part)
  copyOutputs(main, program, layout, outputPlace)
  module.add(main, 'run')
  const { run, memory } = instantiate(module.finish(layout.size))
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
