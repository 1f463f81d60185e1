import type { Expression } from '../expression/index.js'
import { compileTapeIteration, type Iteration } from './iteration.js'
import type { Kernel } from './kernel.js'
import { compileTape } from './tape.js'

/** The outputs as functions of the inputs (symbols), on the best backend there is. */
export function compile(outputs: readonly Expression[], inputs: readonly Expression[]): Kernel {
  return compileTape(outputs, inputs)
}

/** The map state ← next(state, parameters, noise), with its loop over steps inside, on the best backend there is. */
export function compileIteration(
  next: readonly Expression[],
  state: readonly Expression[],
  parameters: readonly Expression[],
  noise: readonly Expression[],
): Iteration {
  return compileTapeIteration(next, state, parameters, noise)
}
