import { criticalValue } from './statistics.js'

/** The order of convergence that three estimates show, with its confidence interval. */
export interface ObservedOrder {
  /** Nothing when the two differences have opposite signs, which no power of the step explains. */
  readonly value: number | undefined
  /** The interval may be infinite on one side or both: differences lost in noise say nothing of an order. */
  readonly low: number
  readonly high: number
}

/** A measured number, its standard error and the degrees of freedom of this. */
export interface Contrast {
  readonly value: number
  readonly standardError: number
  readonly degreesOfFreedom: number
}

/**
 * The order p from successive differences d = v(h) - v(h/r) and e = v(h/r) - v(h/r²) of estimates with error c hᵖ: d/e = rᵖ.
 * The interval for the ratio is that of Fieller (J. R. Stat. Soc. B 16, 1954), which is exact for normal differences: all
 * ρ for which d - ρ e does not differ significantly from 0. Nothing when no positive ratio is among these.
 */
export function observedOrder(
  ratio: number,
  d: Contrast,
  e: Contrast,
  covariance: number,
  level: number,
): ObservedOrder | undefined {
  const order = (quotient: number): number => Math.log(Math.max(0, quotient)) / Math.log(ratio)
  const value = d.value / e.value > 0 ? order(d.value / e.value) : undefined
  const degreesOfFreedom = Math.min(d.degreesOfFreedom, e.degreesOfFreedom)
  const everything = { value, low: -Infinity, high: Infinity }
  if (!(degreesOfFreedom > 0 && d.standardError + e.standardError < Infinity)) return everything
  const critical = criticalValue(level, degreesOfFreedom) ** 2
  // a ρ² - 2 b ρ + c ≤ 0
  const a = e.value ** 2 - critical * e.standardError ** 2
  const b = d.value * e.value - critical * covariance
  const c = d.value ** 2 - critical * d.standardError ** 2
  const discriminant = b * b - a * c
  if (a > 0) {
    // Errors of 0 make it vanish; rounding must not make it negative.
    const root = Math.sqrt(Math.max(0, discriminant))
    const high = (b + root) / a
    return high > 0 ? { value, low: order((b - root) / a), high: order(high) } : undefined
  }
  if (discriminant < 0 || a === 0) return everything
  // All beyond the larger root and below the smaller one (a < 0).
  const [smaller, larger] = [(b + Math.sqrt(discriminant)) / a, (b - Math.sqrt(discriminant)) / a]
  return smaller > 0 ? everything : { value, low: order(larger), high: Infinity }
}
