import { failure } from '../../base/wording.js'
import { checkFolder } from '../../node/folder.js'
import { reportFormats, type ReportFormat, writeStudy } from '../../node/write-study.js'
import { studyJson } from '../../report/study-json.js'
import { chooseTheorems } from '../../study/index.js'
import { exitCodeOf } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import { shortPath } from '../paths.js'
import { runStudy, type StudyOptions } from '../run-study.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { verdictsText } from '../view/verdict.js'

export interface ReportCommandOptions extends StudyOptions {
  readonly out: string
  readonly format: string
  readonly theorem?: readonly string[]
}

/** `thalweg report`: verdicts in the terminal, and the report in a folder. */
export async function report(
  name: string,
  options: ReportCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const formats = formatsOf(options.format)
  chooseTheorems(options.theorem)
  if (options.out.trim() === '')
    throw failure('bad-option', { option: '--out', expected: 'a folder', got: 'nothing' })
  const model = await loadModel(name, surroundings)
  // Before the experiments, so that nobody waits for a report that cannot be written.
  await checkFolder(options.out)
  if (formats.includes('pdf')) await (await import('../../node/latex.js')).requireTex()
  const screen = screenOf(surroundings, options.quiet)
  const asked = { theorems: options.theorem, factored: true }
  return runStudy(model, options, asked, surroundings, async (study) => {
    if (options.json === true) screen.printJson(studyJson(study))
    else {
      screen.print(screen.style.strong(`${model.title}, at ${study.at.name}`))
      for (const text of verdictsText(study.verdicts, screen.style, screen.width)) screen.print(`\n${text}`)
    }
    const paths = await writeStudy(study, { to: options.out, formats })
    const where = `The report is in:\n${paths.map((path) => `  ${shortPath(path)}`).join('\n')}`
    if (options.json === true) screen.remark(where)
    else screen.print(`\n${where}`)
    return exitCodeOf(study.verdicts)
  })
}

function formatsOf(text: string): ReportFormat[] {
  const formats = text.split(',').map((format) => format.trim().toLowerCase())
  const unknown = formats.find((format) => !reportFormats.includes(format as ReportFormat))
  if (unknown !== undefined)
    throw failure('bad-option', {
      option: '--format',
      expected: `some of ${reportFormats.join(', ')}`,
      got: unknown === '' ? 'nothing' : unknown,
    })
  return formats as ReportFormat[]
}
