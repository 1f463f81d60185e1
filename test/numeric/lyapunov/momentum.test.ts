import { describe, expect, it } from 'vitest'
import { descentExponent, descentThreshold, type DescentVariant } from '../../../src/numeric/index.js'

/** The growth per step of the iteration itself on ½hx², with ½γx² added, over many steps. */
function simulated(h: number, eta: number, { momentum, beta = 0, weightDecay = 0 }: DescentVariant): number {
  let [x, before, growth] = [1, 0.3, 0]
  const slope = (at: number) => (h + weightDecay) * at
  const steps = 20_000
  for (let step = 0; step < steps; step++) {
    const ahead = momentum === 'nesterov' ? x + beta * (x - before) : x
    const next = ahead - eta * slope(ahead) + (momentum === 'heavy ball' ? beta * (x - before) : 0)
    ;[before, x] = [x, next]
    const size = Math.hypot(x, before)
    growth += Math.log(size)
    ;[x, before] = [x / size, before / size]
  }
  return growth / steps
}

const variants: DescentVariant[] = [
  { momentum: 'none' },
  { momentum: 'heavy ball', beta: 0.9 },
  { momentum: 'nesterov', beta: 0.9 },
  { momentum: 'heavy ball', beta: 0.5, weightDecay: 0.3 },
  { momentum: 'nesterov', beta: 0.3, weightDecay: 0.1 },
]

describe('gradient descent with momentum and weight decay', () => {
  it.each(variants)('grows as its iteration does: %o', (variant) => {
    for (const eta of [0.2, 0.7, 1.3])
      expect(descentExponent([1.5], eta, variant)).toBeCloseTo(simulated(1.5, eta, variant), 2)
  })

  it.each(variants)('changes from shrinking to growing at its threshold: %o', (variant) => {
    const threshold = descentThreshold(1.5, variant)
    expect(simulated(1.5, 0.99 * threshold, variant)).toBeLessThan(0)
    expect(simulated(1.5, 1.01 * threshold, variant)).toBeGreaterThan(0)
    expect(descentExponent([0.4, 1.5], threshold, variant)).toBeCloseTo(0, 14)
  })

  it('is refused where it has no threshold', () => {
    expect(() => descentThreshold(1, { momentum: 'nesterov', beta: 1 })).toThrow(/Momentum/)
    expect(() => descentThreshold(1, { momentum: 'none', weightDecay: -1 })).toThrow(/decay/)
    expect(() => descentThreshold(0, { momentum: 'none' })).toThrow(/positive/)
  })
})
