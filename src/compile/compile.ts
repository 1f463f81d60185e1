import type { Expression } from '../expression/index.js'
import type { Kernel } from './kernel.js'
import { compileTape } from './tape.js'

/** The outputs as functions of the inputs (symbols), on the best backend there is. */
export function compile(outputs: readonly Expression[], inputs: readonly Expression[]): Kernel {
  return compileTape(outputs, inputs)
}
