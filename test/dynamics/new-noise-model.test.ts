import { describe, expect, it } from 'vitest'
import { unlimited } from '../../src/base/budget.js'
import { dynamicsOf, noiseModel, noiseModels } from '../../src/dynamics/index.js'
import { noVariables, variablesOf } from '../../src/dynamics/perturbation/index.js'
import { ofLoss } from '../../src/dynamics/perturbation/multiplicative.js'
import { add, evaluateAll } from '../../src/expression/index.js'
import { modelFrom } from '../../src/model/index.js'
import { chooseTheorems, noiseText, predictionOf, readNoise, situate } from '../../src/study/index.js'
import { chosenNoise, compareNoises, siteOf } from '../../src/theory/index.js'

// A noise that nothing in the project knows, with an option that no other has: c times the first parameter times one variable is
// added to every residual.
const leak = noiseModel({
  id: 'leak',
  title: 'a leak into the output',
  shortTitle: 'leak',
  formula: '\\tfrac12 (r + c\\,\\eta\\,w_1)^2',
  strength: 'relative',
  laws: ['rademacher', 'gaussian'],
  options: [
    {
      key: 'size',
      kind: 'numbers',
      example: 'size=1/2',
      meaning: 'the factor c',
      says: (value) => `with the factor ${String(value)}`,
    },
  ],
  batches: 'none',
  refuses: ({ loss }) => (loss.kind === 'squares' ? undefined : 'there are no residuals'),
  perturb(model, { law = 'rademacher', own } = {}) {
    const { graph, loss, symbols } = model
    if (loss.kind !== 'squares') throw new TypeError('there are no residuals')
    const shared = variablesOf(graph, 1, law)
    const size = graph.constant(String(own?.['size'] ?? 1))
    const leaking = graph.product([size, shared.symbols[0]!, symbols[0]!])
    const residuals = loss.residuals.map((r) => add(r, leaking))
    return { ...ofLoss(model, 'leak', { ...loss, residuals }), shared, own: noVariables }
  },
})
const among = [...noiseModels, leak]
const model = modelFrom({ title: 'uv', parameters: ['u', 'v'], residuals: ['u*v - 1'], points: { a: { u: 2, v: '1/2' } } }) // prettier-ignore

describe('a new noise model, which only its own record describes', () => {
  const choice = readNoise(model, 'leak law=gaussian size=1/2', undefined, among)!
  const { situation } = situate(model, { at: 'a', learningRate: 0.1 })
  const site = siteOf(situation)
  const noise = chosenNoise(model, choice, site.point, among)

  it('is read with its option, written again, and refused by its declaration', () => {
    expect(choice).toEqual({ model: 'leak', options: { law: 'gaussian', own: { size: ['1/2'] } } })
    expect(noiseText(choice)).toBe('leak law=gaussian size=[1/2]')
    const refusal = (text: string) => () => readNoise(model, text, undefined, among)
    expect(refusal('leak law=uniform')).toThrow(/rademacher, gaussian/)
    expect(refusal('leak layers=[h]')).toThrow(/one of the keys of leak, law, size/)
    expect(refusal('dropout size=1')).toThrow(/law, layers, masks/)
    expect(() => readNoise(model, { model: 'additive', options: { masks: 'each' } })).toThrow(/it has no option masks/) // prettier-ignore
  })

  it('is classified, and its limit predicted', () => {
    // Reg = c²u²/2 and the tangent at (2, 1/2) is along (u, −v): −P∇Reg = −c²u·(u·(u, −v))/(u² + v²).
    const [theorem] = chooseTheorems(['noise/fast-drift'])
    expect(noise.kind).toMatchObject({ kind: 'non-degenerate', diffuses: false })
    const inputs = { ...situation.inputs, noise: choice }
    const { hypotheses, prediction } = predictionOf(theorem!, { ...situation, inputs, noise })
    expect(hypotheses[0]!.evidence).toContain('a leak into the output')
    expect(hypotheses[0]!.evidence).toContain('with Gaussian variables, with the factor 1/2')
    const drift = prediction!.vectors!['drift']!.entries.map(({ value }) => value)
    expect(drift[0]).toBeCloseTo((-0.25 * 8) / 4.25, 10)
    expect(drift[1]).toBeCloseTo((0.25 * 2) / 4.25, 10)
  })

  it('is shown among all noises at a glance', () => {
    const row = compareNoises(site, unlimited, among).find((each) => each.model === leak)!
    expect(row.found).toMatchObject({ kind: { kind: 'non-degenerate' } })
  })

  it('runs', () => {
    const dynamics = dynamicsOf(model, { optimiser: 'gradient-descent', noise: 'leak', options: choice.options }, among) // prettier-ignore
    const [u, v, rate, sigma, zeta] = [1.5, 0.8, 0.1, 0.3, -0.7]
    const values = new Map([
      [model.symbols[0]!, u],
      [model.symbols[1]!, v],
      [dynamics.learningRate, rate],
      [dynamics.noiseStrength, sigma],
      [dynamics.noiseVariables[0]!, zeta],
    ])
    const leaked = 0.5 * sigma * zeta
    const r = u * v - 1 + leaked * u
    const found = evaluateAll(dynamics.next, values)
    expect(found[0]).toBeCloseTo(u - rate * r * (v + leaked), 12)
    expect(found[1]).toBeCloseTo(v - rate * r * u, 12)
  })
})
