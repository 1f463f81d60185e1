import { type Estimate, uncertainty } from '../base/estimate.js'
import { normalCdf } from '../numeric/index.js'
import type { Comparison, PredictedQuantity } from '../theory/index.js'

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
  /** For an inconclusive outcome: by which factor the number of replicas would have to grow, if that can settle it. */
  readonly replicasFactor?: number
}

/**
 * Supported when the whole interval of the deviation lies within ±relevant; refuted when it lies entirely outside;
 * inconclusive when it straddles the border. A sharp measurement that finds a deviation too small to matter therefore
 * supports the prediction, and a blunt one supports nothing.
 */
export function judge(
  quantity: string,
  predicted: PredictedQuantity,
  measured: Extract<Estimate, { kind: 'measured' }>,
  comparison: Comparison,
): Judgement {
  return judgeValue(quantity, predicted.estimate, predicted.scale, measured, comparison)
}

export function judgeValue(
  quantity: string,
  predicted: Estimate,
  scale: number,
  measured: Extract<Estimate, { kind: 'measured' }>,
  { relevant }: Comparison,
): Judgement {
  const deviation = (measured.value - predicted.value) / scale
  const halfWidth = (measured.halfWidth + uncertainty(predicted)) / scale
  // The systematic part and the error of the prediction count as well: the whole half-width at 99 % is 2.576 of these.
  const standardError = Math.max(halfWidth / 2.5758, Number.MIN_VALUE)
  const outcome =
    Math.abs(deviation) + halfWidth <= relevant
      ? 'supported'
      : Math.abs(deviation) - halfWidth >= relevant
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
  } as const
  if (outcome !== 'inconclusive') return judgement
  const room = Math.abs(relevant - Math.abs(deviation))
  return room > 0 ? { ...judgement, replicasFactor: (halfWidth / room) ** 2 } : judgement
}
