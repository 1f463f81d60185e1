import { describe, expect, it } from 'vitest'
import { leadingOrder, measured, type Measured, stream } from '../../src/numeric/index.js'

const sizes = [0.08, 0.04, 0.02, 0.01]
const known = (value: number, standardError = 0, count = Infinity): Measured =>
  measured(value, standardError, count - 1, 0.95, count)

describe('leadingOrder', () => {
  it('finds a power with an exponential correction exactly', () => {
    const found = leadingOrder(sizes, sizes.map((h) => known(3 * h ** 1.5 * Math.exp(-2 * h)))) // prettier-ignore
    expect(found.order.value).toBeCloseTo(1.5, 12)
    expect(found.correction).toBeCloseTo(-2, 10)
  })

  it('sees the first power through a second one that bends a straight fit, within its systematic part', () => {
    for (const bend of [-4, 2, 5]) {
      const { order, systematic } = leadingOrder(sizes, sizes.map((h) => known(h * (1 + bend * h)))) // prettier-ignore
      expect(Math.abs(order.value - 1)).toBeLessThan(systematic)
      expect(systematic).toBeLessThan(0.08)
    }
  })

  it('covers as often as it says', () => {
    const random = stream(3, 'errors', 0)
    let hits = 0
    for (let trial = 0; trial < 400; trial++) {
      const errors = sizes.map((h) => {
        const exact = 2 * h * Math.exp(3 * h)
        return known(exact * (1 + 0.03 * random.normal()), 0.03 * exact, 1000)
      })
      const { order } = leadingOrder(sizes, errors)
      if (Math.abs(order.value - 1) <= order.halfWidth) hits++
    }
    // 380 expected; 362 to 394 is four standard deviations.
    expect(hits).toBeGreaterThan(362)
    expect(hits).toBeLessThan(395)
  })

  it('refuses what gives no order', () => {
    const three = [known(1), known(2), known(3)]
    expect(() => leadingOrder([1, 2], [known(1), known(2)])).toThrow(RangeError)
    expect(() => leadingOrder([1, 2, 0], three)).toThrow(RangeError)
    expect(() => leadingOrder([1, 2, 3], [known(1), known(-2), known(3)])).toThrow(RangeError)
  })
})
