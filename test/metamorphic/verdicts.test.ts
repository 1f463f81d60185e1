import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analyse.js'
import { uncertainty } from '../../src/base/estimate.js'
import type { Model } from '../../src/model/index.js'
import type { Study } from '../../src/study/index.js'
import { isThorough } from '../thoroughness.js'
import { type CataloguePlace, cataloguePlaces } from './catalogue.js'
import { close, type Disagreements, equal } from './comparison.js'
import type { Relation } from './relation.js'
import { transformations } from './transformations/index.js'

const places = await cataloguePlaces()

// Fast ones, of every kind: the full product takes most of an hour.
const always = [
  ['scalar-factorisation', 'skewed', 'rotated by 3/5 and 4/5'],
  ['two-layer-scalar', 'skewed', 'every sample twice'],
  ['cubic-factorisation', 'steep', 'unit tripled'],
  ['log-cosh-regression', 'skewed', 'reflected'],
  ['no-zero-loss', 'lowest', 'origin moved'],
  ['two-layer-scalar', 'balanced', 'plain loss'],
]
const pairs = transformations.flatMap((transformation) =>
  places
    .filter(
      ({ name, at }) =>
        isThorough || always.some((one) => one.join() === [name, at, transformation.name].join()),
    )
    .map((place) => ({ transformation, place, of: `${place.name} at ${place.at}: ${transformation.name}` })),
)

const studies = new Map<CataloguePlace, Promise<Study>>()

function studied(place: CataloguePlace): Promise<Study> {
  const known = studies.get(place) ?? study(place.model, place.at, place.learningRate)
  studies.set(place, known)
  return known
}

// Only the verdicts count here; the formulas take time and are compared elsewhere.
function study(model: Model, at: string, learningRate: string): Promise<Study> {
  return analyse(model, { at, learningRate, seed: 11 })
}

/** The same outcomes, and measurements whose intervals meet after the units are taken into account. */
function disagreeing(
  base: Study,
  other: Study,
  { lossFactor, unit, losesResiduals }: Relation,
): Disagreements {
  return base.verdicts.flatMap((expected, k) => {
    const got = other.verdicts[k]!
    const needsLabels = expected.hypotheses.some(({ id }) => id === 'square-loss')
    if (losesResiduals && needsLabels) return equal(expected.theorem, 'not applicable', got.outcome)
    const named = equal(`${expected.theorem} (${got.summary})`, expected.outcome, got.outcome)
    if (unit === undefined) return named
    const [before, now] = [expected, got].map(({ measurement }) => measurement?.quantities ?? {}) as [
      NonNullable<typeof expected.measurement>['quantities'],
      NonNullable<typeof expected.measurement>['quantities'],
    ]
    // A displacement belongs to its plan, which may be another in other coordinates: then it is only judged.
    const steps = [expected, got].map(({ measurement }) => measurement?.run.settings['stepsPerReplica'])
    const samePlan = Math.abs((steps[0] ?? 0) - (steps[1] ?? 0)) <= 1
    return [
      ...named,
      ...Object.entries(before).flatMap(([name, { estimate }]) => {
        if (name === 'displacement' && !samePlan) return []
        const factor = name === 'threshold' ? 1 / (lossFactor * unit ** 2) : 1 / unit
        const measured = now[name]!.estimate
        // A direction in which nothing moves is any direction.
        const allowed = factor * uncertainty(estimate) + uncertainty(measured)
        return close(`measured ${name}`, factor * estimate.value, measured.value, allowed)
      }),
    ]
  })
}

describe('the same question asked differently gets the same verdict', () => {
  it.each(pairs)('$of', { timeout: 600_000 }, async ({ transformation, place }) => {
    const transformed = transformation.of(place)
    if (transformed === undefined) return
    const { model, relation } = transformed
    const other = await study(model, place.at, `(${place.learningRate})*(${relation.rateFactor})`)
    expect(disagreeing(await studied(place), other, relation)).toEqual([])
  })
})
