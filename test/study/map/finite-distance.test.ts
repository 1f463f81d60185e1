import { expect, it } from 'vitest'
import { matrix, type SampledProduct } from '../../../src/numeric/index.js'
import { isFarFromBoundary } from '../../../src/study/map/finite-distance.js'

const scalars = (...sizes: number[]): SampledProduct => ({
  dimension: 1,
  samples: sizes.map((size) => matrix(1, 1, [size])),
  batchSize: 1,
  replacement: false,
})

it.each([0.2, 0.3, 1.4, 2])('asks for the distance at which nine in ten diffusions follow their drift: rate %d', (rate) => {
  // log|1 − η| and log|1 − 4η| with probability ½ each: λ is their mean, v the square of half their difference.
  const [a, b] = [Math.log(Math.abs(1 - rate)), Math.log(Math.abs(1 - 4 * rate))]
  const [drift, variance] = [(a + b) / 2, ((a - b) / 2) ** 2]
  const least = (Math.log(9) * variance) / (2 * Math.abs(drift))
  const room = (length: number) => ({ start: 1e-8, floor: 1e-8 * Math.exp(-length), radius: 1e-8 * Math.exp(length) })
  expect(isFarFromBoundary(scalars(1, 2), rate, room(1.5 * least))).toBe(true)
  expect(isFarFromBoundary(scalars(1, 2), rate, room(0.6 * least))).toBe(false)
}) // prettier-ignore

it('asks that the way takes half of the steps at most', () => {
  // Nothing is random, and 1 − 10⁻⁴ per step: e^−1 takes 10⁴ steps.
  const room = (length: number) => ({ start: 1, floor: Math.exp(-length), radius: Math.exp(length) })
  expect(isFarFromBoundary(scalars(1, 1), 1e-4, room(0.9))).toBe(true)
  expect(isFarFromBoundary(scalars(1, 1), 1e-4, room(1.1))).toBe(false)
})
