/** Compiled expressions over flat arrays. */
export interface Kernel {
  /** How many numbers `run` reads. */
  readonly inputs: number
  /** How many numbers `run` writes. */
  readonly outputs: number
  /** Computes the outputs at the inputs, into `output`. Allocates nothing. */
  run(input: Float64Array, output: Float64Array): void
}
