import { type Budget, unlimited } from '../base/budget.js'
import type { Question } from '../study/index.js'
import { questionOf, type SharedOptions } from './options.js'
import { type Progress, progressOn } from './progress.js'
import type { Surroundings } from './surroundings.js'

/** A question whose budget tells a line of progress what is being done. */
export type QuestionWithProgress = Question & { readonly budget: Budget }

/**
 * Runs the work of a command with the question that its options ask. What it reports, and which time is left, is a line on
 * the terminal's standard error, after two seconds, unless there is `--quiet`; the line is gone when the work has ended.
 * Remarks and results belong after that.
 *
 * @throws `bad-option`, and whatever the work throws
 */
export async function withProgress<T>(
  options: SharedOptions,
  { stderr }: Surroundings,
  work: (question: QuestionWithProgress) => T | Promise<T>,
): Promise<T> {
  const question = questionOf(options)
  const progress = progressOn(stderr, options.quiet === true)
  const budget = toldTo(progress, question.budget ?? unlimited)
  try {
    return await work({ ...question, budget })
  } finally {
    progress.clear()
  }
}

/** The budget with its progress told to a line. */
export function toldTo(progress: Progress, budget: Budget): Budget {
  progress.endsAt(budget.deadline)
  return { ...budget, progress: progress.report, heartbeat: progress.heartbeat }
}
