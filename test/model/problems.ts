import { ProblemError, type Problem } from '../../src/base/problem.js'
import { describe as shown } from '../../src/base/wording.js'

/** The problem a call throws. Fails when it throws none, or anything else. */
export function problemOf(run: () => unknown): Problem {
  try {
    run()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('no problem')
}

/** The problem a call throws, as a user sees it. */
export function shownBy(run: () => unknown): string {
  return shown(problemOf(run))
}
