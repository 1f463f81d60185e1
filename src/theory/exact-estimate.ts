import type { Estimate } from '../base/estimate.js'
import { evaluate, type Expression, toLatex, toText } from '../expression/index.js'

/** A constant expression as an exact estimate. */
export function exactEstimate(expression: Expression): Extract<Estimate, { kind: 'exact' }> {
  return {
    kind: 'exact',
    value: evaluate(expression, new Map()),
    text: toText(expression),
    latex: toLatex(expression),
  }
}
