/**
 * What the library needs from where it runs and cannot do portably. Node's version is in `node/host.ts`; a page in a
 * browser brings its own.
 */
export interface Host {
  /** How many threads are worth starting. */
  readonly cores: number
  /** Starts the worker that serves a room's task; it can be killed at any moment. */
  spawn(task: WorkerTask): WorkerLike
}

export type WorkerTask = 'algebra' | 'ensemble'

export interface WorkerLike {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onError(listener: (error: Error) => void): void
  /** Whether the process stays alive for it; not at first. */
  keepsAlive(isAwaited: boolean): void
  terminate(): Promise<void>
}
