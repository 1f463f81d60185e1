import { type Estimate, uncertainty } from '../base/estimate.js'

/** A number in prose: `digits` significant digits, no trailing zeros, powers of ten as people write them. */
export function decimal(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : value < 0 ? 'minus infinity' : 'undefined'
  const rounded = Number(value.toPrecision(digits))
  const size = Math.abs(rounded)
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    const [mantissa, exponent] = rounded.toExponential().split('e')
    return `$${mantissa === '1' ? '' : `${mantissa} \\cdot `}10^{${Number(exponent)}}$`
  }
  return String(rounded)
}

/** A measured value in prose, to the digits that its half-width leaves: `0.1600 ± 0.0012`. */
export function decimalWithin(value: number, halfWidth: number): string {
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return decimal(value)
  const place = Math.floor(Math.log10(halfWidth)) - 1
  const unit = 10 ** Math.min(place, 300)
  const rounded = Math.round(value / unit) * unit
  const digits = rounded === 0 ? 1 : Math.max(1, Math.floor(Math.log10(Math.abs(rounded))) - place + 1)
  // Upwards: the interval that is printed holds the one that was measured.
  const wide = Math.ceil(halfWidth / unit - 1e-9) * unit
  return `${decimal(rounded, Math.min(17, digits))} ± ${decimal(wide, 2)}`
}

/**
 * A measurement in prose: the value with its half-width, or for a share whose interval would leave [0, 1] with the interval
 * cut there: `1 in [0.9935, 1]`.
 */
export function measuredDecimal({
  value,
  halfWidth,
  isShare,
}: Extract<Estimate, { kind: 'measured' }>): string {
  const cut = isShare === true ? shareEnds(value, halfWidth) : undefined
  if (cut === undefined) return decimalWithin(value, halfWidth)
  const digits = Math.max(4, 2 - Math.floor(Math.log10(halfWidth)))
  const [low, high] = [decimalBound(cut[0], 'below', digits), decimalBound(cut[1], 'above', digits)]
  return `${decimal(value, digits)} in [${low}, ${high}]`
}

/** The interval of a share cut to [0, 1]; nothing where it lies within. */
export function shareEnds(value: number, halfWidth: number): readonly [number, number] | undefined {
  const [low, high] = [value - halfWidth, value + halfWidth]
  return low < 0 || high > 1 ? [Math.max(0, low), Math.min(1, high)] : undefined
}

/** The value of an estimate in prose: no digits beyond the first that its error reaches, and `most` of them at most. */
export function decimalKnown(estimate: Estimate, most: number): string {
  const { value } = estimate
  const known = Math.floor(Math.log10(Math.abs(value) / uncertainty(estimate))) + 1
  return decimal(value, Number.isFinite(known) ? Math.max(1, Math.min(most, known)) : most)
}

/** A bound in prose with few digits, rounded up or down so that it stays one. */
export function decimalBound(value: number, side: 'below' | 'above', digits = 4): string {
  if (!Number.isFinite(value) || value === 0) return decimal(value)
  const rounded = Number(value.toPrecision(digits))
  const isBound = side === 'below' ? rounded <= value : rounded >= value
  if (isBound) return decimal(rounded, digits)
  const unit = 10 ** (Number(rounded.toExponential().split('e')[1]) - digits + 1)
  return decimal(rounded + (side === 'below' ? -unit : unit), digits)
}

/** Both ends of an interval in prose, rounded outwards: in more than `digits` digits where these would not tell it from a number. */
export function decimalEnds(lo: number, hi: number, digits = 4): [string, string] {
  const isNarrow = hi - lo < 1e-3 * Math.max(Math.abs(lo), Math.abs(hi))
  const shown = isNarrow ? Math.max(10, digits) : digits
  return [decimalBound(lo, 'below', shown), decimalBound(hi, 'above', shown)]
}

/** `lo ≤ symbol ≤ hi` as LaTeX, rounded outwards; an end that is not there is left out, or infinite where both are. */
export function enclosing(lo: number, symbol: string, hi: number): string {
  const [low, high] = decimalEnds(lo, hi, 6).map((end) => end.replaceAll('$', ''))
  if (!Number.isFinite(lo) && !Number.isFinite(hi)) return `-\\infty \\le ${symbol} \\le \\infty`
  if (!Number.isFinite(lo)) return `${symbol} \\le ${high}`
  return Number.isFinite(hi) ? `${low} \\le ${symbol} \\le ${high}` : `${symbol} \\ge ${low}`
}
