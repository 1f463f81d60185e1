import temml from 'temml'
import { isSoundFormula } from './formula-check.js'

/** A formula as MathML, or nothing when it is not one: then its source is shown instead. */
export function mathml(latex: string, display: boolean): string | undefined {
  if (!isSoundFormula(latex)) return undefined
  try {
    const options = { displayMode: display, throwOnError: true, strict: false, trust: false }
    return withFunctionSpace(temml.renderToString(withoutSizes(latex), options))
  } catch {
    return undefined
  }
}

/** Between a factor with an index or exponent and the name of a function temml leaves no space: `x_1^2\\tanh y`. */
function withFunctionSpace(written: string): string {
  return written.replaceAll(
    /(<\/m(?:sub|sup|subsup)>)<mrow>(<mi>[a-z]{2,}<\/mi><mo>\u2061<\/mo>)/g,
    '$1<mrow><mspace width="0.1667em"></mspace>$2',
  )
}

/** Brackets of a fixed size as plain ones: browsers give those the width of their largest form. */
function withoutSizes(latex: string): string {
  return latex.replaceAll(/\\[bB]igg?[lrm]?(?![A-Za-z])\s*(\.)?/g, '')
}

/** Whether a formula can be typeset: matched, harmless, and made of commands that are known. */
export function isPrintable(latex: string, display: boolean): boolean {
  return mathml(latex, display) !== undefined
}
