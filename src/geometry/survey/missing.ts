import { ProblemError } from '../../base/problem.js'

/** In place of something that is not given: why; without a full stop. */
export interface Missing {
  readonly missing: string
}

/** The reason where the budget ended. */
export const outOfTime = 'the time given was over'

export const missing = (reason: string): Missing => ({ missing: reason })

/** What `compute` gives, or the sentence of the problem it ends with. An end asked for by the user is passed on. */
export async function orMissing<T>(compute: () => T | Promise<T>): Promise<T | Missing> {
  try {
    return await compute()
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === 'cancelled') throw error
    return missing(error.message.replaceAll('\n', ' ').replace(/\.$/, ''))
  }
}
