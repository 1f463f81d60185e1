import { unlimited } from '../../src/base/budget.js'
import { type Estimate, uncertainty } from '../../src/base/estimate.js'
import {
  addSample,
  criticalValue,
  emptyMoments,
  type Measured,
  meanEstimate,
  variance,
} from '../../src/numeric/index.js'
import {
  conclude,
  controlResults,
  judgements,
  precisionWanted,
  wrongPredictions,
} from '../../src/verify/compare.js'
import { effortCalled, type EffortName } from '../../src/verify/effort.js'
import { runExperiment } from '../../src/verify/experiments/index.js'
import { judge } from '../../src/verify/judge.js'
import { examine, type Measurement, type Outcome } from '../../src/verify/index.js'
import type { VerdictRow } from './results.js'
import type { CalibrationSituation } from './situations.js'

/**
 * One experiment again and again, with seeds `from` and following: what the verdicts were, how the deviations scatter
 * against the errors stated, and whether predictions that are off by 5 % were refuted.
 */
export async function repeatVerdict(
  { model, at, theorem, site, noise }: CalibrationSituation,
  effortName: EffortName,
  runs: number,
  from = 1,
): Promise<VerdictRow> {
  const effort = effortCalled(effortName)
  const prediction = theorem.predict(site)
  const experiment = theorem.experiment(site, prediction)
  const precision = precisionWanted(theorem, prediction, effort)
  const hypotheses = examine(theorem.hypotheses, site)
  const [quantity] = Object.keys(theorem.compare) as [string]
  const { estimate: predicted, scale } = prediction.quantities[quantity]!
  const relevant = theorem.compare[quantity]!.relevant * effort.tolerance
  const outcomes = new Map<Outcome, number>()
  const deviations = emptyMoments()
  const inErrors = emptyMoments()
  const wrong = { refuted: 0, of: 0 }
  let covered95 = 0
  let covered99 = 0
  let statistical = true
  for (let k = 0; k < runs; k++) {
    const settings = { model: site.model, seed: from + k, budget: unlimited, effort, precision }
    const measurement: Measurement = await runExperiment(experiment, settings)
    const judged = judgements(theorem, prediction, measurement, effort)
    const controls = controlResults(
      wrongPredictions(theorem, prediction, effort, site),
      theorem,
      prediction,
      measurement,
      effort,
    )
    const outcome = conclude(judged, controls, hypotheses)
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    const measured = measurement.quantities[quantity]!
    const off = measured.estimate.value - predicted.value
    addSample(deviations, off / scale)
    addSample(inErrors, off / measured.estimate.standardError)
    if (Math.abs(off) <= halfWidth95(measured.estimate)) covered95++
    if (Math.abs(off) <= measured.estimate.halfWidth + uncertainty(predicted)) covered99++
    if (measured.systematic + uncertainty(predicted) > 0.1 * measured.estimate.halfWidth) statistical = false
    for (const value of wrongValues(predicted.value, scale)) {
      wrong.of++
      if (judge({ quantity, value, scale, relevant }, measured).outcome === 'refuted') wrong.refuted++
    }
  }
  const { value: mean, standardError: error } = meanEstimate(deviations)
  const count = (outcome: Outcome): number => outcomes.get(outcome) ?? 0
  return {
    model,
    at,
    theorem: theorem.id,
    ...(noise && { noise }),
    effort: effortName,
    runs,
    supported: count('supported'),
    refuted: count('refuted'),
    inconclusive: count('inconclusive'),
    deviation: { mean, error },
    spread: Math.sqrt(variance(inErrors)),
    covered95: statistical ? covered95 : undefined,
    covered99,
    wrong,
  }
}

function halfWidth95({ standardError, count }: Measured): number {
  return criticalValue(0.95, count - 1) * standardError
}

// Five per cent of the value; where that is zero, of the size it is judged by.
function wrongValues(value: number, scale: number): Estimate[] {
  const shift = Math.abs(value) > scale / 2 ? 0.05 * value : 0.05 * scale
  return [value - shift, value + shift].map((moved) => ({
    kind: 'numerical',
    value: moved,
    error: 0,
    method: 'wrong by 5 %',
  }))
}
