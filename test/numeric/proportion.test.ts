import { describe, expect, it } from 'vitest'
import { proportionEstimate } from '../../src/numeric/index.js'

describe('the share of successes', () => {
  it('has the bounds of Wilson’s interval as its longer side', () => {
    // statsmodels: proportion_confint(8, 10, 0.05, 'wilson') = (0.4901625, 0.9433178).
    const { value, halfWidth } = proportionEstimate(8, 10)
    expect(value).toBe(0.8)
    expect(value - halfWidth).toBeCloseTo(0.4901625, 6)
    // No successes: z²/(n + z²).
    expect(proportionEstimate(0, 100).halfWidth).toBeCloseTo(0.036994, 5)
    expect(proportionEstimate(100, 100).halfWidth).toBeCloseTo(0.036994, 5)
  })

  it('is held as often as claimed, summed over all outcomes', () => {
    for (const trials of [20, 100])
      for (let share = 0.05; share < 0.99; share += 0.05) {
        let held = 0
        let probability = (1 - share) ** trials
        for (let k = 0; k <= trials; k++) {
          const { value, halfWidth } = proportionEstimate(k, trials)
          if (Math.abs(value - share) <= halfWidth) held += probability
          probability *= ((trials - k) / (k + 1)) * (share / (1 - share))
        }
        expect(held).toBeGreaterThan(0.92)
      }
  })

  it('is unknown without trials, and refuses what cannot be', () => {
    expect(proportionEstimate(0, 0).halfWidth).toBe(Infinity)
    expect(() => proportionEstimate(3, 2)).toThrow(RangeError)
  })
})
