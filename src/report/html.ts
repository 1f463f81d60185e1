/** A report as one HTML file that loads nothing and runs nothing. */
import { bibtex, referenceText } from './bibtex.js'
import type { Block, Callout, Document, Figure, Formula, Section, Table } from './document.js'
import { figureSvg, type SvgDocument } from './figure-svg.js'
import { flatFences } from './formula-fences.js'
import { layOutFormula } from './formula-layout.js'
import { citationAnchor, escapeHtml, htmlInlines, markHtml } from './html-inline.js'
import { pageStyle } from './html-style.js'
import { isPrintableLine } from './latex-formula.js'
import { outcomeMark } from './marks.js'
import { mathml } from './mathml.js'
import { anchor, numberDocument, type Numbering } from './numbering.js'
import { plainText } from './plain-text.js'

// The column of text is this many em of its formulas wide.
const columnWidth = 35

interface Context {
  readonly numbering: Numbering
  readonly dom: SvgDocument
  /** Running number of the next captioned table. */
  tables: number
}

/**
 * The page of a report: formulas as MathML with their LaTeX beside them, figures as SVG, references with BibTeX.
 * @param options `document`: what figures are drawn with, the page's own in a browser
 * @throws ProblemError `not-finite` or `too-large` for a figure, `internal` for ids and citations that do not fit.
 */
export function htmlDocument(document: Document, options: { readonly document: SvgDocument }): string {
  const numbering = numberDocument(document)
  const context: Context = { numbering, dom: options.document, tables: 0 }
  const contents = contentsHtml(document, numbering)
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(plainText(document.title))}</title>
<style>${pageStyle}</style>
</head>
<body>
<a class="skip" href="#page-content">Skip to the content</a>
<div class="page${contents === '' ? '' : ' contents'}">
<header>
${headerHtml(document, numbering)}
</header>
${contents}<main id="page-content">
${blocks(document.blocks, 2, context)}
</main>
${referencesHtml(numbering)}</div>
</body>
</html>
`
}

function headerHtml(document: Document, numbering: Numbering): string {
  const lines = [`<h1>${htmlInlines(document.title, numbering)}</h1>`]
  if (document.subtitle !== undefined) lines.push(`<p>${htmlInlines(document.subtitle, numbering)}</p>`)
  if (document.date !== undefined) lines.push(`<p>${escapeHtml(document.date)}</p>`)
  return lines.join('\n')
}

function contentsHtml(document: Document, numbering: Numbering): string {
  const list = (all: readonly Block[]): string => {
    const sections = all.filter((block): block is Section => block.kind === 'section')
    if (sections.length === 0) return ''
    const items = sections.map(({ id, title, blocks: inside }) => {
      const number = numbering.targets.get(id)!.number
      return `<li><a href="#${anchor(id)}"><span class="no">${number}</span>${htmlInlines(title, numbering)}</a>${list(inside)}</li>`
    })
    return `<ol>${items.join('')}</ol>`
  }
  const sections = document.blocks.filter((block) => block.kind === 'section').length
  if (sections < 2) return ''
  return `<nav aria-labelledby="page-contents"><h2 id="page-contents">Contents</h2>${list(document.blocks)}</nav>\n`
}

function blocks(all: readonly Block[], level: number, context: Context): string {
  return all.map((block) => blockHtml(block, level, context)).join('\n')
}

function blockHtml(block: Block, level: number, context: Context): string {
  const { numbering } = context
  switch (block.kind) {
    case 'section': {
      const id = anchor(block.id)
      const heading = `h${Math.min(level, 6)}`
      const number = `<span class="no">${numbering.targets.get(block.id)!.number}</span>`
      const title = htmlInlines(block.title, numbering)
      return `<section aria-labelledby="${id}"><${heading} id="${id}">${number}${title}</${heading}>\n${blocks(block.blocks, level + 1, context)}\n</section>`
    }
    case 'paragraph':
      return `<p>${htmlInlines(block.inlines, numbering)}</p>`
    case 'formula':
      return formulaHtml(block, numbering)
    case 'table':
      return tableHtml(block, context)
    case 'figure':
      return figureHtml(block, context)
    case 'list': {
      const name = block.ordered ? 'ol' : 'ul'
      return `<${name}>${block.items.map((item) => `<li>${htmlInlines(item, numbering)}</li>`).join('')}</${name}>`
    }
    case 'code':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`
    case 'callout':
      return calloutHtml(block, level, context)
    case 'details':
      return `<details><summary>${htmlInlines(block.summary, numbering)}</summary>\n${blocks(block.blocks, level, context)}\n</details>`
  }
} // prettier-ignore

function calloutHtml(block: Callout, level: number, context: Context): string {
  const mark = outcomeMark(block.outcome)
  const title = htmlInlines(block.title, context.numbering)
  const name = escapeHtml(`${mark.word}: ${plainText(block.title)}`)
  return `<div class="callout ${mark.tone}" role="group" aria-label="${name}"><p class="head">${markHtml(mark, true)}. ${title}</p>
${blocks(block.blocks, level, context)}
</div>`
}

function formulaHtml({ lines: given, label }: Formula, numbering: Numbering): string {
  const lines = given.map(flatFences)
  const source = lines.length === 1 ? lines[0]! : `\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}`
  const formula = lines.every(isPrintableLine) ? displayed(lines) : undefined
  const shown = formula ?? `<code>${escapeHtml(source)}</code>`
  const number = label === undefined ? '' : `<span class="number">(${numbering.targets.get(label)!.number})</span>`
  const id = label === undefined ? '' : ` id="${anchor(label)}"`
  return `<div class="formula"${id}><div class="display">${shown}</div>${number}<details class="source"><summary>LaTeX</summary><pre><code>${escapeHtml(source)}</code></pre></details></div>`
} // prettier-ignore

function displayed(lines: readonly string[]): string | undefined {
  const { rows } = layOutFormula(lines, columnWidth)
  if (rows.length === 1) return mathml(rows[0]!.left + rows[0]!.right, true)
  const body = rows.map(({ left, right }) => `${left} & ${right}`).join(' \\\\ ')
  return mathml(`\\begin{aligned}${body}\\end{aligned}`, true)
}

function tableHtml(table: Table, context: Context): string {
  const { numbering } = context
  const alignment = (index: number): string => {
    const { align } = table.columns[index]!
    return align === 'left' ? '' : ` class="${align}"`
  }
  const head = table.columns.map(
    ({ header }, index) => `<th scope="col"${alignment(index)}>${htmlInlines(header, numbering)}</th>`,
  )
  const rows = table.rows.map((row) => {
    const cells = row.map((content, index) => {
      const isHeader = index === 0 && table.rowHeaders !== false
      const name = isHeader ? 'th' : 'td'
      return `<${name}${isHeader ? ' scope="row"' : ''}${alignment(index)}>${htmlInlines(content, numbering)}</${name}>`
    })
    return `<tr>${cells.join('')}</tr>`
  })
  const caption = captionHtml(table, context)
  const id = table.id === undefined ? '' : ` id="${anchor(table.id)}"`
  const name = table.caption === undefined ? 'Table' : plainText(table.caption)
  return `<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(name)}"${id}><table>${caption}<thead><tr>${head.join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`
}

function captionHtml(table: Table, context: Context): string {
  if (table.caption === undefined) return ''
  context.tables += 1
  return `<caption><b>Table ${context.tables}:</b> ${htmlInlines(table.caption, context.numbering)}</caption>`
}

function figureHtml(figure: Figure, { numbering, dom }: Context): string {
  const id = anchor(figure.id)
  const svg = figureSvg(figure.plot, { document: dom, id: `plot-${id}` })
  const number = numbering.targets.get(figure.id)!.number
  return `<figure id="${id}"><div class="plot">${svg}</div><figcaption><b>Figure ${number}:</b> ${htmlInlines(figure.caption, numbering)}</figcaption></figure>`
}

function referencesHtml(numbering: Numbering): string {
  const { citations } = numbering
  if (citations.length === 0) return ''
  const items = citations.map(
    (key) => `<li id="${citationAnchor(key)}">${htmlInlines(referenceText(key), numbering)}</li>`,
  )
  return `<footer><section aria-labelledby="page-references"><h2 id="page-references">References</h2>
<ol class="references">${items.join('\n')}</ol>
<details><summary>BibTeX</summary><pre><code>${escapeHtml(bibtex(citations))}</code></pre></details>
</section></footer>
`
}
