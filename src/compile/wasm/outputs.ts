import type { Program } from '../program.js'
import { copyOutputs, layoutOf, stretches, throughMemory } from './layout.js'
import { addLibrary } from './library.js'
import { FunctionWriter, type ModuleWriter } from './module.js'
import { emitOperations } from './operations.js'

/** Functions that compute the outputs of a program when they are called in turn, and where they are in memory, in bytes. */
export interface OutputFunctions {
  readonly functions: number[]
  /** The inputs are at 0, the outputs here, 8 bytes each. */
  readonly outputPlace: number
  /** Bytes used. */
  readonly size: number
}

export function addOutputs(module: ModuleWriter, program: Program): OutputFunctions {
  const library = addLibrary(module, program)
  const cut = stretches(0, program.operations.length)
  const outputPlace = 8 * program.inputs
  const layout = layoutOf(program, cut, outputPlace)
  const functions = cut.map((stretch) => {
    const part = new FunctionWriter({ parameters: [], results: [] })
    emitOperations(part, program, library, stretch, throughMemory(part, layout))
    return module.add(part)
  })
  const copies = new FunctionWriter({ parameters: [], results: [] })
  copyOutputs(copies, program, layout, outputPlace)
  return { functions: [...functions, module.add(copies)], outputPlace, size: layout.size }
}
