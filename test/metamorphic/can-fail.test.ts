import { describe, expect, it } from 'vitest'
import { type CataloguePlace, cataloguePlaces, observations } from './catalogue.js'
import { disagreements } from './disagreements.js'
import { type Observation, observe } from './observation.js'
import { type Relation, transposed } from './relation.js'
import { transformations } from './transformations/index.js'

const places = await cataloguePlaces()
const observed = observations()

/** A place, what is said of it, and the same after a transformation. */
async function before(name: string, at: string, transformation: string) {
  const place = places.find((one) => one.name === name && one.at === at)!
  const { model, relation } = transformations.find((one) => one.name === transformation)!.of(place)!
  const other = await observe(model, at, `(${place.learningRate})*(${relation.rateFactor})`)
  return { base: await observed(place), other, relation }
}

const cases: {
  wrong: string
  name: string
  at: string
  transformation: string
  change: (relation: Relation) => Partial<Relation>
  noticed: readonly string[]
}[] = [
  {
    wrong: 'the loss factor squared',
    name: 'two-layer-scalar',
    at: 'skewed',
    transformation: 'outputs and targets doubled',
    change: ({ lossFactor }) => ({ lossFactor: lossFactor ** 2 }),
    noticed: ['threshold', 'sharpness', 'drift[1]', 'Hessian', 'trace', 'noise strength', 'loss'],
  },
  {
    wrong: 'the square of the unit forgotten',
    name: 'scalar-factorisation',
    at: 'skewed',
    transformation: 'unit tripled',
    change: () => ({ unit: 1 }),
    noticed: ['threshold', 'drift[1]', 'displacement', 'mean curvature', 'flow: total[1]'],
  },
  {
    wrong: 'the drift of every sample twice as before',
    name: 'two-constraints',
    at: 'centre',
    transformation: 'every sample twice',
    change: () => ({ countFactor: 1 }),
    noticed: ['limitDrift[1]', 'noise strength', 'singular value 1'],
  },
  {
    wrong: 'turned the other way',
    name: 'diagonal-linear-network',
    at: 'dense',
    transformation: 'rotated by 3/5 and 4/5',
    change: ({ matrix }) => ({ matrix: transposed(matrix), inverse: matrix }),
    noticed: ['gradient', 'coordinates', 'projector', 'limitDrift[1]', 'vector of mean curvature'],
  },
  {
    wrong: 'the origin where it was',
    name: 'weight-normalisation',
    at: 'long',
    transformation: 'origin moved',
    change: ({ shift }) => ({ shift: shift.map(() => 0) }),
    noticed: ['coordinates', 'gradient'],
  },
  {
    wrong: 'parameters in their old order',
    name: 'cubic-factorisation',
    at: 'steep',
    transformation: 'parameters declared in reverse',
    change: ({ matrix }) => {
      const same = matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)))
      return { matrix: same, inverse: same }
    },
    noticed: ['drift[1]', 'Hessian', 'coordinates'],
  },
  {
    wrong: 'label noise on a plain loss',
    name: 'four-layer-chain',
    at: 'skewed',
    transformation: 'plain loss',
    change: () => ({ losesResiduals: false, weaker: {} }),
    noticed: ['hypothesis square-loss', 'rank of', 'hypothesis positive-curvature'],
  },
]

describe('a wrong relation is noticed', () => {
  it.each(cases)('$wrong', async ({ name, at, transformation, change, noticed }) => {
    const { base, other, relation } = await before(name, at, transformation)
    expect(disagreements(base, other, relation)).toEqual([])
    const found = disagreements(base, other, { ...relation, ...change(relation) })
    for (const what of noticed) expect(found.filter((one) => one.includes(what))).not.toEqual([])
  })
})

describe('a wrong answer is noticed', () => {
  const place = (): CataloguePlace =>
    places.find(({ name, at }) => name === 'two-layer-tanh' && at === 'start')!
  const change: [string, (other: Observation) => Observation][] = [
    ['threshold', (other) => withThreshold(other, (value) => value * (1 + 1e-10))],
    ['hypothesis smooth', (other) => withHypothesis(other, 'smooth', 'checked')],
    ['hypothesis clean-minimum', (other) => withHypothesis(other, 'clean-minimum', 'proved')],
  ]
  it.each(change)('%s', async (what, wrong) => {
    const base = await observed(place())
    const { relation } = transformations.find(({ name }) => name === 'one vector')!.of(place())!
    expect(disagreements(base, base, relation)).toEqual([])
    expect(disagreements(base, wrong(base), relation).some((one) => one.includes(what))).toBe(true)
  })
})

function withThreshold(other: Observation, change: (value: number) => number): Observation {
  return {
    ...other,
    predictions: other.predictions.map((record) => {
      const threshold = record.prediction?.quantities['threshold']
      if (record.prediction === undefined || threshold === undefined) return record
      const estimate = { ...threshold.estimate, value: change(threshold.estimate.value) }
      const quantities = { ...record.prediction.quantities, threshold: { ...threshold, estimate } }
      return { ...record, prediction: { ...record.prediction, quantities } }
    }),
  }
}

function withHypothesis(other: Observation, id: string, state: 'proved' | 'checked'): Observation {
  return {
    ...other,
    predictions: other.predictions.map((record) => ({
      ...record,
      hypotheses: record.hypotheses.map((one) => (one.id === id ? { ...one, state } : one)),
    })),
  }
}
