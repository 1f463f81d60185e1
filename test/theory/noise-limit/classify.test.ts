import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { noiseModels } from '../../../src/dynamics/index.js'
import { landscapeOf, zeroLossPoint } from '../../../src/geometry/index.js'
import { parseModel, resolvePoint } from '../../../src/model/index.js'
import { classifyNoise, noiseObjects } from '../../../src/theory/noise/limit/index.js'
import { type Case, cases, placed } from './cases.js'

const classified = (of: Case) => {
  const { landscape, point, objects } = placed(of)
  return classifyNoise(landscape, point, objects)
}
const scales = ({ timeScales }: ReturnType<typeof classified>) =>
  timeScales.map(({ alpha, sigma }) => `α${alpha}σ${sigma}`)

const of = (name: string, at: string, noise: string, options = {}) => {
  const model = parseModel(readFileSync(`models/${name}.yaml`, 'utf8'), name)
  const landscape = landscapeOf(model)
  const point = zeroLossPoint(landscape, resolvePoint(model, at))
  const chosen = noiseModels.find(({ id }) => id === noise)!
  return classifyNoise(landscape, point, noiseObjects(chosen.perturb(model, options)))
}

describe('the class of noise', () => {
  it.each<[keyof typeof cases, string, string[], boolean]>([
    ['W1', 'strictly degenerate', ['α2σ2'], false],
    ['W2', 'strictly degenerate', ['α2σ2'], true],
    ['W3', 'non-degenerate', ['α1σ2'], false],
    ['W4', 'conditionally degenerate', ['α2σ2'], false],
    ['W5a', 'strictly degenerate', ['α2σ2'], false],
    ['W5b', 'strictly degenerate', ['α2σ2'], true],
    ['W5c', 'non-degenerate', ['α1σ2'], false],
    ['W6a', 'non-degenerate', ['α1σ2'], false],
    ['W6b', 'non-degenerate', ['α1σ2'], false],
    ['W7', 'non-degenerate', ['α1σ2'], false],
    ['W8a', 'strictly degenerate', ['α2σ2'], false],
    ['W8b', 'strictly degenerate', ['α2σ2'], false],
    ['W9', 'strictly degenerate', ['α2σ2'], true],
    ['W10a', 'strictly degenerate', ['α2σ2'], true],
    ['W10b', 'strictly degenerate', ['α2σ2'], false],
    ['W11dropout', 'non-degenerate', ['α1σ2'], false],
    ['W11label', 'strictly degenerate', ['α2σ2'], false],
    ['W12', 'trivial', [], false],
    ['W13', 'conditionally degenerate', ['α1σ4'], false],
    ['W14', 'conditionally degenerate', ['α2σ2'], false],
    ['W14masks', 'trivial', [], false],
    ['W15', 'non-degenerate', ['α1σ2'], false],
    ['W15masks', 'non-degenerate', ['α1σ2'], false],
  ])('%s is %s', (name, kind, expected, diffuses) => {
    const found = classified(cases[name])
    expect(found.kind).toBe(kind)
    expect(scales(found)).toEqual(expected)
    expect(found.diffuses).toBe(diffuses)
    expect(found.frozen).toBe(name === 'W12')
  })

  it('is proved where that is possible, and has a witness where it is not', () => {
    const w12 = classified(cases.W12)
    expect([w12.certain, w12.evidence.map(({ state }) => state)]).toEqual([true, ['proved']])
    const w4 = classified(cases.W4)
    expect(w4.evidence.map(({ state }) => state)).toEqual([
      'refuted',
      'proved',
      'proved',
      'refuted',
      'proved',
    ])
    expect(w4.certain).toBe(true)
    const w3 = classified(cases.W3)
    expect(w3.evidence[1]!.witness!.coordinates).toHaveLength(2)
    expect(w3.regulariser).toContain('u')
    expect(classified(cases.W8b).evidence.map(({ state }) => state)).toEqual([
      'refuted',
      'proved',
      'proved',
      'refuted',
    ])
    // Too many parameters for closed forms: checked at points of the set, not proved.
    const label = of('two-layer-tanh', 'start', 'label-noise')
    expect(label.evidence.map(({ state }) => state)).toEqual(['refuted', 'proved', 'checked', 'refuted'])
    expect([label.certain, label.kind]).toEqual([false, 'strictly degenerate'])
    expect(label.evidence[2]!.points).toBeGreaterThanOrEqual(20)
  })

  it('is not decided by one point at which P∇Reg vanishes', () => {
    // a²b² balanced: an equilibrium of the flow.
    const found = classified({ ...cases.W6a, at: 'a=1,b=1/2,c=1,d=1/2' })
    expect(found.kind).toBe('non-degenerate')
    const { landscape, point, objects } = placed({ ...cases.W6a, at: 'a=1,b=1/2,c=1,d=1/2' })
    const alone = classifyNoise(landscape, point, objects, { points: [point.coordinates] })
    expect(alone.kind).not.toBe('non-degenerate')
    expect(alone.certain).toBe(false)
  })

  it('is trivial for labels of a linear model, though nothing is frozen', () => {
    const found = classified({ model: { parameters: ['a', 'b'], residuals: ['a + b - 1'] }, noise: 'label-noise', at: 'a=1,b=0' }) // prettier-ignore
    expect([found.kind, found.frozen, found.equation]).toEqual(['trivial', false, undefined])
  })
})

describe('bundled models', () => {
  it.each([
    ['two-layer-scalar', 'skewed', 'label-noise', {}, 'strictly degenerate'],
    ['four-layer-chain', 'skewed', 'drop-connect', { law: 'gaussian' }, 'conditionally degenerate'],
    ['diagonal-linear-network', 'dense', 'label-noise', { batch: { size: 1, replacement: true } }, 'strictly degenerate'],
    ['matrix-factorisation-2x2', 'trivial', 'drop-connect', { law: 'gaussian' }, 'non-degenerate'],
    ['two-layer-tanh', 'start', 'dropout', {}, 'non-degenerate'],
    ['two-layer-tanh', 'start', 'minibatch', { batch: { size: 1, replacement: false } }, 'trivial'],
    ['log-cosh-regression', 'skewed', 'additive', {}, 'strictly degenerate'],
    ['weight-normalisation', 'long', 'label-noise', {}, 'strictly degenerate'],
    ['two-constraints', 'distant', 'perturbed', {}, 'non-degenerate'],
    ['cubic-factorisation', 'steep', 'minibatch', { batch: { size: 1, replacement: true } }, 'refused'],
  ])('%s at %s with %s', (name, at, noise, options, kind) => {
    if (kind === 'refused') expect(() => of(name, at, noise, options)).toThrow(TypeError)
    else expect(of(name, at, noise, options).kind).toBe(kind)
  }) // prettier-ignore
})
