import { uncertainty } from '../base/estimate.js'
import type { Prose } from '../base/prose.js'
import { decimal, decimalWithin, type Prediction } from '../theory/index.js'
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
  const numbers =
    `${title} predicted ${decimal(worst.predicted.value)}, measured ` +
    `${decimalWithin(worst.measured.value, uncertainty(worst.measured))} (99 %)`
  if (outcome === 'supported') return `${numbers}; ${sharpness(worst)}${controlsRefuted(controls.length)}.`
  if (outcome === 'refuted')
    return `${numbers}: off by ${percent(worst.deviation)}, ${decimal(Math.abs(worst.standardErrors), 3)} standard errors.`
  if (worst.outcome === 'supported') {
    const unknown = hypotheses.find(({ state }) => state === 'unknown')
    if (unknown !== undefined)
      return `${numbers}, but the hypothesis ${unknown.id} could not be decided: ${unknown.evidence.replace(/\.$/, '')}.`
    const missed = controls.find((control) => control.outcome !== 'refuted')!
    return `${numbers}, but the experiment cannot tell it from ${missed.title}; ${sharper(evidence.effort)}.`
  }
  return `${numbers}: too blunt to decide whether it is off by more than ${percent(worst.relevant)}; ${remedy(worst, evidence)}.`
}

function sharpness({ relevant, power }: Judgement): string {
  const chance = power > 0.999 ? 'over 99.9 %' : percent(Math.floor(1000 * power) / 1000)
  return `a deviation of ${percent(relevant)} would have shown (probability ${chance})`
}

function controlsRefuted(count: number): string {
  if (count === 0) return ''
  return count === 1
    ? ', and the wrong prediction is refuted'
    : `, and all ${count} wrong predictions are refuted`
}

// The budget that settles a doubt: replicas and steps, or the reason why none does.
function remedy({ replicasFactor: factor }: Judgement, { measurement, effort }: Evidence): string {
  const { replicas, steps, cutShort } = measurement.run
  if (factor === undefined)
    return 'more replicas would not settle it, for the systematic part of the error is too large or the deviation lies on the border'
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
