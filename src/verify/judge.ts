import { type Estimate, uncertainty } from '../base/estimate.js'
import { normalCdf, normalQuantile } from '../numeric/index.js'
import type { MeasuredQuantity } from './measurement.js'

/** How one predicted quantity compares with its measurement. Lengths of deviations are in units of the scale. */
export interface Judgement {
  readonly quantity: string
  readonly outcome: 'supported' | 'refuted' | 'inconclusive'
  readonly predicted: Estimate
  readonly measured: Estimate
  /** (measured − predicted)/scale. */
  readonly deviation: number
  /** Half-width of the deviation at 99 %, systematic part and error of the prediction included, in the same units. */
  readonly halfWidth: number
  /** The deviation in standard errors, the half-width being 2.576 of them. */
  readonly standardErrors: number
  /** The smallest deviation that matters. */
  readonly relevant: number
  /** Probability that a true deviation of `relevant` would have shown as a deviation from the prediction. */
  readonly power: number
  /** The smallest true deviation that would have been refuted with a probability of 95 %. */
  readonly refutable: number
  /** For an inconclusive outcome: by which factor the number of replicas would have to grow, if that can settle it. */
  readonly replicasFactor?: number
}

/** What is put to a measurement. */
export interface Claim {
  readonly quantity: string
  readonly value: Estimate
  /** What deviations are relative to; positive. */
  readonly scale: number
  /** The smallest deviation that matters, in units of the scale. */
  readonly relevant: number
}

/** The probability with which a deviation that matters must have been noticeable before anything is called supported. */
export const powerDemanded = 0.95

// The half-width at 99 % is so many standard errors.
const critical = normalQuantile(0.995)

/** The widest half-width with which a deviation of `relevant` is noticed with the probability demanded. */
export function sharpEnough(relevant: number): number {
  return relevant / (1 + normalQuantile(powerDemanded) / critical)
}

/**
 * | the 99 % interval of the deviation | power | outcome |
 * |---|---|---|
 * | lies within ±relevant | at least 95 % | supported |
 * | lies outside of ±relevant | any | refuted |
 * | anything else | | inconclusive |
 *
 * A sharp measurement that finds a deviation too small to matter therefore supports the prediction, and a blunt one
 * supports nothing.
 */
export function judge(
  { quantity, value: predicted, scale, relevant }: Claim,
  { estimate: measured, systematic }: MeasuredQuantity,
): Judgement {
  const deviation = (measured.value - predicted.value) / scale
  const fixed = (systematic + uncertainty(predicted)) / scale
  const halfWidth = (measured.halfWidth + uncertainty(predicted)) / scale
  // The systematic part and the error of the prediction count as well: the whole half-width at 99 % is 2.576 of these.
  const standardError = Math.max(halfWidth / critical, Number.MIN_VALUE)
  const size = Math.abs(deviation)
  const outcome =
    size + halfWidth <= relevant && halfWidth <= sharpEnough(relevant)
      ? 'supported'
      : size - halfWidth >= relevant
        ? 'refuted'
        : 'inconclusive'
  const judgement = {
    quantity,
    outcome,
    predicted,
    measured,
    deviation,
    halfWidth,
    standardErrors: deviation / standardError,
    relevant,
    power: normalCdf((relevant - halfWidth) / standardError),
    refutable: relevant + halfWidth + normalQuantile(powerDemanded) * standardError,
  } as const
  if (outcome !== 'inconclusive') return judgement
  // What is left for the statistical part of the half-width if the deviation stays where it is.
  const room = Math.min(Math.abs(relevant - size), size < relevant ? sharpEnough(relevant) : Infinity) - fixed
  const statistical = halfWidth - fixed
  return room > 0 && statistical > 0 ? { ...judgement, replicasFactor: (statistical / room) ** 2 } : judgement
}
