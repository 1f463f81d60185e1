import { analyse } from '../../analyse.js'
import { type Difference, differences } from '../../report/differences.js'
import { readReport } from '../../report/read-report.js'
import { studyJson } from '../../report/study-json.js'
import { readText } from '../../node/read-model.js'
import { withSuggestions } from '../../node/with-suggestions.js'
import { version } from '../../version.js'
import { exitCodes } from '../exit-codes.js'
import { hostOf, type SharedOptions } from '../options.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { table } from '../text.js'
import { withProgress } from '../with-progress.js'

/** Another version may well say the same, and the same can be asked in other words. */
const isAside: ReadonlySet<string> = new Set(['provenance.thalweg', 'provenance.command'])

/** More differences than these are counted only. */
const mostShown = 20

/** `thalweg reproduce`: makes a report again and says what differs. */
export async function reproduce(
  path: string,
  options: SharedOptions,
  surroundings: Surroundings,
): Promise<number> {
  const host = hostOf(options)
  const text = path === '-' ? await surroundings.readInput() : await readText(path)
  const { report, model } = readReport(text, path === '-' ? 'standard input' : path)
  const screen = screenOf(surroundings, options.quiet)
  const { question, provenance } = report
  const asked = {
    at: question.at ?? undefined,
    stay: question.stay,
    learningRate: question.learningRate?.text,
    batchSize: question.batch?.size,
    replacement: question.batch?.replacement,
    sampling: question.batch?.probabilities,
    noise: question.noise ?? undefined,
    theorems: question.theorems,
    effort: question.effort,
    seed: provenance.seed,
    host,
  }
  const { quiet } = options
  const study = await withProgress(quiet === undefined ? {} : { quiet }, surroundings, ({ budget }) =>
    withSuggestions(budget, (suggest) => analyse(model, { ...asked, budget, suggest })),
  )
  const found = differences(report, studyJson(study), (where) => isAside.has(where))
  const cut = report.verdicts.some(({ measurement }) => measurement?.run.cutShort === true)
  if (options.json === true)
    screen.printJson({
      schema: 'thalweg-reproduction/1',
      same: found.length === 0,
      versions: { was: provenance.thalweg, is: version },
      cutShort: cut,
      differences: found.map(({ path: where, was, is, relative }) => ({
        path: where,
        was: was ?? null,
        is: is ?? null,
        relative: relative ?? null,
      })),
    })
  else {
    screen.print(screen.style.strong(`${model.title}, at ${study.at.name}`))
    if (provenance.thalweg !== version)
      screen.print(`\nThe report was made by version ${provenance.thalweg}; this is ${version}.`)
    if (cut)
      screen.print(
        '\nA time limit had ended the experiments of the report; how far they got cannot be repeated.',
      )
    screen.print(`\n${found.length === 0 ? 'Everything is the same, to the last digit.' : listed(found)}`)
  }
  return found.length === 0 ? exitCodes.fine : exitCodes.refuted
}

function listed(found: readonly Difference[]): string {
  const shown = found.slice(0, mostShown)
  const rows = shown.map(({ path, was, is, relative }) => [
    path,
    shortened(was),
    shortened(is),
    relative === undefined ? '' : relative.toExponential(1),
  ])
  const count = found.length === 1 ? 'One value differs' : `${found.length} values differ`
  const more = found.length > mostShown ? `\n  … and ${found.length - mostShown} more; --json lists all` : ''
  return `${count}:\n${table([['', 'was', 'is', 'relative'], ...rows], '  ')}${more}`
}

function shortened(json: string | undefined): string {
  if (json === undefined) return 'missing'
  return json.length > 24 ? `${json.slice(0, 23)}…` : json
}
