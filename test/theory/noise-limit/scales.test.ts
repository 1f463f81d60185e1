import { describe, expect, it } from 'vitest'
import { unlimited } from '../../../src/base/budget.js'
import { type ModelObject } from '../../../src/model/index.js'
import { situate } from '../../../src/study/index.js'
import { type DisplacementExperiment, siteOf } from '../../../src/theory/index.js'
import { classifyNoise, noiseCoefficients } from '../../../src/theory/noise/limit/index.js'
import { fastDrift } from '../../../src/theory/noise/fast-drift.js'
import { noDrift } from '../../../src/theory/noise/no-drift.js'
import { judgements } from '../../../src/verify/compare.js'
import { effortCalled } from '../../../src/verify/effort.js'
import { runDisplacement } from '../../../src/verify/experiments/displacement.js'
import { type Case, placed } from './cases.js'

const uv = { parameters: ['u', 'v'], residuals: ['u*v - 1'] }
const written = (loss: string, more: Partial<ModelObject> = {}, variables = 2): Case => ({
  model: { ...uv, ...more, noise: { variables: { h: { shape: variables } }, loss } } as Case['model'],
  noise: 'written',
  at: 'u=2,v=1/2',
})
const classOf = (each: Case) => {
  const { landscape, point, objects } = placed(each)
  return classifyNoise(landscape, point, objects)
}
const large = (size: number): Case['model'] => ({
  parameters: ['u', 'v'],
  data: { x: [size, 2 * size], y: [size, 2 * size] },
  output: 'u*v*x',
})
// The loss is 10⁴ times larger than usual, the noise 10⁵ times weaker.
const steep = written('(u*v - 1)^2*10000 + h[1]^2*u^2/100000', { residuals: undefined, loss: '(u*v - 1)^2*10000' } as Partial<ModelObject>, 1) // prettier-ignore

describe('the class of noise does not depend on units', () => {
  it.each([1, 1e4, 1e5, 1e8])('of data: additive noise moves everything where x is of size %s', (size) => {
    const found = classOf({ model: large(size), noise: 'additive', at: 'u=2,v=1/2' })
    expect([found.kind, found.diffuses]).toEqual(['strictly degenerate', true])
  })

  it.each([1, 1e5, 1e8])('of data: batches of samples that are fitted are frozen where x is of size %s', (size) => {
    const options = { batch: { size: 1, replacement: true } }
    expect(classOf({ model: large(size), noise: 'minibatch', options, at: 'u=2,v=1/2' }).frozen).toBe(true)
  })

  it('of the loss: Reg = u²/10⁵ moves u by −2u/10⁵ along the set', () => {
    const found = classOf(steep)
    expect([found.kind, found.frozen]).toEqual(['non-degenerate', false])
  })

  it.each([1e-8, 1, 1e8])('of the noise, which is %s times as strong', (factor) => {
    const size = factor.toExponential()
    expect(classOf(written(`(u*v - 1)^2/2 + ${size}*h[1]^2*u`)).kind).toBe('non-degenerate')
    // Rounding of a regulariser that is constant on the set only.
    expect(classOf(written(`(u*v - 1)^2/2 + ${size}*h[1]^2*(u*v - 1)*u`)).kind).toBe('conditionally degenerate')
    expect(classOf(written(`(u*v - 1)^2/2 + ${size}*h[1]*(u*v - 1)`)).kind).toBe('strictly degenerate')
    expect(classOf(written(`(u*v - 1)^2/2 + ${size}*h[1]^2*(u*v - 1)^2`)).frozen).toBe(true)
  })
}) // prettier-ignore

it('an exact value that is not 0 counts more than a threshold', () => {
  // ∇Reg is 2·10⁶ across the set and 10⁻⁴ along it.
  const each = written('(u*v - 1)^2/2 + h[1]^2*(1000000*(u*v - 1) + u/10000)')
  const found = classOf(each)
  expect(found.kind).toBe('non-degenerate')
  expect(found.evidence[1]!.says).toContain('in exact arithmetic')
  const { objects, point } = placed(each)
  expect(noiseCoefficients(objects, point).fastDrift.map(({ value }) => value)).toEqual([-1 / 10625, 1 / 42500])
  // Nor is the point called an equilibrium.
  const site = siteOf(situate(placed(each).model, { at: 'u=2,v=1/2' }).situation)
  const { says, quantities } = fastDrift.predict(site)
  expect(says).toContain('velocity')
  expect(quantities['displacement']!.estimate.value).toBeGreaterThan(0)
}) // prettier-ignore

it.each([
  ['u*(h[1]*h[2] + h[1])', 'strictly degenerate'],
  ['(h[1]^2 - h[2]^2)*u + h[1]*v*(u*v - 1)', 'strictly degenerate'],
  ['h[1]^3*u + h[1]*v*(u*v - 1)', 'strictly degenerate'],
  ['h[1]^2*u*(u*v - 1) + h[1]*(u*v - 1)', 'conditionally degenerate'],
  // E h⁴ is not 0, though Reg is.
  ['h[1]^4*u*(u*v - 1) + h[1]*(u*v - 1)', 'conditionally degenerate'],
])('the mean gradient of (uv − 1)²/2 + %s makes it %s', (more, kind) => {
  expect(classOf(written(`(u*v - 1)^2/2 + ${more}`)).kind).toBe(kind)
})

it('the mean loss of label noise in batches has the fluctuations of batches', () => {
  const { objects, point } = placed({
    model: {
      parameters: { A: [2, 2], b: 2 },
      data: { x: [[1, 0], [1, 2]], y: [[7 / 8, 1 / 2], [1 / 2, 1]] },
      definitions: { h: 'A*x' },
      output: '[b[1]*h[1] + b[2]*h[2]^2, b[2]*h[2]]',
    } as Case['model'],
    noise: 'label-noise',
    options: { batch: { size: 1, replacement: true } },
    at: 'A=[[1,-1/2],[1/4,1/8]],b=[3/4,2]',
  })
  // HX + XH − αE[H_B X H_B] = Σ_NN solved by numpy with derivatives of its own; a simulation there gives 0.2532.
  const { excessLoss } = noiseCoefficients(objects, point, { learningRate: { value: 0.023 } })
  expect(excessLoss(1)).toBeCloseTo(0.2529948934432379, 10)
}) // prettier-ignore

it.each([
  // Neither is trivial: were they said to be, the drift that is measured would refute it, or a run would take too long.
  ['refuted', written('(u*v - 1)^2/2 + h[1]^2*u^2/100')],
  ['inconclusive', steep],
])('no motion is measured against what the noise itself could do: %s', async (outcome, each) => {
  const site = siteOf(situate(placed(each).model, { at: 'u=2,v=1/2' }).situation)
  const prediction = noDrift.predict(site)
  const experiment = noDrift.experiment(site, prediction) as DisplacementExperiment
  const budget = { ...unlimited, deadline: performance.now() + 20_000 }
  const found = await runDisplacement({ ...experiment, replicas: 256 }, { model: site.model, seed: 1, budget, precision: {} }) // prettier-ignore
  expect(judgements(noDrift, prediction, found, effortCalled('quick'))[0]!.outcome).toBe(outcome)
})
