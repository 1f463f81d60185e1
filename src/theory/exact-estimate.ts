import type { Estimate } from '../base/estimate.js'
import { isZero, readable } from '../calculus/index.js'
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

/** The logarithm of a constant that is not negative; −∞ where it is 0. */
export function exactLogarithm(constant: Expression): Extract<Estimate, { kind: 'exact' }> {
  if (isZero(constant).outcome === 'proved')
    return { kind: 'exact', value: -Infinity, text: '-infinity', latex: '-\\infty' }
  return exactEstimate(readable(constant.graph.call('log', [constant])))
}
