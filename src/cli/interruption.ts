/** What a user or the system sends to end a process. */
const signals = ['SIGINT', 'SIGTERM'] as const

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** From now on the first signal asks the work to end. A second one ends the process as always. */
  begin(): void
  /** From now on signals do what they always do. */
  end(): void
}

export function interruption(): Interruption {
  const control = new AbortController()
  const end = (): void => {
    for (const name of signals) process.off(name, onSignal)
  }
  const onSignal = (): void => {
    end()
    control.abort()
  }
  return {
    signal: control.signal,
    begin() {
      for (const name of signals) process.on(name, onSignal)
    },
    end,
  }
}
