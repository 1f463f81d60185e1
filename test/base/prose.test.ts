import { describe, expect, it } from 'vitest'
import { pieces, plain } from '../../src/base/prose.js'

describe('prose', () => {
  it('splits text and formulas', () => {
    expect(pieces('below $2/\\lambda$ it settles')).toEqual([
      { kind: 'text', content: 'below ' },
      { kind: 'math', content: '2/\\lambda' },
      { kind: 'text', content: ' it settles' },
    ])
  })
  it('leaves a lone dollar alone', () => {
    expect(pieces('costs $5')).toEqual([
      { kind: 'text', content: 'costs ' },
      { kind: 'text', content: '$5' },
    ])
  })
  it.each([
    ['$\\lambda_{\\max} < 2$', 'λ_max < 2'],
    ['$\\frac{1}{2n}\\sum_i r_i^2$', '1/(2n)Σᵢ rᵢ²'],
    ['$L(w^*) = 0$', 'L(w*) = 0'],
    ['$\\nabla^2 L$', '∇² L'],
    ['$-\\frac{3}{4}$', '-3/4'],
    ['$1.5 \\cdot 10^{-13}$', '1.5 · 10⁻¹³'],
    ['$\\sqrt{2}$', '√2'],
  ])('%s reads %s in a terminal', (prose, text) => {
    expect(plain(prose)).toBe(text)
  })
})
