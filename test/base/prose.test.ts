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
    ['below $\\lambda_{\\max} < 2$ it settles', 'below λ_max < 2 it settles'],
    ['$-\\frac{3}{4}$', '-3/4'],
  ])('%s reads %s in a terminal', (prose, text) => {
    expect(plain(prose)).toBe(text)
  })
})
