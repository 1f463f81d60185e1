import { failure } from '../base/wording.js'

/** Compiled expressions over flat arrays. */
export interface Kernel {
  /** How many numbers `run` reads. */
  readonly inputs: number
  /** How many numbers `run` writes. */
  readonly outputs: number
  /** Computes the outputs at the inputs, into `output`. Allocates nothing. Throws `misuse` for arrays that do not fit. */
  run(input: Float64Array, output: Float64Array): void
}

/** The kernel, refusing arrays of other lengths. */
export function checked({ inputs, outputs, run }: Kernel): Kernel {
  return {
    inputs,
    outputs,
    run(input, output) {
      checkInput(input, inputs)
      if (output.length < outputs)
        throw failure('misuse', {
          detail: `A kernel writes ${outputs} numbers, and was given room for ${output.length}.`,
        })
      run(input, output)
    },
  }
}

export function checkInput(input: Float64Array, inputs: number): void {
  if (input.length !== inputs)
    throw failure('misuse', { detail: `A kernel reads ${inputs} numbers, and was given ${input.length}.` })
}
