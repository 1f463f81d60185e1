/** Where the command line reads and writes: the process, or a test's stand-in. */
export interface Surroundings {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads all of standard input. */
  readInput(): Promise<string>
}

export interface Sink {
  write(text: string): void
  readonly isTTY: boolean
  readonly columns: number
}
