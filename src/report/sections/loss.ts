import { type Expression, toLatex } from '../../expression/index.js'
import type { Data, GeneralLoss, Model, SquareLoss } from '../../model/index.js'
import { type Block, formula, math, paragraph } from '../document.js'
import { mostWritten, writtenSize } from '../formula-size.js'
import { rowVectorLatex } from '../matrix-latex.js'

const mostResiduals = 12

/** The loss as it was given, per sample where there are data, and written out as far as it can be read; with many samples there is no such form. */
export function lossBlocks(model: Model, written: Expression | undefined): Block[] {
  const { loss } = model
  const given = loss.kind === 'squares' ? squaresBlocks(model, loss) : generalBlocks(model, loss)
  return written === undefined ? given : [...given, ...writtenBlocks(model, written, given.length > 0)]
}

function squaresBlocks(model: Model, { residuals, count }: SquareLoss): Block[] {
  const { data } = model
  const whole = functionLatex(model)
  if (data === undefined && residuals.length === 1)
    return [
      paragraph('The loss is half the square of one residual:'),
      formula([`${whole} = \\frac12\\, r^2`, ...residualLines(residuals, ['r'])]),
    ]
  const double = data !== undefined && residuals.length > 1
  const inner = double ? `\\sum_{j=1}^{${residuals.length}} r_{ij}^2` : 'r_i^2'
  const names = residuals.map((_, j) => (data !== undefined && residuals.length === 1 ? 'r' : `r_{${j + 1}}`))
  return [
    paragraph('The loss is half the mean of squared residuals, with ', [math(`n = ${count}`)], ':'),
    formula([`${whole} = \\frac{1}{2n}\\sum_{i=1}^{n} ${inner}`, ...residualLines(residuals, names)]),
    ...(data === undefined ? [] : [sampleParagraph(data, double ? ['r_{ij}', 'r_j'] : ['r_i', 'r'])]),
  ]
}

function generalBlocks(model: Model, { perSample, count }: GeneralLoss): Block[] {
  const { data } = model
  if (data === undefined) return []
  return [
    paragraph('The loss is a mean over the samples, with ', [math(`n = ${count}`)], ':'),
    formula([`${functionLatex(model)} = \\frac{1}{n}\\sum_{i=1}^{n} \\ell_i`, `\\ell = ${readableLatex(perSample)}`]),
    sampleParagraph(data, ['\\ell_i', '\\ell']),
  ]
} // prettier-ignore

function sampleParagraph({ symbols }: Data, [indexed, plain]: readonly [string, string]): Block {
  const sample = symbols.length === 1 ? toLatex(symbols[0]!) : rowVectorLatex(symbols.map(toLatex), 6)
  return paragraph(
    'Here ',
    [math(indexed)],
    ' is ',
    [math(plain)],
    ' at the data of the ',
    [math('i')],
    'th sample, ',
    [math(sample)],
    '.',
  )
}

function residualLines(residuals: readonly Expression[], names: readonly string[]): string[] {
  const shown = residuals.length > mostResiduals ? residuals.slice(0, mostResiduals - 1) : residuals
  const lines = shown.map((residual, j) => `${names[j]} = ${readableLatex(residual)}`)
  return shown.length === residuals.length
    ? lines
    : [...lines, `\\ldots \\qquad \\text{(${residuals.length} residuals in all)}`]
}

function writtenBlocks(model: Model, written: Expression, isSecond: boolean): Block[] {
  if (writtenSize([written]) > mostWritten)
    return [paragraph(`${isSecond ? 'Written out, the' : 'The'} loss is too long to be printed.`)]
  const said = isSecond ? (model.data === undefined ? 'Written out:' : 'Written out with the data:') : 'The loss is'
  return [paragraph(said), formula(`${functionLatex(model)} = ${toLatex(written)}`)]
} // prettier-ignore

function readableLatex(expression: Expression): string {
  return writtenSize([expression]) > mostWritten ? '\\text{(too long to be printed)}' : toLatex(expression)
}

/** `L(a, b)`; of many parameters `L(w)`. */
export function functionLatex({ symbols }: Model): string {
  return `L(${symbols.length <= 6 ? symbols.map(toLatex).join(', ') : 'w'})`
}
