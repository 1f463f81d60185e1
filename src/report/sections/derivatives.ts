import { type Expression, toLatex } from '../../expression/index.js'
import type { Model } from '../../model/index.js'
import {
  type Derivation,
  type Formulas,
  namedDerivation,
  type NamedDerivation,
  type Study,
} from '../../study/index.js'
import { type Block, code, formula, math, paragraph, section, type Section } from '../document.js'
import { mostWritten, writtenSize } from '../formula-size.js'
import { mathWidth } from '../math-pieces.js'
import { matrixLatex } from '../matrix-latex.js'
import { kinkInlines } from './kinks.js'
import { functionLatex } from './loss.js'
import { otherMeanings, partBlocks } from './named-parts.js'
import { lineWidth, packed } from './packed.js'

/** How much is printed: formulas of at most so many nodes, on at most so many lines. */
interface Extent {
  readonly lines: number
  readonly size: number
  /** The model file, for the command that prints the rest. */
  readonly file: string
}

// What a reader will look at.
const inReport = { lines: 16, size: mostWritten }

const derivatives: readonly Formulas[] = ['gradient', 'hessian']

/** Gradient and Hessian as exact formulas, as far as they can be read; what is left out is said. */
export function derivativesSection({ derivation, situation }: Study): Section {
  const { model } = situation
  const extent = { ...inReport, file: model.source?.name ?? 'MODEL' }
  const named = namedDerivation(derivation, model, derivatives, otherMeanings)
  return section('derivatives', 'Gradient and Hessian', [
    paragraph(
      'Both are exact: derived from the loss symbol by symbol, and simplified only where the two forms were proved equal.',
      ...kinkInlines(' They', derivation),
    ),
    ...(derivation.of === 'loss' ? [] : [perSampleParagraph(model)]),
    ...formulaBlocks(named, model, derivatives, extent),
  ])
}

/** The formulas asked for without anything left out, in the layout of a report. */
export function derivationFragment(
  derivation: Derivation,
  model: Model,
  shown: readonly Formulas[],
  whole: boolean,
): Block[] {
  const named = whole
    ? { ...derivation, parts: [] }
    : namedDerivation(derivation, model, shown, otherMeanings)
  const validity = shown.some((key) => derivatives.includes(key))
    ? kinkInlines('The derivatives', derivation)
    : []
  return [
    ...(derivation.of === 'loss' ? [] : [ofSampleParagraph(model)]),
    ...(validity.length === 0 ? [] : [paragraph(...validity)]),
    ...formulaBlocks(named, model, shown, { lines: Infinity, size: Infinity, file: '' }),
  ]
}

function formulaBlocks(
  { of: kind, symbols, loss, gradient, hessian, parts }: NamedDerivation,
  model: Model,
  shown: readonly Formulas[],
  extent: Extent,
): Block[] {
  const of = kind === 'loss' ? 'L' : '\\ell'
  const make: Record<Formulas, () => Shown> = {
    loss: () => ({
      written: [loss],
      blocks: [formula(`${kind === 'loss' ? functionLatex(model) : of} = ${toLatex(loss)}`)],
    }),
    gradient: () => gradientBlocks(of, symbols, gradient, extent),
    hessian: () => hessianBlocks(of, symbols, hessian, extent),
  }
  const entries = shown.map((key) => make[key]())
  return [
    ...partBlocks(
      parts,
      entries.flatMap(({ written }) => written),
    ),
    ...entries.flatMap(({ blocks }) => blocks),
  ]
}

/** Blocks, and the expressions that are written in them. */
interface Shown {
  readonly blocks: readonly Block[]
  readonly written: readonly Expression[]
}

// L is 1/n Σ ℓ for either kind of loss.
function perSampleParagraph({ loss }: Model): Block {
  const half =
    loss.kind === 'squares' && loss.residuals.length === 1 ? ', half the square of its residual' : ''
  const halves =
    loss.kind === 'squares' && loss.residuals.length > 1 ? ', half the sum of its squared residuals' : ''
  return paragraph(
    'They are those of ',
    [math('\\ell')],
    `, the loss of one sample${half}${halves}, with its data as symbols: gradient and Hessian of `,
    [math('L')],
    ` are the means of these over the ${loss.count} samples.`,
  )
}

function ofSampleParagraph({ loss, data }: Model): Block {
  const sample = data === undefined ? '' : ` (${data.names.join(', ')})`
  return paragraph(
    'Shown is ',
    [math('\\ell')],
    `, the loss of one sample${sample}; `,
    [math('L')],
    ` is its mean over the ${loss.count} samples.`,
  )
}

function gradientBlocks(
  of: string,
  symbols: readonly Expression[],
  gradient: readonly Expression[],
  extent: Extent,
): Shown {
  const { lines, written, left } = untilFull(
    gradient.map((entry, i) => () => `\\frac{\\partial ${of}}{\\partial ${toLatex(symbols[i]!)}} = ${toLatex(entry)}`),
    gradient,
    extent,
  )
  return { written, blocks: [...shown(lines), ...leftOut(left, gradient.length, 'entries of the gradient', 'gradient', extent.file)] }
} // prettier-ignore

function hessianBlocks(
  of: string,
  symbols: readonly Expression[],
  hessian: readonly (readonly Expression[])[],
  extent: Extent,
): Shown {
  const whole = asMatrix(hessian)
  if (whole !== undefined) return { written: hessian.flat(), blocks: [formula(`\\nabla^2 ${of} = ${whole}`)] }
  const upper = symbols.flatMap((row, i) =>
    symbols.slice(i).map((column, k) => ({ row, column, entry: hessian[i]![i + k]! })),
  )
  const nonZero = upper.filter(({ entry }) => entry !== entry.graph.zero)
  const { lines, written, left } = untilFull(
    nonZero.map(
      ({ row, column, entry }) =>
        () =>
          `${secondDerivative(of, row, column)} = ${toLatex(entry)}`,
    ),
    nonZero.map(({ entry }) => entry),
    extent,
  )
  const which = nonZero.length < upper.length ? ' that are not zero' : ''
  const said = `The Hessian is a symmetric ${symbols.length} × ${symbols.length} matrix`
  const blocks = [
    paragraph(lines.length === 0 ? `${said}.` : `${said}. Its entries on and above the diagonal${which}:`),
    ...shown(packed(lines)),
    ...leftOut(left, nonZero.length, 'entries on and above the diagonal', 'hessian', extent.file),
  ]
  return { blocks, written }
}

/** `∂_a² L` or `∂_a ∂_b L`: on a line with others, fractions would be too tall. */
function secondDerivative(of: string, row: Expression, column: Expression): string {
  const by = (symbol: Expression): string => `\\partial_{${toLatex(symbol)}}`
  return row === column ? `${by(row)}^2 ${of}` : `${by(row)}\\,${by(column)} ${of}`
}

function asMatrix(hessian: readonly (readonly Expression[])[]): string | undefined {
  if (hessian.length > 8 || writtenSize(hessian.flat()) > mostWritten) return undefined
  const rows = hessian.map((row) => row.map(toLatex))
  const widths = rows[0]?.map((_, j) => Math.max(...rows.map((row) => mathWidth(row[j]!)))) ?? []
  const width = widths.reduce((sum, one) => sum + one + 1, 4)
  return width <= lineWidth ? matrixLatex(rows) : undefined
}

/** Formulas in order until the lines are used up; `left` counts those for which there was no room. */
function untilFull(
  write: readonly (() => string)[],
  entries: readonly Expression[],
  extent: Extent,
): { lines: string[]; written: readonly Expression[]; left: number } {
  const lines: string[] = []
  let used = 0
  for (const [i, entry] of entries.entries()) {
    if (writtenSize([entry]) > extent.size) break
    const latex = write[i]!()
    used += Math.max(mathWidth(latex) / lineWidth, lines.length < extent.lines ? 0.3 : 1)
    if (used > extent.lines) break
    lines.push(latex)
  }
  return { lines, written: entries.slice(0, lines.length), left: entries.length - lines.length }
}

function shown(lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : [formula(lines)]
}

function leftOut(left: number, all: number, what: string, argument: string, file: string): Block[] {
  if (left === 0) return []
  const many = left === all ? `All ${all} ${what} are` : `${left} of the ${all} ${what} are`
  return [
    paragraph(
      `${many} left out here: there is no room for them. `,
      [code(`thalweg derive ${file} ${argument}`)],
      ' prints them.',
    ),
  ]
}
