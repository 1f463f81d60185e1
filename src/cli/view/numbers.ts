import type { Estimate } from '../../base/estimate.js'
import { plain } from '../../base/prose.js'
import { decimal, decimalEnds, measuredDecimal } from '../../theory/index.js'
import { methodText } from './method.js'

/** An estimate for a terminal: the exact form with its decimal, or the number with its error. */
export function estimateText(estimate: Estimate): string {
  switch (estimate.kind) {
    case 'exact':
      if (!Number.isFinite(estimate.value)) return plainDecimal(estimate.value)
      return isDecimal(estimate.text)
        ? estimate.text
        : `${estimate.text} = ${plainDecimal(estimate.value, 6)}`
    case 'numerical':
      return plainDecimal(estimate.value, 10)
    case 'enclosed':
      return intervalText(estimate)
    case 'measured':
      return plain(measuredDecimal(estimate))
  }
}

/** How the number is known: the method in a few words, and the error. */
export function certaintyText(estimate: Estimate): string {
  switch (estimate.kind) {
    case 'exact':
      return 'exact'
    case 'numerical':
      return estimate.error === 0
        ? methodText(estimate.method)
        : `${methodText(estimate.method)}, error below ${plainDecimal(estimate.error, 2)}`
    case 'enclosed':
      return estimate.method === undefined ? 'enclosed' : `certain, by ${estimate.method}`
    case 'measured':
      return `${estimate.method === undefined ? '' : `${methodText(estimate.method)}, `}${Math.round(100 * estimate.level)} %, ${estimate.count} replicas`
  }
}

/** What is wide is told in few digits, rounded outwards. */
function intervalText({ lo, hi }: Extract<Estimate, { kind: 'enclosed' }>): string {
  const [low, high] = decimalEnds(lo, hi)
  return `[${plain(low)}, ${plain(high)}]`
}

export function plainDecimal(value: number, digits = 6): string {
  return plain(decimal(value, digits))
}

/**
 * A computed value with a bound for its error that covers the rounding of what is shown: `0.3333333333 ± 4·10⁻¹¹`. What is
 * smaller than its error is 0.
 */
export function boundedText(value: number, error: number, digits = 10): string {
  const shown = Math.abs(value) <= error ? 0 : Number(value.toPrecision(digits))
  const bound = error + Math.abs(shown - value)
  return bound > 0 && Number.isFinite(bound)
    ? `${plainDecimal(shown, digits)} ± ${plainDecimal(roundedUp(bound), 1)}`
    : plainDecimal(shown, digits)
}

/** A short vector whose entries share an error: `(-0.75, 0.375), each ± 2·10⁻¹⁵`. */
export function vectorText(values: ArrayLike<number>, error: number, digits = 8): string {
  const shown = Array.from(values, (value) => (Math.abs(value) <= error ? 0 : Number(value.toPrecision(digits))))
  const bound = shown.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0) + error
  const list = `(${shown.map((value) => plainDecimal(value, digits)).join(', ')})`
  return bound > 0 && Number.isFinite(bound) ? `${list}, each ± ${plainDecimal(roundedUp(bound), 1)}` : list
} // prettier-ignore

/** To one significant digit, never below. */
function roundedUp(value: number): number {
  const rounded = Number(value.toPrecision(1))
  return rounded >= value ? rounded : Number((rounded + 10 ** Math.floor(Math.log10(value))).toPrecision(1))
}

function isDecimal(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}
