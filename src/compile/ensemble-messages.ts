import type { PortableEnsemble } from './ensemble-run.js'

/** Replicas that a worker is to run: a whole number of blocks, unless they are the last ones. */
export interface EnsemblePart {
  readonly states: Float64Array<ArrayBuffer>
  readonly parameters: Float64Array<ArrayBuffer>
  readonly streams: BigUint64Array<ArrayBuffer>
  readonly steps: number
}

/** What is posted to a worker: the ensemble, once, and then parts of it. Each part is answered by itself, advanced. */
export type EnsembleMessage = { readonly ensemble: PortableEnsemble } | { readonly part: EnsemblePart }

/** What is posted back. */
export type EnsembleAnswer = Pick<EnsemblePart, 'states' | 'streams'>
