import type { Inline, RichText, Table } from './document.js'
import { inlinesOf, strong } from './document.js'
import { latexInlines } from './latex-inline.js'
import { latexText } from './latex-text.js'
import { mathPieces, mathWidth } from './math-pieces.js'
import { anchor, type Numbering } from './numbering.js'

// Tables are set in \small: the text is this many em of that font wide. Between columns TeX leaves 12 points.
const tableWidth = 43
const gap = 1.2

const longTable = 24

/** A table: as it is when it surely fits, else with wrapped cells, else scaled; long ones continue on the next page. */
export function latexTable(table: Table, numbering: Numbering): string {
  const plan = planColumns(table)
  const cell = (content: RichText): string => latexInlines(content, numbering)
  const line = (cells: readonly RichText[]): string => `${cells.map(cell).join(' & ')} \\\\`
  const head = table.columns.map(({ header }) => `\\textbf{${cell(header)}}`).join(' & ') + ' \\\\'
  const label = table.id === undefined ? '' : `\\label{${anchor(table.id)}}`
  // Where cells have several lines, a little space tells the rows apart.
  const body = table.rows.map(line).join(plan.wrapped ? '\n\\addlinespace[2pt]\n' : '\n')
  if (table.rows.length > longTable && !plan.scaled) {
    const caption = table.caption === undefined ? [] : [`\\caption{${cell(table.caption)}}${label}\\\\`]
    return [
      '{\\small',
      `\\begin{longtable}{${plan.specification}}`,
      ...caption,
      '\\toprule', head, '\\midrule', '\\endfirsthead',
      '\\toprule', head, '\\midrule', '\\endhead',
      '\\bottomrule', '\\endfoot',
      body,
      '\\end{longtable}}',
    ].join('\n') // prettier-ignore
  }
  const tabular = [
    `\\begin{tabular}{${plan.specification}}`,
    '\\toprule',
    head,
    '\\midrule',
    body,
    '\\bottomrule',
    '\\end{tabular}',
  ]
  const caption = table.caption === undefined ? [] : [`\\captionof{table}{${cell(table.caption)}}${label}`]
  return [
    '\\begin{center}',
    '\\begin{minipage}{\\linewidth}\\centering\\small',
    ...caption,
    ...(plan.scaled ? ['\\resizebox{\\linewidth}{!}{%', ...tabular, '}'] : tabular),
    '\\end{minipage}',
    '\\end{center}',
  ].join('\n')
}

interface ColumnPlan {
  readonly specification: string
  readonly scaled: boolean
  readonly wrapped: boolean
}

function planColumns(table: Table): ColumnPlan {
  const cells = table.columns.map(({ header }, index) => [
    [strong(header)],
    ...table.rows.map((row) => row[index] ?? ''),
  ])
  const natural = cells.map((column) => Math.max(...column.map(width)))
  const least = cells.map((column) => Math.max(2, ...column.map(unbreakable)))
  const available = tableWidth - gap * (table.columns.length - 1)
  const letters = table.columns.map(({ align }) => align[0]!)
  const frame = (columns: readonly string[]): string => `@{}${columns.join('')}@{}`
  if (sum(natural) * 1.12 <= available) return { specification: frame(letters), scaled: false, wrapped: false }
  const widths = shared(natural, least, available)
  if (widths === undefined) return { specification: frame(letters), scaled: true, wrapped: false }
  const wrapped = widths.map((share, index) => {
    const ragged = { left: '\\raggedright', center: '\\centering', right: '\\raggedleft' }[table.columns[index]!.align]
    return `>{${ragged}\\arraybackslash\\hspace{0pt}}p{${share.toFixed(2)}em}`
  })
  return { specification: frame(wrapped), scaled: false, wrapped: true }
} // prettier-ignore

/** Shares out the width: narrow columns keep theirs, the others get in proportion; nothing when not all can have the least. */
function shared(
  natural: readonly number[],
  least: readonly number[],
  available: number,
): number[] | undefined {
  if (sum(least) > available) return undefined
  let fixed = new Map<number, number>()
  for (;;) {
    const left = available - sum([...fixed.values()])
    const open = natural.flatMap((_, index) => (fixed.has(index) ? [] : [index]))
    const weight = sum(open.map((index) => Math.sqrt(natural[index]!)))
    const share = (index: number): number => (left * Math.sqrt(natural[index]!)) / weight
    const narrow = open.find((index) => natural[index]! * 1.12 <= share(index))
    const tight = open.find((index) => share(index) < least[index]!)
    if (tight !== undefined) fixed = new Map([...fixed, [tight, least[tight]!]])
    else if (narrow !== undefined && open.length > 1)
      fixed = new Map([...fixed, [narrow, natural[narrow]! * 1.12]])
    else return natural.map((_, index) => fixed.get(index) ?? share(index))
  }
}

/** Estimated width in em on one line. */
function width(content: RichText): number {
  return sum(inlinesOf(content).map(inlineWidth))
}

function inlineWidth(inline: Inline): number {
  if (inline.kind === 'math') return mathWidth(inline.latex)
  if (inline.kind === 'strong' || inline.kind === 'emphasis') return 1.15 * width(inline.inlines)
  if (inline.kind === 'code') return 0.53 * shownLength(inline.text)
  return (
    0.5 * shownLength(wordsOf(inline)) + (inline.kind === 'status' || inline.kind === 'outcome' ? 1.2 : 0)
  )
}

/** Estimated width in em of the widest part that cannot be broken. */
function unbreakable(content: RichText): number {
  return Math.max(0, ...inlinesOf(content).map(unbreakableInline))
}

function unbreakableInline(inline: Inline): number {
  if (inline.kind === 'math') {
    const whole = mathWidth(inline.latex)
    return whole <= 10 ? 1.1 * whole : Math.max(...mathPieces(inline.latex).map((piece) => 1.1 * piece.width + 1))
  }
  if (inline.kind === 'strong' || inline.kind === 'emphasis') return 1.15 * unbreakable(inline.inlines)
  if (inline.kind === 'code') return 0.53 * Math.min(10, inline.text.length)
  if (inline.kind === 'status' || inline.kind === 'outcome') return inlineWidth(inline)
  const longest = Math.max(0, ...wordsOf(inline).split(/[\s-]+/).map((word) => word.length))
  return 0.55 * Math.min(longest, 14)
} // prettier-ignore

/** How many characters are printed: those TeX does not have are printed as their code points. */
function shownLength(words: string): number {
  return latexText(words)
    .replaceAll(/\\texttt|\\allowbreak\{\}|[{}$]/g, '')
    .replaceAll(/\\(?:[A-Za-z]+|.)/g, 'x').length
}

function wordsOf(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
    case 'link':
      return inline.text
    case 'status':
      return inline.state
    case 'outcome':
      return inline.outcome
    case 'cite':
      return '[00]'
    case 'reference':
      return 'Equation 00'
    default:
      return ''
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
