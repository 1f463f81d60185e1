import { type Estimate, uncertainty } from '../base/estimate.js'
import type { Prose } from '../base/prose.js'
import { decimal, decimalEnds, decimalWithin, measuredDecimal, type Prediction } from '../theory/index.js'
import { type Effort, efforts } from './effort.js'
import type { Judgement } from './judge.js'
import type { Measurement } from './measurement.js'
import type { ControlResult, HypothesisFinding, Outcome } from './verdict.js'

/** What a verdict was concluded from. */
export interface Evidence {
  readonly outcome: Outcome
  readonly judgements: readonly Judgement[]
  readonly controls: readonly ControlResult[]
  readonly hypotheses: readonly HypothesisFinding[]
  readonly prediction: Prediction
  readonly measurement: Measurement
  readonly effort: Effort
}

/** The verdict in one sentence: numbers, how sharp they are, and for a doubt what would settle it. */
export function summarise(evidence: Evidence): Prose {
  const { outcome, judgements, controls, hypotheses, prediction } = evidence
  const worst = judgements.find((judgement) => judgement.outcome === outcome) ?? judgements[0]!
  const { title } = prediction.quantities[worst.quantity]!
  const { scale } = prediction.quantities[worst.quantity]!
  const of = ofScale(worst.predicted.value, scale)
  const numbers =
    `${title} predicted ${predictedText(worst.predicted)}, measured ` +
    `${worst.measured.kind === 'measured' ? measuredDecimal(worst.measured) : decimalWithin(worst.measured.value, uncertainty(worst.measured))} (99 %)`
  if (outcome === 'supported')
    return `${numbers}; ${sharpness(worst, of)}${controlsRefuted(controls.length)}.`
  if (outcome === 'refuted')
    return `${numbers}: off by ${percent(worst.deviation)}${of}, ${decimal(Math.abs(worst.standardErrors), 3)} standard errors.`
  if (worst.outcome === 'supported') {
    const unknown = hypotheses.find(({ state }) => state === 'unknown')
    if (unknown !== undefined)
      return `${numbers}, but the hypothesis ${unknown.id} could not be decided: ${unknown.evidence.replace(/\.$/, '')}.`
    const missed = controls.find((control) => control.outcome !== 'refuted')
    if (missed === undefined)
      return `${numbers}, but no wrong prediction lies far enough from it to be told apart; ${sharper(evidence.effort)}.`
    return `${numbers}, but the experiment cannot tell it from ${missed.title}; ${sharper(evidence.effort)}.`
  }
  return `${numbers}: too blunt to decide whether it is off by more than ${percent(worst.relevant)}${of}; ${remedy(worst, evidence)}.`
}

// What is only known to some digits says so.
function predictedText(predicted: Estimate): string {
  const error = uncertainty(predicted)
  if (predicted.kind === 'enclosed' && error > 1e-3 * Math.abs(predicted.value))
    return `between ${decimalEnds(predicted.lo, predicted.hi).join(' and ')}`
  return error > 1e-6 * Math.abs(predicted.value) && predicted.value !== 0
    ? decimalWithin(predicted.value, error)
    : decimal(predicted.value)
}

// Percentages are of the predicted value unless that is close to zero.
function ofScale(value: number, scale: number): string {
  return Math.abs(Math.abs(value) - scale) <= 0.01 * scale ? '' : ` of ${decimal(scale, 3)}`
}

function sharpness({ relevant, power }: Judgement, of: string): string {
  const chance = power > 0.999 ? 'over 99.9 %' : percent(Math.floor(1000 * power) / 1000)
  return `a deviation of ${percent(relevant)}${of} would have shown (probability ${chance})`
}

function controlsRefuted(count: number): string {
  if (count === 0) return ''
  return count === 1
    ? ', and the wrong prediction is refuted'
    : `, and all ${count} wrong predictions are refuted`
}

// The budget that settles a doubt: replicas and steps, or the reason why none does.
function remedy(
  { replicasFactor: factor, predicted, relevant, quantity }: Judgement,
  { measurement, prediction, effort }: Evidence,
): string {
  const { scale } = prediction.quantities[quantity]!
  const { replicas, steps, cutShort } = measurement.run
  if (uncertainty(predicted) > 0.3 * relevant * scale)
    return `the prediction itself is known no better${predicted.kind === 'enclosed' ? '' : `: ${sharper(effort)}`}`
  if (factor === undefined)
    return 'more replicas would not settle it, for what is left of the interval is systematic: another learning rate may'
  const times = Math.max(1.1, factor)
  const much = `about ${decimal(times, 2)} times the replicas (${replicas} so far, ${decimal(steps, 2)} steps) would settle it`
  if (times > mostTimes) return `${much}, more than is worth while: the deviation lies on the border`
  return cutShort ? `${much}: allow more time` : `${much}: ${sharper(effort)}`
}

const mostTimes = 1e4

function sharper({ id }: Effort): string {
  const next = efforts[efforts.findIndex((effort) => effort.id === id) + 1]
  return next === undefined ? 'try other seeds, or another learning rate' : `repeat it with effort ${next.id}`
}

function percent(share: number): string {
  return `${decimal(100 * Math.abs(share), 3)} %`
}
