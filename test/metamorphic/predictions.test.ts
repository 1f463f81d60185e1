import { describe, expect, it } from 'vitest'
import { isThorough } from '../thoroughness.js'
import { cataloguePlaces, observations } from './catalogue.js'
import { disagreements } from './disagreements.js'
import { observe } from './observation.js'
import { transformations } from './transformations/index.js'

const places = await cataloguePlaces()
const observed = observations()

// Every transformation meets some places and every place some transformations, the largest model one each; all of all when
// thorough. The stride is prime to the number of places.
const [small, large] = [8, Infinity].map((most, k, [least]) =>
  places.filter(({ model: { symbols } }) => symbols.length <= most && (k === 0 || symbols.length > least!)),
) as [typeof places, typeof places]
const some = transformations.flatMap((transformation, t) =>
  [0, 1].map((k) => ({ transformation, place: small[(2 * t + 7 * k) % small.length]! })),
)
const withLarge = large.map((place, k) => ({
  transformation: transformations.find(({ name }) => name === ['one vector', 'rotated by 3/5 and 4/5'][k])!,
  place,
}))
const all = transformations.flatMap((transformation) => places.map((place) => ({ transformation, place })))
const pairs = (isThorough ? all : [...some, ...withLarge]).map((pair) => ({
  ...pair,
  of: `${pair.place.name} at ${pair.place.at}: ${pair.transformation.name}`,
}))

describe('the same question asked differently gets the same answer', () => {
  it.each(pairs)('$of', { timeout: 600_000 }, async ({ transformation, place }) => {
    const transformed = transformation.of(place)
    if (transformed === undefined) return
    const { model, relation } = transformed
    const other = await observe(model, place.at, `(${place.learningRate})*(${relation.rateFactor})`)
    expect(disagreements(await observed(place), other, relation)).toEqual([])
  })
})
