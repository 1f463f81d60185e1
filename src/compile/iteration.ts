import { failure } from '../base/wording.js'
import type { Expression } from '../expression/index.js'
import { iterationProgram } from './iteration-program.js'
import { freshValues, interpret } from './tape.js'

/** The sizes of an iteration. */
export interface IterationShape {
  /** How many numbers the state has. */
  readonly states: number
  readonly parameters: number
  /** How many numbers of noise one step takes. */
  readonly noises: number
}

/** A map applied again and again: state ← next(state, parameters, noise_k). */
export interface Iteration extends IterationShape {
  /**
   * Applies the map `steps` times to `state`, in place, step k with `noise[k·noises … (k+1)·noises − 1]`. Allocates
   * nothing. What is not finite is carried on; look at the state afterwards.
   */
  run(state: Float64Array, parameters: Float64Array, noise: Float64Array, steps: number): void
}

/** As `compileIteration`, by the interpreter. */
export function compileTapeIteration(
  next: readonly Expression[],
  state: readonly Expression[],
  parameters: readonly Expression[],
  noise: readonly Expression[],
): Iteration {
  const { program, invariant } = iterationProgram(next, state, parameters, noise)
  const values = freshValues(program)
  const { outputs, operations } = program
  const shape = { states: state.length, parameters: parameters.length, noises: noise.length }
  const fresh = new Float64Array(next.length)
  return {
    ...shape,
    run(state, parameters, noise, steps) {
      checkLengths(shape, state, parameters, noise, steps)
      values.set(parameters, 0)
      values.set(state, shape.parameters)
      interpret(program, values, 0, invariant)
      const noiseStart = shape.parameters + shape.states
      for (let step = 0, read = 0; step < steps; step++) {
        for (let index = 0; index < shape.noises; index++) values[noiseStart + index] = noise[read++]!
        interpret(program, values, invariant, operations.length)
        for (let index = 0; index < shape.states; index++) fresh[index] = values[outputs[index]!]!
        values.set(fresh, shape.parameters)
      }
      if (steps > 0) state.set(fresh)
    },
  }
}

/** Throws `internal` when an array is too short for what a run reads: that is a mistake of the calling code. */
export function checkLengths(
  expected: IterationShape,
  state: Float64Array,
  parameters: Float64Array,
  noise: Float64Array,
  steps: number,
): void {
  const { states, parameters: parameterCount, noises } = expected
  if (
    state.length !== states ||
    parameters.length !== parameterCount ||
    !Number.isInteger(steps) ||
    steps < 0 ||
    noise.length < steps * noises
  )
    throw failure('misuse', {
      detail:
        `An iteration over ${states} states with ${parameterCount} parameters and ${noises} noises was given ` +
        `${state.length}, ${parameters.length} and, for ${steps} steps, ${noise.length} numbers.`,
    })
}
