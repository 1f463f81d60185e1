import { unlimited } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { bibtex, citationsOf, htmlDocument, latexDocument } from '../report/index.js'
import { studyDocument } from '../report/study-document.js'
import { studyJson } from '../report/study-json.js'
import { type GeometrySurvey, surveyAt } from '../geometry/index.js'
import type { Study } from '../study/index.js'
import { checkFolder } from './folder.js'
import { withProposer } from './with-suggestions.js'
import { type ReportFile, writeReport } from './write-report.js'

export const reportFormats = ['latex', 'html', 'json', 'pdf'] as const
export type ReportFormat = (typeof reportFormats)[number]

export interface ReportOptions {
  /** The folder, made when it is not there. */
  readonly to: string
  /** LaTeX, HTML and JSON when left out; `pdf` needs a TeX on the machine. */
  readonly formats?: readonly ReportFormat[]
}

/**
 * Writes the report of a study: `report.tex` with `references.bib`, `report.html`, `report.json`, `report.pdf`.
 *
 * @returns the paths written
 * @throws ProblemError `file-unwritable`, `tool-missing` or `tool-failed` for the PDF; nothing is then left behind
 */
export async function writeStudy(study: Study, { to, formats }: ReportOptions): Promise<string[]> {
  const chosen = formats ?? ['latex', 'html', 'json']
  const unknown = chosen.find((format) => !reportFormats.includes(format))
  if (unknown !== undefined)
    throw failure('bad-option', { option: '--format', expected: reportFormats.join(', '), got: unknown })
  await checkFolder(to)
  const files: ReportFile[] = []
  const needsDocument = chosen.some((format) => format !== 'json')
  const document = studyDocument(study, needsDocument ? await surveyFor(study) : undefined)
  if (chosen.includes('latex') || chosen.includes('pdf')) {
    const source = latexDocument(document)
    if (chosen.includes('latex'))
      files.push(
        { name: 'report.tex', content: source },
        { name: 'references.bib', content: bibtex(citationsOf(document)) },
      )
    if (chosen.includes('pdf')) {
      const { typeset } = await import('./latex.js')
      files.push({ name: 'report.pdf', content: (await typeset(source)).pdf })
    }
  }
  if (chosen.includes('html')) {
    const { svgDocument } = await import('./svg-document.js')
    files.push({ name: 'report.html', content: htmlDocument(document, { document: svgDocument() }) })
  }
  if (chosen.includes('json'))
    files.push({ name: 'report.json', content: `${JSON.stringify(studyJson(study), null, 2)}\n` })
  return writeReport(to, files)
}

// Only what is quick: a report must not depend on how far a search came in time.
const mostParametrised = 4
const mostDescended = 30

async function surveyFor({ situation, question }: Study): Promise<GeometrySurvey | undefined> {
  const { landing, landscape } = situation
  if ('problem' in landing) return undefined
  const budget = { ...(question.budget ?? unlimited), progress: undefined }
  return withProposer(budget, (proposer) =>
    surveyAt(landscape, landing.point, { proposer, budget, mostParametrised, mostDescended }),
  )
}
