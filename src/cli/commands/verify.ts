import { analyse } from '../../analyse.js'
import { withSuggestions } from '../../node/with-suggestions.js'
import { studyJson } from '../../report/study-json.js'
import { exitCodeOf } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import { effortOf, hostOf, questionOf, type SharedOptions } from '../options.js'
import { progressOn } from '../progress.js'
import { moveRemark } from '../remarks.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { verdictText } from '../view/verdict.js'

/** `thalweg verify`: takes theorems to their verdicts by running the real algorithm. */
export async function verify(
  name: string,
  names: readonly string[],
  options: SharedOptions,
  surroundings: Surroundings,
): Promise<number> {
  const host = hostOf(options)
  const effort = effortOf(options)
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const progress = progressOn(surroundings.stderr, options.quiet === true)
  const question = { ...questionOf(options, progress.report), theorems: names }
  // Formulas are shown in JSON only, there as in the report.
  const study = await (
    options.json === true
      ? withSuggestions(question.budget, (suggest) => analyse(model, { ...question, effort, host, suggest }))
      : analyse(model, { ...question, effort, host })
  ).finally(progress.clear)
  moveRemark(screen, study.situation)
  if (options.json === true) screen.printJson(studyJson(study))
  else {
    screen.print(screen.style.strong(`${model.title}, at ${study.at.name}`))
    for (const verdict of study.verdicts)
      screen.print(`\n${verdictText(verdict, screen.style, screen.width)}`)
  }
  return exitCodeOf(study.verdicts)
}
