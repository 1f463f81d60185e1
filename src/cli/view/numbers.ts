import type { Estimate } from '../../base/estimate.js'
import { plain } from '../../base/prose.js'
import { decimal, decimalWithin } from '../../theory/index.js'

/** An estimate for a terminal: the exact form with its decimal, or the number with its error. */
export function estimateText(estimate: Estimate): string {
  switch (estimate.kind) {
    case 'exact':
      return isDecimal(estimate.text)
        ? estimate.text
        : `${estimate.text} = ${plainDecimal(estimate.value, 6)}`
    case 'numerical':
      return plainDecimal(estimate.value, 10)
    case 'enclosed':
      return `[${plainDecimal(estimate.lo, 10)}, ${plainDecimal(estimate.hi, 10)}]`
    case 'measured':
      return plain(decimalWithin(estimate.value, estimate.halfWidth))
  }
}

/** How the number is known. */
export function certaintyText(estimate: Estimate): string {
  switch (estimate.kind) {
    case 'exact':
      return 'exact'
    case 'numerical':
      return estimate.error === 0 ? 'numerical' : `numerical, error below ${plainDecimal(estimate.error, 2)}`
    case 'enclosed':
      return 'enclosed'
    case 'measured':
      return `${Math.round(100 * estimate.level)} %, ${estimate.count} replicas`
  }
}

export function plainDecimal(value: number, digits = 6): string {
  return plain(decimal(value, digits))
}

function isDecimal(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}
