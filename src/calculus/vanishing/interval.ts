/** A closed interval of real numbers; `NaN` ends stand for no bound at all. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export const noBound: Interval = { low: NaN, high: NaN }

// Outwards by more than the rounding of one operation.
const smallest = 2 ** -1070
const down = (x: number, ulps = 1): number => x - Math.abs(x) * ulps * 2 ** -52 - smallest
const up = (x: number, ulps = 1): number => x + Math.abs(x) * ulps * 2 ** -52 + smallest

/** Exactly this double. */
export const pointInterval = (x: number): Interval => ({ low: x, high: x })

/** An interval around a value that is rounded, by a few units in its last place. */
export const around = (x: number, ulps = 1): Interval => ({ low: down(x, ulps), high: up(x, ulps) })

export const addIntervals = (a: Interval, b: Interval): Interval => ({
  low: down(a.low + b.low),
  high: up(a.high + b.high),
})

export function multiplyIntervals(a: Interval, b: Interval): Interval {
  const products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  return { low: down(Math.min(...products)), high: up(Math.max(...products)) }
}

export const contains = ({ low, high }: Interval, x: number): boolean => !(low > x || high < x)

/** Whether 0 is certainly not in it, and both ends are finite. */
export const excludesZero = (a: Interval): boolean =>
  Number.isFinite(a.low) && Number.isFinite(a.high) && !contains(a, 0)

export function reciprocalInterval(a: Interval): Interval {
  if (contains(a, 0)) return noBound
  return { low: down(1 / a.high), high: up(1 / a.low) }
}

/** a^n for a whole n. */
export function wholePowerInterval(a: Interval, n: number): Interval {
  if (n < 0) return reciprocalInterval(wholePowerInterval(a, -n))
  if (n % 2 === 1) return { low: down(a.low ** n, 4), high: up(a.high ** n, 4) }
  const ends = [a.low ** n, a.high ** n]
  return { low: contains(a, 0) ? 0 : Math.max(0, down(Math.min(...ends), 4)), high: up(Math.max(...ends), 4) }
}

/** a^exponent for positive a. */
export function positivePowerInterval(a: Interval, exponent: number): Interval {
  if (!(a.low > 0)) return noBound
  const ends = [Math.pow(a.low, exponent), Math.pow(a.high, exponent)]
  // The exponent is rounded as well: x^(e(1 + ε)) = x^e·(1 + ε e log x).
  const slack = 8 + 2 * Math.abs(exponent) * Math.max(Math.abs(Math.log(a.low)), Math.abs(Math.log(a.high)))
  return { low: Math.max(0, down(Math.min(...ends), slack)), high: up(Math.max(...ends), slack) }
}

// Units in the last place by which a library function may be off.
const libraryError = 16

/** The image under a function that never falls. */
export function increasingInterval(f: (x: number) => number, a: Interval): Interval {
  return { low: down(f(a.low), libraryError), high: up(f(a.high), libraryError) }
}

/** The image under a function whose slope lies between −1 and 1. */
export function shortInterval(f: (x: number) => number, a: Interval): Interval {
  const middle = (a.low + a.high) / 2
  const radius = up(Math.max(up(middle - a.low), up(a.high - middle)))
  const value = around(f(middle), libraryError)
  return { low: down(value.low - radius), high: up(value.high + radius) }
}
