import { describe, expect, it } from 'vitest'
import { modelFrom, predict } from '../../src/index.js'

/** What the derivation says about the whole set, at this point of it. */
function step(
  residuals: string[],
  point: Record<string, number | string>,
): readonly string[] | string | undefined {
  const model = modelFrom({ title: 't', parameters: Object.keys(point), residuals, points: { point } })
  const { predictions } = predict(model, { theorems: ['label-noise-drift'] })
  const found = predictions[0]!.prediction!.derivation.find(({ says }) =>
    says.startsWith('This field vanishes'),
  )
  return found === undefined ? undefined : (found.formula ?? found.says)
}

describe('whether the drift of label noise vanishes on the whole set', () => {
  it('is refuted at another point, for u·v = 1 with ṡ = −½ tanh 2s at u = e^s = 2', () => {
    const formula = step(['u*v - 1'], { u: 1, v: 1 })!
    expect(formula[0]).toBe('u = 2,\\quad v = \\frac{1}{2}')
    // u̇ = u·ṡ = −2·½·tanh(2 log 2) = −15/17.
    expect(formula[1]).toMatch(/^\\dot u.* = -\\frac\{15\}\{17\}$/)
  })

  it('also where one residual repeats another', () => {
    expect(step(['a*b - 2', '2*a*b - 4'], { a: 'sqrt(2)', b: 'sqrt(2)' })).toHaveLength(2)
  })

  it('is proved for a circle and for a line', () => {
    expect(step(['u^2 + v^2 - 1'], { u: '3/5', v: '4/5' })).toMatch(/on the whole set, wherever/)
    expect(step(['u + v - 1'], { u: 0, v: 1 })).toMatch(/on the whole set, wherever/)
  })

  it('is proved modulo the residual where the field alone is not 0', () => {
    // |∇r|² = 4 (u² + v²) (1 + r)² is constant on the set only.
    const residual = 'exp(u^2 + v^2 - 1) - 1'
    expect(step([residual], { u: '3/5', v: '4/5' })).toMatch(/on the whole set, wherever/)
  })

  it('is no question where the point itself drifts', () => {
    expect(step(['u*v - 1'], { u: 2, v: '1/2' })).toBeUndefined()
  })
})
