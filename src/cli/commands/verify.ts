import { studyJson } from '../../report/study-json.js'
import { exitCodeOf } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import { runStudy, type StudyOptions } from '../run-study.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { verdictsText } from '../view/verdict.js'

/** `thalweg verify`: takes theorems to their verdicts by running the real algorithm. */
export async function verify(
  name: string,
  names: readonly string[],
  options: StudyOptions,
  surroundings: Surroundings,
): Promise<number> {
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  // Formulas are shown in JSON only, there as in the report.
  const asked = { theorems: names, factored: options.json === true }
  return runStudy(model, options, asked, surroundings, (study) => {
    if (options.json === true) screen.printJson(studyJson(study))
    else {
      screen.print(screen.style.strong(`${model.title}, at ${study.at.name}`))
      for (const text of verdictsText(study.verdicts, screen.style, screen.width)) screen.print(`\n${text}`)
    }
    return exitCodeOf(study.verdicts)
  })
}
