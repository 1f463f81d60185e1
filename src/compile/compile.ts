import type { Expression } from '../expression/index.js'
import { compileTapeIteration, type Iteration } from './iteration.js'
import { checked, type Kernel } from './kernel.js'
import type { Program } from './program.js'
import { schedule } from './schedule.js'
import { tapeKernel } from './tape.js'
import { unlessForbidden } from './wasm/instantiate.js'
import { compileWasmIteration } from './wasm/iteration.js'
import { wasmKernel } from './wasm/kernel.js'

// For fewer operations than this the interpreter is done before a module would be compiled.
const smallest = 24

/**
 * The outputs as functions of the inputs (symbols), on the best backend there is: WebAssembly, or the interpreter for tiny
 * graphs and where the host has no WebAssembly or forbids it. Throws `unknown-symbol` when an output contains a symbol
 * that is not an input.
 */
export function compile(outputs: readonly Expression[], inputs: readonly Expression[]): Kernel {
  return checked(bestKernel(schedule(outputs, inputs)))
}

/** A program on the best backend there is. */
export function bestKernel(program: Program): Kernel {
  const wanted = program.operations.length >= smallest
  return (wanted ? unlessForbidden(() => wasmKernel(program)) : undefined) ?? tapeKernel(program)
}

/**
 * The map state ← next(state, parameters, noise), with its loop over steps inside, on the best backend there is. What
 * depends on the parameters alone is computed once per run. Throws `shape-mismatch` when `next` has not one entry per
 * state and `unknown-symbol` for a symbol that is none of the inputs.
 */
export function compileIteration(
  next: readonly Expression[],
  state: readonly Expression[],
  parameters: readonly Expression[],
  noise: readonly Expression[],
): Iteration {
  return (
    unlessForbidden(() => compileWasmIteration(next, state, parameters, noise)) ??
    compileTapeIteration(next, state, parameters, noise)
  )
}
