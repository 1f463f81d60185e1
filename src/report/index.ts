export * from './document.js'
export { bibliographyKeys, type BibliographyRecord, bibliographyRecord } from './bibliography.js'
export { bibtex, referenceText } from './bibtex.js'
export { figurePgf } from './figure-pgf.js'
export { figureSvg, type SvgDocument, type SvgOptions } from './figure-svg.js'
export { htmlDocument } from './html.js'
export { latexDocument } from './latex.js'
export { latexFragment } from './latex-fragment.js'
export { citationsOf } from './numbering.js'
export { outcomeMark, statusMark } from './marks.js'
export type {
  BandPoint,
  MeasuredPoint,
  PlotAxis,
  PlotCell,
  PlotDescription,
  PlotMark,
  PlotPoint,
  PlotRole,
} from './plot.js'
