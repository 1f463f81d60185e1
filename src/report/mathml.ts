import temml from 'temml'
import { isSoundFormula } from './formula-check.js'

/** A formula as MathML, or nothing when it is not one: then its source is shown instead. */
export function mathml(latex: string, display: boolean): string | undefined {
  if (!isSoundFormula(latex)) return undefined
  try {
    return temml.renderToString(latex, { displayMode: display, throwOnError: true, strict: false, trust: false })
  } catch {
    return undefined
  }
}

/** Whether a formula can be typeset: matched, harmless, and made of commands that are known. */
export function isPrintable(latex: string, display: boolean): boolean {
  return mathml(latex, display) !== undefined
}
