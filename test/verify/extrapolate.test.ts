import { expect, it } from 'vitest'
import { addSample, emptyMoments } from '../../src/numeric/index.js'
import type { DisplacementExperiment } from '../../src/theory/index.js'
import { extrapolated } from '../../src/verify/displacement/extrapolate.js'

const around = (mean: number) => {
  const moments = emptyMoments()
  for (const x of [mean - 0.01, mean + 0.01]) addSample(moments, x)
  return moments
}
const of = { scale: 1, length: 1 } as DisplacementExperiment

it('a bias that halves from one level to the next is taken away whole', () => {
  const truth = 2
  const bias = 0.4
  const { estimate } = extrapolated([around(truth + bias), around(truth + bias / 2)], of)
  expect(estimate.value).toBeCloseTo(truth, 12)
})

it('a single level is its mean', () => {
  expect(extrapolated([around(3)], of).estimate.value).toBeCloseTo(3, 12)
})

it('runs that left make the mean uncertain by where they may have gone', () => {
  const at = (lost: number) => extrapolated([around(3), around(3)], of, lost).estimate.halfWidth
  // At least five lengths away, and the extrapolated mean is 2b − a.
  expect(at(0.01) - at(0)).toBeCloseTo(0.01 * 5 * 3, 10)
  expect(extrapolated([around(3)], of, 0.01).systematic - extrapolated([around(3)], of).systematic).toBeCloseTo(0.05, 10) // prettier-ignore
})
