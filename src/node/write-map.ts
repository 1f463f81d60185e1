import { failure } from '../base/wording.js'
import { figureSvg, htmlDocument, latexDocument } from '../report/index.js'
import { mapJson } from '../report/json/map.js'
import { mapDocument, mapPlot } from '../report/map/index.js'
import type { StabilityMap } from '../study/index.js'
import { checkFolder } from './folder.js'
import { type ReportFile, writeReport } from './write-report.js'

export const mapFormats = ['svg', 'latex', 'json', 'html', 'pdf'] as const
export type MapFormat = (typeof mapFormats)[number]

export const defaultMapFormats: readonly MapFormat[] = ['svg', 'latex', 'json']

export interface MapFileOptions {
  /** The folder, made when it is not there. */
  readonly to: string
  /** SVG, LaTeX and JSON when left out; `pdf` needs a TeX on the machine. */
  readonly formats?: readonly MapFormat[]
}

/**
 * Writes a map: the figure `map.svg`, the whole as `map.tex`, `map.html`, `map.pdf`, the numbers `map.json`. Without cells
 * there is no figure.
 *
 * @returns the paths written
 * @throws ProblemError `file-unwritable`, `tool-missing` or `tool-failed` for the PDF; nothing is then left behind
 */
export async function writeMap(map: StabilityMap, { to, formats }: MapFileOptions): Promise<string[]> {
  const chosen = formats ?? defaultMapFormats
  const unknown = chosen.find((format) => !mapFormats.includes(format))
  if (unknown !== undefined)
    throw failure('bad-option', { option: '--format', expected: mapFormats.join(', '), got: unknown })
  await checkFolder(to)
  const files: ReportFile[] = []
  const document = mapDocument(map)
  const plot = mapPlot(map)
  if (chosen.includes('svg') && plot !== undefined) {
    const { svgDocument } = await import('./svg-document.js')
    const svg = figureSvg(plot, { document: svgDocument(), id: 'map', standalone: true })
    files.push({ name: 'map.svg', content: `${svg}\n` })
  }
  if (chosen.includes('latex')) files.push({ name: 'map.tex', content: latexDocument(document) })
  if (chosen.includes('json'))
    files.push({ name: 'map.json', content: `${JSON.stringify(mapJson(map), null, 2)}\n` })
  if (chosen.includes('html')) {
    const { svgDocument } = await import('./svg-document.js')
    files.push({ name: 'map.html', content: htmlDocument(document, { document: svgDocument() }) })
  }
  if (chosen.includes('pdf')) {
    const { typeset } = await import('./latex.js')
    files.push({ name: 'map.pdf', content: (await typeset(latexDocument(document))).pdf })
  }
  return writeReport(to, files)
}
