import type { Comparison, Control, Prediction, Site, Theorem } from '../theory/index.js'
import type { Effort } from './effort.js'
import { judge, type Judgement } from './judge.js'
import type { Measurement } from './measurement.js'
import { type ControlResult, type HypothesisFinding, join, type Outcome } from './verdict.js'

// In units of the smallest deviation that matters. It leaves a prediction that is right room for its scatter (3.9
// standard errors up to inconclusive), and refutes with near certainty what is off by twice that size.
const precision = 0.4

/** What a theorem compares and has predicted here: not every model has every quantity. */
export function compared({ compare }: Theorem, { quantities }: Prediction): [string, Comparison][] {
  return Object.entries(compare).filter(([name]) => quantities[name] !== undefined)
}

/** Half-widths at which the quantities of a theorem are known well enough. */
export function precisionWanted(
  theorem: Theorem,
  prediction: Prediction,
  { tolerance }: Effort,
): Record<string, number> {
  return Object.fromEntries(
    compared(theorem, prediction).map(([name, { relevant }]) => [
      name,
      precision * relevant * tolerance * prediction.quantities[name]!.scale,
    ]),
  )
}

/** Every quantity that the theorem compares, prediction against measurement. */
export function judgements(
  theorem: Theorem,
  prediction: Prediction,
  measurement: Measurement,
  { tolerance }: Effort,
): Judgement[] {
  return compared(theorem, prediction).map(([quantity, { relevant }]) => {
    const { estimate: value, scale } = prediction.quantities[quantity]!
    return judge(
      { quantity, value, scale, relevant: relevant * tolerance },
      measurement.quantities[quantity]!,
    )
  })
}

/** A control with what it predicts. */
export interface WrongPrediction extends Pick<Control, 'id' | 'title' | 'quantity'> {
  readonly wrongValue: number
}

/**
 * What the controls of a theorem predict; those left out that differ too little.
 *
 * @throws `out-of-budget` when the time of the site is over
 */
export function wrongPredictions(
  { compare, controls }: Theorem,
  prediction: Prediction,
  { tolerance }: Effort,
  site: Site,
): WrongPrediction[] {
  return controls.flatMap(({ id, title, quantity, wrong }) => {
    const wrongValue = wrong(prediction, site)
    if (wrongValue === undefined) return []
    const { scale, estimate } = prediction.quantities[quantity]!
    const relevant = compare[quantity]!.relevant * tolerance
    const isTold = Math.abs(wrongValue - estimate.value) >= toldApart * relevant * scale
    return isTold ? [{ id, title, quantity, wrongValue }] : []
  })
}

/** The wrong predictions, put to the same measurement. */
export function controlResults(
  wrongs: readonly WrongPrediction[],
  { compare }: Theorem,
  prediction: Prediction,
  measurement: Measurement,
  { tolerance }: Effort,
): ControlResult[] {
  return wrongs.map(({ id, title, quantity, wrongValue }) => {
    const { scale } = prediction.quantities[quantity]!
    const relevant = compare[quantity]!.relevant * tolerance
    const value = { kind: 'numerical', value: wrongValue, error: 0, method: 'negative control' } as const
    const { outcome, standardErrors } = judge(
      { quantity, value, scale, relevant },
      measurement.quantities[quantity]!,
    )
    return { id, title, wrongValue, outcome, standardErrors }
  })
}

// A deviation of twice the smallest that matters is refuted nearly always at the precision wanted: by 3.9 standard
// errors. A little less than two, for the rounding of factors such as 1.05.
const toldApart = 1.99

/**
 * | quantities together | hypotheses | controls | outcome |
 * |---|---|---|---|
 * | refuted | any | any | refuted |
 * | inconclusive | any | any | inconclusive |
 * | supported | one of unknown state | any | inconclusive |
 * | supported | otherwise | none, or one not refuted | inconclusive |
 * | supported | otherwise | all refuted | supported |
 *
 * An experiment that cannot tell the prediction from a wrong one supports nothing, and neither does one made under a
 * hypothesis of which nothing is known.
 */
export function conclude(
  judged: readonly Pick<Judgement, 'outcome'>[],
  controls: readonly Pick<ControlResult, 'outcome'>[],
  hypotheses: readonly Pick<HypothesisFinding, 'state'>[],
): Outcome {
  const outcome = join(judged.map((judgement) => judgement.outcome))
  if (outcome !== 'supported') return outcome
  const blunt = controls.length === 0 || controls.some((control) => control.outcome !== 'refuted')
  const doubtful = hypotheses.some(({ state }) => state === 'unknown')
  return blunt || doubtful ? 'inconclusive' : 'supported'
}
