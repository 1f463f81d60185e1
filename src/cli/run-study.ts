import { unlimited } from '../base/budget.js'
import { analyse, type AnalyseOptions } from '../analyse.js'
import type { ProblemError } from '../base/problem.js'
import { failure } from '../base/wording.js'
import type { Model } from '../model/index.js'
import { type CheckpointFile, withCheckpoint } from '../node/checkpoint-file.js'
import { withSuggestions } from '../node/with-suggestions.js'
import type { Study } from '../study/index.js'
import { interruption } from './interruption.js'
import { effortOf, hostOf, questionOf, type SharedOptions } from './options.js'
import { progressOn } from './progress.js'
import { leftOutRemark, moveRemark } from './remarks.js'
import { screenOf } from './screen.js'
import type { Surroundings } from './surroundings.js'
import { toldTo } from './with-progress.js'

export interface StudyOptions extends SharedOptions {
  readonly checkpoint?: string
}

/**
 * A study as the options of `verify` and `report` ask for it, with progress and remarks on standard error, and with a
 * checkpoint where one is named. That is removed when all was measured and `use` is through with it.
 *
 * @param asked theorems, and whether formulas are to be factored: they are shown in reports only
 * @throws ProblemError; `cancelled` when a signal ended experiments that a checkpoint keeps
 */
export async function runStudy<T>(
  model: Model,
  options: StudyOptions,
  asked: { readonly theorems: readonly string[] | undefined; readonly factored: boolean },
  surroundings: Surroundings,
  use: (study: Study) => T | Promise<T>,
): Promise<T> {
  const { checkpoint, quiet = false } = options
  if (checkpoint?.trim() === '')
    throw failure('bad-option', { option: '--checkpoint', expected: 'a file', got: 'nothing' })
  const screen = screenOf(surroundings, quiet)
  const progress = progressOn(surroundings.stderr, quiet)
  const interrupted = checkpoint === undefined ? undefined : interruption()
  const question = questionOf(options)
  const budget = { ...toldTo(progress, question.budget ?? unlimited), signal: interrupted?.signal }
  const settings: AnalyseOptions = {
    ...question,
    budget,
    theorems: asked.theorems,
    effort: effortOf(options),
    host: hostOf(options),
  }
  const onBegin = (file: CheckpointFile): void => {
    if (file.goesOn) screen.remark(`Going on with what ${file.path} holds.`)
    interrupted?.begin()
  }
  const measure = (notebook: CheckpointFile | undefined): Promise<Study> => {
    const all = { ...settings, notebook }
    const run = asked.factored
      ? withSuggestions(budget, (suggest) => analyse(model, { ...all, suggest }))
      : analyse(model, all)
    return run.finally(() => {
      interrupted?.end()
      progress.clear()
    })
  }
  return withCheckpoint(
    checkpoint,
    async (file) => {
      const study = await measure(file)
      file?.save()
      if (file?.isLeft === true && interrupted?.signal.aborted === true) throw whatIsKept(file)
      moveRemark(screen, study.situation)
      const used = await use(study)
      if ((asked.theorems ?? []).length === 0) leftOutRemark(screen, study.situation)
      if (file?.isLeft === true)
        screen.remark(
          file.trouble === undefined
            ? `The time ended before all was measured; the same command goes on from ${file.path}.`
            : `The checkpoint ${file.path} could not be written: ${file.trouble}`,
        )
      return used
    },
    { onBegin },
  )
}

// Half of a study is nothing to print: it is in the checkpoint.
function whatIsKept({ path, trouble }: CheckpointFile): ProblemError {
  return trouble === undefined
    ? failure('cancelled', { what: 'the run', kept: path })
    : failure('file-unwritable', { path, reason: trouble, option: '--checkpoint' })
}
