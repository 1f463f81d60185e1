import { ProblemError } from '../../../base/problem.js'

/** What is computed, or nothing where there is no value. */
export function unlessProblem<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
