import type { Estimate } from '../base/estimate.js'
import { shareEnds } from '../theory/index.js'
import { type Inline, math, text } from './document.js'
import {
  boundedLatex,
  endsLatex,
  intervalLatex,
  numberLatex,
  outwardLatex,
  terminatingDecimal,
} from './numbers.js'

/** An estimate as a formula followed by how it is known: the word `exact`, an error bound, an interval. */
export function estimateInlines(estimate: Estimate, mostDigits = 8): Inline[] {
  switch (estimate.kind) {
    case 'exact':
      return [math(exactWithDecimal(estimate)), text(' (exact)')]
    case 'numerical':
    case 'enclosed':
    case 'measured':
      return [math(estimateLatex(estimate, mostDigits))]
  }
}

/** An estimate as one formula: the exact form, or the value with its error. */
export function estimateLatex(estimate: Estimate, mostDigits = 8): string {
  switch (estimate.kind) {
    case 'exact':
      return estimate.latex
    case 'numerical':
      return boundedLatex(estimate.value, estimate.error, mostDigits)
    case 'enclosed':
      return `${numberLatex(estimate.value, mostDigits)} \\in [${outwardLatex(estimate.lo, 'below', 12)},\\, ${outwardLatex(estimate.hi, 'above', 12)}]`
    case 'measured':
      return measuredLatex(estimate)
  }
}

// The interval of a share is cut to [0, 1].
function measuredLatex({ value, halfWidth, isShare }: Extract<Estimate, { kind: 'measured' }>): string {
  const cut = isShare === true ? shareEnds(value, halfWidth) : undefined
  if (cut === undefined) return intervalLatex(value, halfWidth)
  return `${numberLatex(value, 6)} \\in [${endsLatex(...cut).join(',\\; ')}]`
}

/** `4/25 = 0.16`, `√2 ≈ 1.41421`; a whole number or a short decimal stands alone. */
export function exactWithDecimal({
  latex,
  text: exact,
  value,
}: Extract<Estimate, { kind: 'exact' }>): string {
  const decimal = terminatingDecimal(exact)
  if (decimal === undefined) return `${latex} \\approx ${numberLatex(value)}`
  return decimal === latex ? latex : `${latex} = ${decimal}`
}
