/** What is compared: programs that time themselves, ours and those of others. */

/** What a program found: seconds of whatever its row counts, and a number by which programs are checked to agree. */
export type Outcome =
  | { readonly kind: 'timed'; readonly seconds: number; readonly check?: number | undefined }
  /** Our own side does not exist yet. */
  | { readonly kind: 'not built'; readonly missing: string }
  | { readonly kind: 'failed'; readonly reason: string }

export interface Program {
  readonly name: string
  /** What a machine must have to run it. */
  readonly needs: string
  isPresent(): boolean
  run(): Outcome
}

/** Whom a row compares us with, and by how much we are to be faster. */
export interface Peer {
  readonly program: Program
  readonly atLeast?: number
  readonly aim?: number
  /** How to estimate the ratio where the program is absent. */
  readonly indirect?: Indirect
}

/**
 * The ratio by way of a second peer that is present: ours to it in this run, times it to the absent one on the reference
 * machine.
 */
export interface Indirect {
  readonly through: Program
  /** Seconds on the reference machine; several where it was run several times. */
  readonly throughTimes: readonly number[]
  readonly peerTimes: readonly number[]
}

export interface Row {
  readonly title: string
  readonly clock: 'CPU' | 'wall'
  readonly ours: Program
  readonly peers: readonly Peer[]
  /** How far check sums may differ: rounding for derivatives, sampling for simulations. */
  readonly tolerance: number
}

export interface Measure {
  readonly name: string
  readonly rows: readonly Row[]
}
