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
