import { describe, expect, it } from 'vitest'
import { normalCdf, stream } from '../../../src/numeric/index.js'
import type { LawExperiment } from '../../../src/theory/index.js'
import { extrapolatedLaw } from '../../../src/verify/law/extrapolate.js'
import type { LevelFindings } from '../../../src/verify/law/level.js'

// Only what the extrapolation looks at: a standard normal law.
const experiment = {
  levels: [
    { learningRate: 0.1, noiseStrength: 0.2, steps: 100 },
    { learningRate: 0.1, noiseStrength: 0.1, steps: 400 },
  ],
  law: Array.from({ length: 61 }, (_, k) => (k - 30) / 10).map((at) => ({ at, probability: normalCdf(at) })),
  deviation: 1,
  length: 2,
} as unknown as LawExperiment

function sample(purpose: string, replica: number, count: number, shift: number, factor = 1): LevelFindings {
  const random = stream(4, purpose, replica)
  const values = Array.from({ length: count }, () => factor * random.normal() + shift)
  return { values, steps: 1, escaped: 0, unsettled: 0 }
}

describe('the law for vanishing noise from two levels', () => {
  it('has intervals that hold the truth as often as they say, without and with a bias in σ²', () => {
    const misses = { mean: 0, deviation: 0, distance: 0 }
    for (let k = 0; k < 300; k++) {
      const bias = k % 2 === 0 ? 0 : 0.04
      const levels = [sample('a', k, 500, 4 * bias), sample('b', k, 500, bias)] as const
      const { mean, deviation, distance } = extrapolatedLaw(levels, experiment)!
      if (Math.abs(mean.estimate.value) > mean.estimate.halfWidth) misses.mean++
      if (Math.abs(deviation.estimate.value - 1) > deviation.estimate.halfWidth) misses.deviation++
      if (distance.estimate.value > distance.estimate.halfWidth) misses.distance++
    }
    for (const count of Object.values(misses)) expect(count).toBeLessThan(12)
    expect(misses.mean + misses.deviation + misses.distance).toBeGreaterThan(0)
  })

  it('sees a law of another shape, and how far it is', () => {
    const wide = extrapolatedLaw([sample('a', 0, 4e4, 0, 1.3), sample('b', 0, 4e4, 0, 1.3)], experiment)!
    // sup |Φ(x/1.3) − Φ(x)|
    const truth = Math.max(...experiment.law.map(({ at, probability }) => Math.abs(normalCdf(at / 1.3) - probability))) // prettier-ignore
    const { value, halfWidth } = wide.distance.estimate
    expect(Math.abs(value - truth)).toBeLessThan(halfWidth)
    expect(value - halfWidth).toBeGreaterThan(0.04)
    expect(Math.abs(wide.deviation.estimate.value - 1.3)).toBeLessThan(wide.deviation.estimate.halfWidth)
  })

  it('claims little where the levels are far apart, or runs were lost', () => {
    const far = extrapolatedLaw([sample('a', 0, 4000, 4), sample('b', 0, 4000, 1)], experiment)!
    for (const { estimate, systematic } of [far.mean, far.distance]) {
      expect(systematic).toBeGreaterThan(0.5)
      expect(estimate.halfWidth).toBeGreaterThan(systematic)
    }
    const half = { ...sample('a', 0, 4000, 0), escaped: 1000 }
    const lost = extrapolatedLaw([half, sample('b', 0, 4000, 0)], experiment)!
    expect(lost.distance.systematic).toBeGreaterThanOrEqual(0.2)
    expect(lost.mean.systematic).toBeGreaterThanOrEqual(0.4)
  })

  it('says nothing from nothing', () => {
    expect(extrapolatedLaw([sample('a', 0, 3, 0), sample('b', 0, 9, 0)], experiment)).toBeUndefined()
  })
})
