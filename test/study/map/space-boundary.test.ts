import { expect, it } from 'vitest'
import { uncertainty } from '../../../src/base/estimate.js'
import { unlimited } from '../../../src/base/budget.js'
import { boundariesAt } from '../../../src/study/map/boundaries.js'
import { planFor } from '../../../src/study/map/plan.js'
import { modelFrom } from '../../../src/model/index.js'
import { situate } from '../../../src/study/index.js'
import { siteOf } from '../../../src/theory/index.js'

const model = modelFrom({
  title: 'diagonal network of three samples',
  parameters: { u: [4], v: [4] },
  data: { x: [[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 1]], y: [2.5, -0.5, 2] },
  output: 'dot(u .* v, x)',
  points: { start: { u: [1, 0.5, 1, 0.5], v: [1, 1, -0.5, 1] } },
}) // prettier-ignore

it('the almost-sure boundary in three dimensions has the digits of a grid', () => {
  const { point, landscape } = siteOf(situate(model, {}).situation)
  const batch = { size: 1, replacement: false }
  const task = { landscape, batch, rank: point.rank.rank, plan: planFor('standard'), budget: unlimited }
  const { boundaries } = boundariesAt(point, task)
  const { learningRate } = boundaries!.almostSure![0]!
  // Long simulations give λ = −0.00917 at 0.21 and 0.02076 at 0.22, each to 3·10⁻⁵: λ is nearly straight in between.
  expect(Math.abs(learningRate.value - (0.21 + (0.01 * 0.00917) / (0.00917 + 0.02076)))).toBeLessThan(5e-5)
  expect(uncertainty(learningRate)).toBeLessThan(1e-6)
})
