/**
 * What is asked of the computer-algebra system. `polynomial` is written with whole numbers, the names x1, x2, …,
 * + - * / ^ and parentheses, nothing else.
 */
export interface AlgebraRequest {
  readonly id: number
  readonly task: 'factor' | 'solve'
  readonly polynomial: string
  /** The name solved for. */
  readonly unknown?: string
}

/** What it proposes, as it prints it: one product, or some solutions. Nothing of this is to be believed. */
export interface AlgebraAnswer {
  readonly id: number
  readonly proposals: readonly string[]
}

/** The answer in a message from the worker; nothing when it is none. */
export function answerIn(message: unknown): AlgebraAnswer | undefined {
  if (typeof message !== 'object' || message === null || !('id' in message) || !('proposals' in message)) {
    return undefined
  }
  const { id, proposals } = message
  if (typeof id !== 'number' || !Array.isArray(proposals)) return undefined
  return { id, proposals: proposals.filter((proposal) => typeof proposal === 'string') }
}
