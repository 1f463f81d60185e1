/** A report as LaTeX: one file for pdflatex and stock packages, complete with figures and references. */
import { referenceText } from './bibtex.js'
import type { Block, Callout, Document, Figure } from './document.js'
import { figurePgf, figurePreamble } from './figure-pgf.js'
import { latexFormula, textWidth } from './latex-formula.js'
import { bookmarkText, headingMark, latexInlines } from './latex-inline.js'
import { latexTable } from './latex-table.js'
import { latexCode, latexText } from './latex-text.js'
import { outcomeMark, toneColours } from './marks.js'
import { anchor, numberDocument, type Numbering } from './numbering.js'

/**
 * The LaTeX source of a report, plain ASCII; run pdflatex on it three times. The works cited are in it; `bibtex` gives
 * them as a database as well.
 * @throws ProblemError `not-finite` or `too-large` for a figure, `internal` for ids and citations that do not fit.
 */
export function latexDocument(document: Document): string {
  const numbering = numberDocument(document)
  const sections = document.blocks.filter((block) => block.kind === 'section').length
  const first = document.blocks.findIndex((block) => block.kind === 'section')
  const lead = first < 0 ? document.blocks.length : first
  return [
    ...preamble(document),
    '\\begin{document}',
    ...titleLines(document, numbering),
    // What stands before the first section, such as the answer, comes before the table of contents.
    ...latexBlocks(document.blocks.slice(0, lead), 0, numbering),
    ...(sections > 3 ? ['\\tableofcontents', ''] : []),
    ...latexBlocks(document.blocks.slice(lead), 0, numbering),
    ...references(numbering),
    '\\end{document}',
    '',
  ].join('\n')
}

/** What rows of formulas that may be too wide are written with. */
export const fittedFormulas: readonly string[] = [
  '\\ifdefined\\fitbox\\else\\newsavebox\\fitbox\\fi',
  '\\providecommand\\fitmath[2][0pt]{\\sbox\\fitbox{$\\displaystyle #2$}%',
  '  \\ifdim\\wd\\fitbox>\\dimexpr\\linewidth-#1\\relax',
  '    \\resizebox{\\dimexpr\\linewidth-#1\\relax}{!}{\\usebox\\fitbox}%',
  '  \\else\\usebox\\fitbox\\fi}',
]

function preamble(document: Document): string[] {
  return [
    '\\documentclass[11pt,a4paper]{article}',
    '\\usepackage[margin=27mm]{geometry}',
    '\\usepackage{amsmath,amssymb,array,booktabs,longtable,graphicx,xcolor,caption}',
    '\\usepackage[expansion=false]{microtype}',
    ...figurePreamble,
    '\\usepackage[hidelinks]{hyperref}',
    '',
    ...Object.entries(toneColours).map(([tone, colour]) => `\\definecolor{tone${tone}}{HTML}{${colour.slice(1)}}`),
    `\\hypersetup{pdftitle={${bookmarkText(document.title)}},colorlinks=true,allcolors=tonenote,linktoc=page}`,
    '\\DeclareTextSymbol{\\textquotedbl}{OT1}{34}',
    '\\providecommand\\coloneqq{\\mathrel{:=}}',
    '\\setcounter{MaxMatrixCols}{64}',
    '\\renewcommand\\arraystretch{1.15}',
    '\\renewcommand\\labelitemi{$\\bullet$}',
    '\\allowdisplaybreaks',
    '\\captionsetup{font=small,labelfont=bf,hypcap=false}',
    // Typewriter text has no bold and no symbols of its own; without these lines TeX would warn of it.
    '\\DeclareFontShape{OT1}{cmtt}{bx}{n}{<->ssub*cmtt/m/n}{}',
    '\\DeclareFontFamily{OMS}{cmtt}{}\\DeclareFontShape{OMS}{cmtt}{m}{n}{<->ssub*cmsy/m/n}{}',
    // Lines may become loose rather than run into the margin.
    '\\tolerance=1500 \\emergencystretch=.5\\linewidth',
    '',
    '% A formula wider than the room for it (the line without #1) is scaled down: the last resort.',
    ...fittedFormulas,
    '% A formula that no text precedes: TeX leaves an empty line above it, which is enough.',
    '\\newenvironment{firstdisplay}{\\abovedisplayskip=0pt \\abovedisplayshortskip=0pt }{\\ignorespacesafterend}',
    '% #1: colour, #2: mark and word, #3: title',
    '\\newenvironment{verdict}[3]',
    '  {\\def\\verdictcolour{#1}\\par\\addvspace{\\bigskipamount}%',
    '   \\noindent{\\color{#1}\\rule{\\linewidth}{1.2pt}}\\par\\nobreak',
    '   \\noindent{\\raggedright\\textbf{#2.}\\ \\textbf{#3}\\par}\\nobreak\\smallskip',
    '   \\setlength\\parindent{0pt}\\setlength\\parskip{\\smallskipamount}}',
    '  {\\par\\nobreak\\noindent{\\color{\\verdictcolour}\\rule{\\linewidth}{.4pt}}\\par\\addvspace{\\bigskipamount}}',
    '\\newenvironment{aside}[1]{\\par\\addvspace{\\medskipamount}\\small\\noindent\\textbf{#1}\\par\\nobreak\\smallskip',
    '   \\setlength\\parindent{0pt}\\setlength\\parskip{\\smallskipamount}}',
    '  {\\par\\addvspace{\\medskipamount}}',
    '\\newenvironment{codeblock}',
    '  {\\par\\addvspace{\\medskipamount}\\begingroup\\small\\raggedright\\setlength\\parindent{0pt}%',
    '   \\setlength\\leftskip{1em}\\setlength\\parskip{0pt}}',
    '  {\\par\\endgroup\\addvspace{\\medskipamount}}',
    '\\newcommand\\codeline[1]{\\noindent\\hangindent=3em\\hangafter=1\\strut #1\\par}',
    '',
  ]
} // prettier-ignore

function titleLines(document: Document, numbering: Numbering): string[] {
  const subtitle =
    document.subtitle === undefined ? [] : [`{\\large ${latexInlines(document.subtitle, numbering)}\\par}\\medskip`]
  const date = document.date === undefined ? [] : [`{${latexText(document.date)}\\par}`]
  return [
    '\\begin{center}',
    `{\\LARGE\\bfseries ${latexInlines(document.title, numbering)}\\par}\\medskip`,
    ...subtitle,
    ...date,
    '\\end{center}',
    '',
  ]
} // prettier-ignore

/** The lines of blocks that stand in a document at this depth of sections, with formulas for text of this width in em. */
export function latexBlocks(
  all: readonly Block[],
  depth: number,
  numbering: Numbering,
  width = textWidth,
): string[] {
  return all.flatMap((block, index) => {
    const written = lines(block, depth, numbering, width)
    if (block.kind !== 'formula')
      return [...written, ...(isFormula(all[index + 1]) && block.kind === 'paragraph' ? [] : [''])]
    // A formula belongs to the paragraph before it, which an empty line between them would end.
    const leads = index === 0 || !['paragraph', 'formula'].includes(all[index - 1]!.kind)
    const framed = leads ? ['\\begin{firstdisplay}', ...written, '\\end{firstdisplay}'] : written
    return isFormula(all[index + 1]) ? framed : [...framed, '']
  })
}

function isFormula(block: Block | undefined): boolean {
  return block?.kind === 'formula'
}

const headings = ['section', 'subsection', 'subsubsection', 'paragraph', 'subparagraph']

function lines(block: Block, depth: number, numbering: Numbering, width: number): string[] {
  const rich = (content: Parameters<typeof latexInlines>[0]): string => latexInlines(content, numbering)
  switch (block.kind) {
    case 'section': {
      const title = rich(block.title)
      const bookmark = bookmarkText(block.title)
      const shown = title === bookmark ? title : `\\texorpdfstring{${title}}{${bookmark}}`
      const heading = `\\${headings[Math.min(depth, headings.length - 1)]!}{${shown}}\\label{${anchor(block.id)}}`
      return [heading, '', ...latexBlocks(block.blocks, depth + 1, numbering)]
    }
    case 'paragraph':
      return [rich(block.inlines)]
    case 'formula':
      return [latexFormula(block, width)]
    case 'table':
      return [latexTable(block, numbering)]
    case 'figure':
      return figureLines(block, numbering)
    case 'list': {
      const name = block.ordered ? 'enumerate' : 'itemize'
      if (block.items.length === 0) return []
      return [`\\begin{${name}}\\setlength\\itemsep{2pt}`, ...block.items.map((item) => `  \\item ${rich(item)}`), `\\end{${name}}`]
    }
    case 'code': {
      const rows = block.text.replace(/\n$/, '').split(/\r?\n/)
      return ['\\begin{codeblock}', ...rows.map((row) => `\\codeline{${latexCode(row)}}`), '\\end{codeblock}']
    }
    case 'callout':
      return calloutLines(block, depth, numbering)
    case 'details':
      return [`\\begin{aside}{${rich(block.summary)}}`, ...latexBlocks(block.blocks, depth, numbering), '\\end{aside}']
  }
} // prettier-ignore

function calloutLines(block: Callout, depth: number, numbering: Numbering): string[] {
  const mark = outcomeMark(block.outcome)
  return [
    `\\begin{verdict}{tone${mark.tone}}{${headingMark(mark)}}{${latexInlines(block.title, numbering)}}`,
    ...latexBlocks(block.blocks, depth, numbering),
    '\\end{verdict}',
  ]
}

function figureLines(block: Figure, numbering: Numbering): string[] {
  return [
    // It stays where it is, as tables do: what floats to the top of a page can push a table off its end.
    '\\begin{center}',
    '\\begin{minipage}{\\linewidth}\\centering',
    figurePgf(block.plot),
    `\\captionof{figure}{${latexInlines(block.caption, numbering)}}\\label{${anchor(block.id)}}`,
    '\\end{minipage}',
    '\\end{center}',
  ]
}

function references(numbering: Numbering): string[] {
  const { citations } = numbering
  if (citations.length === 0) return []
  return [
    `\\begin{thebibliography}{${'9'.repeat(String(citations.length).length)}}`,
    ...citations.map((key) => `\\bibitem{${key}} ${latexInlines(referenceText(key), numbering)}`),
    '\\end{thebibliography}',
  ]
}
