import { evaluateAll } from '../../src/expression/index.js'
import type { PredictionRecord } from '../../src/study/index.js'
import type { HypothesisState } from '../../src/theory/index.js'
import { pathAlong } from '../../src/theory/noise/drift-plan.js'
import { fluctuationFlow } from '../../src/theory/noise/slow-fields.js'
import { spreadOf } from '../../src/theory/noise/spread.js'
import {
  asStrong,
  close,
  closeEstimates,
  closeVectors,
  type Disagreements,
  equal,
  turned,
} from './comparison.js'
import type { Observation, Place } from './observation.js'
import { applied, type Relation } from './relation.js'

const states: readonly HypothesisState[] = ['proved', 'checked', 'assumed', 'unknown', 'refuted']

/** Hypotheses and predictions of every theorem. */
export function disagreementsOnTheorems(
  base: Observation,
  other: Observation,
  relation: Relation,
): Disagreements {
  return base.predictions.flatMap((expected, k) => {
    const got = other.predictions[k]!
    const named = (list: Disagreements) => list.map((one) => `${expected.theorem.id}: ${one}`)
    if (relation.losesResiduals && expected.hypotheses.some(({ id }) => id === 'square-loss'))
      return named(withoutLabels(got))
    // Where all samples are written into one loss, there is nothing to draw from.
    const areMerged = other.model.loss.count === 1 && base.model.loss.count > 1
    if (areMerged && expected.hypotheses.some(({ id }) => id === 'several-samples'))
      return named(equal('a prediction', undefined, got.prediction?.says))
    // Label noise is what is taken where none is chosen.
    if (
      relation.losesResiduals &&
      expected.prediction !== undefined &&
      expected.theorem.id === 'noise/convergence-order'
    )
      return named(
        equal('noise-chosen', 'refuted', got.hypotheses.find(({ id }) => id === 'noise-chosen')?.state),
      )
    return named([
      ...hypotheses(expected, got, relation),
      ...equal('a prediction', expected.prediction !== undefined, got.prediction !== undefined),
      ...(relation.unit === undefined ? [] : numbers(expected, got, base, other, relation)),
    ])
  })
}

/** A plain loss has no labels: the theorem must not apply, and say why. */
function withoutLabels(got: PredictionRecord): Disagreements {
  const found = got.hypotheses.find(({ id }) => id === 'square-loss')
  const tells = found?.evidence.includes('no labels') === true && found.evidence.includes('`residuals`')
  return [
    ...equal('square-loss', 'refuted', found?.state),
    ...equal('says how to get labels', true, tells),
    ...equal('a prediction', undefined, got.prediction?.says),
  ]
}

function hypotheses(expected: PredictionRecord, got: PredictionRecord, { weaker }: Relation): Disagreements {
  return expected.hypotheses.flatMap(({ id, state }, k) => {
    const found = got.hypotheses[k]!
    // From proved to checked, and no further.
    const reason =
      state === 'proved' && found.state === 'checked' ? (weaker[id] ?? weaker['certainty']) : undefined
    const words =
      weaker[id] === undefined && state === found.state
        ? equal(`evidence of ${id}`, wordsOf(expected.hypotheses[k]!.evidence), wordsOf(found.evidence))
        : []
    return [...words, ...asStrong(`hypothesis ${id} (${found.evidence})`, state, found.state, states, reason)]
  })
}

// Without numbers, places and the gap to singular values that are 0 but for rounding.
const wordsOf = (evidence: string): string =>
  evidence
    .replace(/, at [^(]*\(/, ', at a place (')
    .replace(/gap [^)]*|nothing had to be dropped|what was dropped is [^)]*/, 'gap')
    .replaceAll(/\$?-?\d[\d.]*(e[-+]\d+)?( \\cdot 10\^\{-?\d+\}|\^\{-?\d+\})?\$?/g, '#')

type Laws = Readonly<Record<string, number>>

// L′(w′) = c·L(sQw′ + a), α′ = α/(cs²), n′ = mn. The slow time of noise is t′ = t·m/(cs⁴).
const laws = ({ lossFactor: c, unit, countFactor: m }: Relation): Laws => ({
  threshold: 1 / (c * unit! ** 2),
  meanSquareThreshold: 1 / (c * unit! ** 2),
  gradientDescentThreshold: 1 / (c * unit! ** 2),
  sharpness: c * unit! ** 2,
  drift: (c * unit! ** 3) / m,
  limitDrift: (c * unit! ** 3) / m,
  direction: 1,
  order: 1,
})

/** What depends on how long an experiment is. */
const ofPlan = ['displacement', 'labelNoise', 'minibatch', 'dropout']

function numbers(
  expected: PredictionRecord,
  got: PredictionRecord,
  base: Observation,
  other: Observation,
  relation: Relation,
): Disagreements {
  if (expected.prediction === undefined || got.prediction === undefined) return []
  const law = laws(relation)
  const { quantities, vectors = {} } = expected.prediction
  const places = [base.place, other.place] as const
  const drifts = 'problem' in places[0] || 'problem' in places[1] ? [] : noise(places[0], places[1], expected, got, relation)
  return [
    ...Object.entries(quantities).flatMap(([name, { estimate }]) =>
      ofPlan.includes(name) ? [] : closeEstimates(name, estimate, got.prediction!.quantities[name]!.estimate, law[name]!),
    ),
    ...Object.entries(vectors).flatMap(([name, { entries }]) =>
      name === 'direction' ? [] : closeVectors(name, relation, entries, got.prediction!.vectors![name]!.entries, law[name]!),
    ),
    ...drifts,
  ]
} // prettier-ignore

/** The plan of the experiment and the displacement it should see. */
function noise(base: Place, other: Place, expected: PredictionRecord, got: PredictionRecord, relation: Relation): Disagreements {
  if (base.drift === undefined || other.drift === undefined || expected.theorem.id !== 'noise/label-noise-drift') return []
  const { unit, lossFactor, countFactor } = relation
  const [a, b] = [base.drift.plan, other.drift.plan]
  const displacement = (record: PredictionRecord) => record.prediction!.quantities['displacement']!.estimate
  const isStill = displacement(expected).value === 0
  const slowness = (lossFactor * unit! ** 4) / countFactor
  const direction = Float64Array.from(applied(relation.matrix, b.direction), (x) => x / unit!)
  const { site, drift } = base
  const flow = fluctuationFlow(site, drift.noise, spreadOf(site, drift.noise), a.learningRate.value)
  const there = isStill ? 0 : pathAlong(site, flow, b.slowTime * slowness, direction).at(-1)!.displacement / unit!
  const [first, second] = [a.levels[0]!, b.levels[0]!]
  // A plan is made for a length, which is at most the distance from the origin.
  const sameLength = Math.abs(b.length * unit! - a.length) <= 1e-9 * a.length
  const [errorBefore, errorNow] = [expected, got].map((record) => {
    const estimate = displacement(record)
    return estimate.kind === 'numerical' ? estimate.error : 0
  }) as [number, number]
  return [
    ...equal('nothing moves', isStill, displacement(got).value === 0),
    ...close('displacement', there, displacement(got).value, errorBefore / unit! + errorNow),
    ...(sameLength
      ? [
          ...close('noise strength', first.noiseStrength * Math.sqrt(lossFactor * countFactor), second.noiseStrength, 1e-9 * second.noiseStrength),
          ...close('steps', first.steps, second.steps, 1),
          ...(isStill ? [] : [...turned(relation, a.direction).flatMap((x, i) => close(`direction[${i + 1}]`, x, b.direction[i]!, 1e-7))]),
        ]
      : []),
    ...closedForm(base.drift.closed, other.drift.closed, base, other, relation),
  ]
} // prettier-ignore

function closedForm(
  expected: NonNullable<Place['drift']>['closed'],
  got: NonNullable<Place['drift']>['closed'],
  base: Place,
  other: Place,
  relation: Relation,
): Disagreements {
  // Longer formulas are left out.
  if (expected === undefined || got === undefined) return []
  const [before, now] = [valuesOf(expected, base), valuesOf(got, other)]
  const factor = laws(relation)
  const error = 1e-11 * Math.hypot(...before.unprojected)
  return [
    ...close('closed form of the eigenvalue', factor['sharpness']! * before.eigenvalue, now.eigenvalue, 1e-11 * now.eigenvalue),
    ...turned(relation, before.field).flatMap((x, i) =>
      close(`closed form of the drift[${i + 1}]`, factor['drift']! * x, now.field[i]!, factor['drift']! * error),
    ),
  ]
} // prettier-ignore

function valuesOf(
  { eigenvalue, field }: NonNullable<NonNullable<Place['drift']>['closed']>,
  { site, drift }: Place,
) {
  const at = new Map(site.model.symbols.map((symbol, i) => [symbol, site.point.coordinates[i]!]))
  const [first, ...rest] = evaluateAll([eigenvalue, ...field], at)
  return { eigenvalue: first!, field: rest, unprojected: Array.from(drift!.unprojected) }
}
