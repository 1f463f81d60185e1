import { describe, expect, it } from 'vitest'
import { unlimited } from '../../src/base/budget.js'
import { coinTail } from '../../src/numeric/index.js'
import { fateSeen, settlingRuns, tally } from '../../src/verify/index.js'
import { near, one, oneResidual, twoResiduals } from './near-minimum/cases.js'

describe('the sign test', () => {
  it('is the binomial tail, by whole numbers', () => {
    const exact = (successes: number, trials: number): number => {
      let [term, sum] = [1n, 0n]
      for (let k = trials; k >= successes; k--) {
        sum += term
        term = (term * BigInt(k)) / BigInt(trials - k + 1)
      }
      return Number((sum * 10n ** 30n) / 2n ** BigInt(trials)) / 1e30
    }
    for (const [successes, trials] of [
      [0, 5],
      [3, 5],
      [5, 5],
      [40, 64],
      [64, 64],
      [100, 128],
      [140, 256],
    ] as const)
      // prettier-ignore
      expect(coinTail(successes, trials) / exact(successes, trials)).toBeCloseTo(1, 10)
    expect(coinTail(64, 64)).toBeCloseTo(2 ** -64, 30)
  })

  it('says what runs do only where chance is excluded; runs that do neither speak for neither', () => {
    const seen = (settled: number, left: number, runs: number) => fateSeen({ settled, left, runs }, 1e-4)
    expect(seen(64, 0, 64)).toBe('settles')
    expect(seen(0, 64, 64)).toBe('leaves')
    expect(seen(40, 24, 64)).toBeUndefined()
    expect(seen(45, 0, 64)).toBeUndefined()
    expect(seen(50, 0, 64)).toBe('settles')
    // The probability of 48 or more of 64 is 3.9·10⁻⁵, of 47 it is 1.1·10⁻⁴.
    expect([seen(48, 16, 64), seen(47, 17, 64)]).toEqual(['settles', undefined])
  })
})

describe('a tally', () => {
  const test = (predicted: 'settles' | 'leaves', seen?: 'settles' | 'leaves') => ({ predicted, seen })
  const good = [
    ...Array.from({ length: 6 }, () => test('settles', 'settles')),
    ...Array.from({ length: 5 }, () => test('leaves', 'leaves')),
  ]
  it('is supported by agreement on both sides, and refuted by one certain contradiction', () => {
    expect(tally(good)).toMatchObject({
      agree: { settles: 6, leaves: 5 },
      undecided: 0,
      outcome: 'supported',
    })
    expect(tally(good.slice(0, 8)).outcome).toBe('inconclusive')
    expect(tally([...good, test('settles')]).outcome).toBe('supported')
    expect(tally([...good, test('settles'), test('leaves')]).outcome).toBe('inconclusive')
    expect(tally([...good, test('leaves', 'settles')])).toMatchObject({
      contradict: { settles: 0, leaves: 1 },
      outcome: 'refuted',
    })
    expect(tally([]).outcome).toBe('inconclusive')
  })
})

describe('runs from close to a point', () => {
  const key = { seed: 1, purpose: 'test' }
  it('all settle below the threshold of one residual and all leave above it', async () => {
    const runs = settlingRuns(oneResidual, one, undefined)
    const { room, measure } = runs.near(near(oneResidual, 'p', 0))!
    expect(room.start ** 2).toBeCloseTo(room.floor * room.radius, 20)
    expect(room.floor).toBeLessThan(1e-4 * room.radius)
    // 2/K with K = 17/4.
    for (const [factor, settles] of [[0.05, true], [0.95, true], [1.05, false], [3, false]] as const) {
      const found = (await measure((factor * 8) / 17, 32, key, unlimited))!
      expect(found).toMatchObject({ runs: 32, settled: settles ? 32 : 0, left: settles ? 0 : 32 })
    } // prettier-ignore
    await runs.close()
  })

  it('do as the exponent says, either side of where it changes sign', async () => {
    const runs = settlingRuns(twoResiduals, one, undefined)
    const { measure } = runs.near(near(twoResiduals, 'p', 0))!
    // η* = 1.081497, beyond the mean-square threshold 1.0559 and far below that of gradient descent, 1.7536.
    const below = (await measure(0.95, 64, key, unlimited))!
    const above = (await measure(1.25, 64, key, unlimited))!
    expect([below.settled, above.left]).toEqual([64, 64])
    await runs.close()
  })
})
