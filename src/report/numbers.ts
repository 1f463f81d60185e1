/** Numbers as LaTeX: with as many digits as are known, and never without a word about the rest. */

/** A number to at most `digits` significant digits, without trailing zeros: `-0.35`, `3\cdot 10^{-9}`. */
export function numberLatex(value: number, digits = 6): string {
  if (Number.isNaN(value)) return '\\text{undefined}'
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty'
  const rounded = Number(value.toPrecision(digits))
  const size = Math.abs(rounded)
  if (size === 0) return '0'
  if (size >= 1e-4 && size < 1e7) return plainDecimal(rounded)
  const [mantissa, exponent] = rounded.toExponential().split('e') as [string, string]
  const power = `10^{${Number(exponent)}}`
  if (mantissa === '1') return power
  return mantissa === '-1' ? `-${power}` : `${mantissa}\\cdot ${power}`
}

/** An upper bound of a positive number, by default to one significant digit: 3.2·10⁻⁹ becomes `4\cdot 10^{-9}`. */
export function boundLatex(value: number, digits = 1): string {
  return numberLatex(roundedUp(value, digits), digits)
}

/**
 * A measured value with its half-width, both to the digit that the half-width's second significant digit stands at:
 * `0.16003 \pm 0.00041`. The half-width is rounded up.
 */
export function intervalLatex(value: number, halfWidth: number): string {
  if (!Number.isFinite(value) || !Number.isFinite(halfWidth)) return numberLatex(value)
  if (halfWidth === 0) return numberLatex(value, 10)
  const width = roundedUp(halfWidth, 2)
  const place = Math.floor(Math.log10(width)) - 1
  const size = Math.max(Math.abs(value), width)
  const power = Math.floor(Math.log10(size))
  if (power >= -4 && power < 7) return `${fixed(value, place)} \\pm ${fixed(width, place)}`
  const unit = 10 ** power
  const [v, w] = [fixed(value / unit, place - power), fixed(width / unit, place - power)]
  return `(${v} \\pm ${w})\\cdot 10^{${power}}`
}

/**
 * A computed value with a bound for its error. The bound covers the rounding of what is shown, so that the statement
 * holds as it stands: 1/3 with error 10⁻¹⁴ is `0.33333333 \pm 4\cdot 10^{-9}`.
 */
export function boundedLatex(value: number, error: number, mostDigits = 8): string {
  if (!Number.isFinite(value) || !Number.isFinite(error)) return numberLatex(value)
  const place = error > 0 ? Math.floor(Math.log10(error)) : -Infinity
  const wanted = value === 0 ? 1 : Math.floor(Math.log10(Math.abs(value))) - place + 1
  const digits = Math.min(mostDigits, Math.max(1, wanted))
  // What is smaller than its error is zero as far as anyone knows.
  const shown = wanted < 1 ? 0 : Number(value.toPrecision(digits))
  const bound = error + Math.abs(shown - value)
  return bound > 0 ? `${numberLatex(shown, digits)} \\pm ${boundLatex(bound)}` : numberLatex(shown, digits)
}

/** Both ends of an interval, rounded outwards by a thirtieth of its length at most. */
export function endsLatex(lo: number, hi: number): [string, string] {
  const length = hi - lo
  if (!(length > 0) || !Number.isFinite(length)) return [numberLatex(lo, 10), numberLatex(hi, 10)]
  const place = Math.floor(Math.log10(length / 3)) - 1
  const size = Math.floor(Math.log10(Math.max(Math.abs(lo), Math.abs(hi))))
  const power = size >= -4 && size < 7 ? 0 : size
  const unit = 10 ** (place - power)
  const end = (value: number, round: (x: number) => number): string => {
    const shown = fixed(round(Number((value / 10 ** power / unit).toPrecision(15))) * unit, place - power)
    return power === 0 ? shown : `${shown}\\cdot 10^{${power}}`
  }
  return [end(lo, Math.floor), end(hi, Math.ceil)]
}

/** A certain bound to at most `digits` significant digits, rounded to its side. */
export function outwardLatex(value: number, side: 'below' | 'above', digits: number): string {
  const rounded = Number(value.toPrecision(digits))
  const isBound = side === 'below' ? rounded <= value : rounded >= value
  if (isBound || !Number.isFinite(value)) return numberLatex(value, digits)
  const unit = 10 ** (Number(rounded.toExponential().split('e')[1]) - digits + 1)
  return numberLatex(rounded + (side === 'below' ? -unit : unit), digits)
}

/** A share as a percentage, `2 %` or `0.034 %`. */
export function percentLatex(share: number, digits = 2): string {
  return `${numberLatex(100 * share, digits)}\\,\\%`
}

/** The decimal form of an exact rational written `p` or `p/q`, when it ends within `places` digits. */
export function terminatingDecimal(text: string, places = 6): string | undefined {
  const match = /^(-?\d+)(?:\/(\d+))?$/.exec(text)
  if (match === null) return undefined
  const [numerator, denominator] = [BigInt(match[1]!), BigInt(match[2] ?? '1')]
  const scaled = numerator * 10n ** BigInt(places)
  if (denominator === 0n || scaled % denominator !== 0n) return undefined
  const digits = (scaled / denominator)
    .toString()
    .replace('-', '')
    .padStart(places + 1, '0')
  const whole = digits.slice(0, -places)
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return `${numerator < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** The least number of `digits` significant digits that is not below a positive value. */
function roundedUp(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return value
  const rounded = Number(value.toPrecision(digits))
  if (rounded >= value) return rounded
  const place = Math.floor(Math.log10(Math.abs(value))) - digits + 1
  return Number((rounded + 10 ** place).toPrecision(digits))
}

function fixed(value: number, place: number): string {
  const text = value.toFixed(Math.min(100, Math.max(0, -place)))
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text
}

// toString writes small numbers with an exponent from 10⁻⁷ on, which `size` excludes here.
function plainDecimal(value: number): string {
  return String(value)
}
