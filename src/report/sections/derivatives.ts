import { type Expression, toLatex, toText } from '../../expression/index.js'
import type { Study } from '../../study/index.js'
import { type Block, code, formula, paragraph, section, type Section } from '../document.js'
import { mostWritten, writtenSize } from '../formula-size.js'
import { mathWidth } from '../math-pieces.js'
import { matrixLatex } from '../matrix-latex.js'

// What a page can hold: a matrix as wide as the text, and so many characters of LaTeX in all.
const widestMatrix = 36
const mostCharacters = 6000

/** Gradient and Hessian as exact formulas, as far as they can be read. */
export function derivativesSection({ derivation, situation }: Study): Section {
  const { gradient, hessian, symbols } = derivation
  const file = situation.model.source?.name ?? 'MODEL'
  const upper = symbols.flatMap((row, i) =>
    symbols.slice(i).map((column, k) => ({ row, column, entry: hessian[i]![i + k]! })),
  )
  return section('derivatives', 'Gradient and Hessian', [
    paragraph(
      'Both are exact: derived from the loss symbol by symbol, and simplified only where the two forms were proved equal.',
    ),
    ...gradientBlocks(symbols, gradient, file),
    ...hessianBlocks(hessian, upper, symbols.length, file),
  ])
}

function gradientBlocks(symbols: readonly Expression[], gradient: readonly Expression[], file: string): Block[] {
  const lines = printed(gradient.map((entry, i) => ({ name: `\\frac{\\partial L}{\\partial ${toLatex(symbols[i]!)}}`, entry })))
  return [formula(lines.shown), ...remainder(lines, `gradient`, `${symbols.length} entries`, file)]
} // prettier-ignore

interface Entry {
  readonly row: Expression
  readonly column: Expression
  readonly entry: Expression
}

function hessianBlocks(
  hessian: readonly (readonly Expression[])[],
  upper: readonly Entry[],
  size: number,
  file: string,
): Block[] {
  const whole = asMatrix(hessian)
  if (whole !== undefined) return [formula(`\\nabla^2 L = ${whole}`)]
  const nonZero = upper.filter(({ entry }) => toText(entry) !== '0')
  const lines = printed(nonZero.map(({ row, column, entry }) => ({ name: secondDerivative(row, column), entry })))
  const zeros = upper.length - nonZero.length
  const listed = `${nonZero.length} different from zero on and above the diagonal`
  if (lines.shown.length === 0)
    return [tooLong(`The Hessian has ${size} × ${size} entries, ${listed}, and none is short enough to be printed here.`, 'hessian', file)]
  return [
    paragraph(
      'Entries of the Hessian on and above the diagonal; it is symmetric',
      zeros > 0 ? ', and those not listed are zero:' : ':',
    ),
    formula(lines.shown),
    ...remainder(lines, 'hessian', `${nonZero.length} entries`, file),
  ]
} // prettier-ignore

function secondDerivative(row: Expression, column: Expression): string {
  const [a, b] = [toLatex(row), toLatex(column)]
  return row === column
    ? `\\frac{\\partial^2 L}{\\partial ${braced(a)}^2}`
    : `\\frac{\\partial^2 L}{\\partial ${a}\\,\\partial ${b}}`
}

function braced(latex: string): string {
  return latex.length === 1 ? latex : `{${latex}}`
}

function asMatrix(hessian: readonly (readonly Expression[])[]): string | undefined {
  if (hessian.length > 8 || writtenSize(hessian.flat()) > mostWritten) return undefined
  const rows = hessian.map((row) => row.map(toLatex))
  const widths = rows[0]?.map((_, j) => Math.max(...rows.map((row) => mathWidth(row[j]!)))) ?? []
  const width = widths.reduce((sum, one) => sum + one + 1, 3)
  return width <= widestMatrix ? matrixLatex(rows) : undefined
}

interface Printed {
  readonly shown: readonly string[]
  readonly left: number
}

// Entries in order until the page is full; one that is too long by itself is passed over.
function printed(entries: readonly { name: string; entry: Expression }[]): Printed {
  const shown: string[] = []
  let characters = 0
  for (const { name, entry } of entries) {
    if (writtenSize([entry]) > mostWritten) continue
    const latex = toLatex(entry)
    if (characters + latex.length > mostCharacters) continue
    characters += latex.length
    shown.push(`${name} = ${latex}`)
  }
  return { shown, left: entries.length - shown.length }
}

function remainder({ left }: Printed, what: string, all: string, file: string): Block[] {
  if (left === 0) return []
  return [tooLong(`${left} of ${all} are left out here: they are too long to be read.`, what, file)]
}

function tooLong(sentence: string, what: string, file: string): Block {
  return paragraph(`${sentence} `, [code(`thalweg derive ${file} ${what}`)], ' prints all of them.')
}
