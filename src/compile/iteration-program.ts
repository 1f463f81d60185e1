import { failure } from '../base/wording.js'
import type { Expression } from '../expression/index.js'
import { inPhases } from './phases.js'
import type { Program } from './program.js'
import { schedule } from './schedule.js'

/** One step of an iteration. Its inputs are the parameters, then the state, then the noise. */
export interface IterationProgram {
  readonly program: Program
  /** The first so many operations depend on the parameters alone and need to be done once per run only. */
  readonly invariant: number
}

/** Throws `shape-mismatch` when `next` has not one entry per state, `unknown-symbol` for a symbol that is no input. */
export function iterationProgram(
  next: readonly Expression[],
  state: readonly Expression[],
  parameters: readonly Expression[],
  noise: readonly Expression[],
): IterationProgram {
  checkNext(next, state)
  const program = schedule(next, [...parameters, ...state, ...noise])
  const phases = new Uint8Array(program.inputs).fill(1, parameters.length)
  const sorted = inPhases(program, phases, 2)
  return { program: sorted.program, invariant: sorted.ends[0]! }
}

/** Throws `shape-mismatch` when `next` has not one entry per state. */
export function checkNext(next: readonly Expression[], state: readonly Expression[]): void {
  if (next.length !== state.length)
    throw failure('shape-mismatch', {
      operation: 'iteration of a map',
      left: `${state.length} states`,
      right: `${next.length} expressions for the next state`,
    })
}
