import type { Estimate } from '../../src/base/estimate.js'
import { describe, expect, it } from 'vitest'
import { stream } from '../../src/numeric/index.js'
import { judge, sharpEnough } from '../../src/verify/judge.js'

const exactly = (value: number) => ({ kind: 'exact', value, text: '', latex: '' }) as const
const measured = (value: number, halfWidth: number) =>
  ({ kind: 'measured', value, halfWidth, standardError: halfWidth / 2.6, level: 0.99, count: 100 }) as const
const judged = (value: Estimate, estimate: ReturnType<typeof measured>, systematic = 0) =>
  judge({ quantity: 'x', value, scale: 10, relevant: 0.05 }, { estimate, systematic })

describe('a prediction of 10 at scale 10, deviations of 5 % matter', () => {
  it('is supported by a sharp measurement close by', () => {
    expect(judged(exactly(10), measured(10.1, 0.2)).outcome).toBe('supported')
  })
  it('is supported by a very sharp measurement that finds a deviation too small to matter', () => {
    const judgement = judged(exactly(10), measured(10.2, 0.01))
    expect(judgement.outcome).toBe('supported')
    expect(judgement.standardErrors).toBeGreaterThan(40)
  })
  it('is refuted by a measurement whose interval lies beyond the relevant deviation', () => {
    const judgement = judged(exactly(10), measured(11, 0.3))
    expect(judgement.outcome).toBe('refuted')
    expect(judgement.deviation).toBeCloseTo(0.1)
  })
  it('is not settled by a blunt measurement, however close its mean', () => {
    const judgement = judged(exactly(10), measured(10, 2))
    expect(judgement.outcome).toBe('inconclusive')
    // 2 against what is sharp enough
    expect(judgement.replicasFactor).toBeCloseTo((2 / (10 * sharpEnough(0.05))) ** 2)
    expect(judgement.power).toBeLessThan(0.05)
  })
  it('is not settled where the interval straddles the border', () => {
    expect(judged(exactly(10), measured(10.5, 0.2)).outcome).toBe('inconclusive')
  })
  it('counts the error of the prediction as well', () => {
    const blurred = { kind: 'numerical', value: 10, error: 1, method: '' } as const
    expect(judged(blurred, measured(10, 0.1)).outcome).toBe('inconclusive')
  })
  it('has power close to one when the half-width is a fifth of what matters', () => {
    expect(judged(exactly(10), measured(10, 0.1)).power).toBeGreaterThan(0.999)
  })
  it('is not settled by a measurement that would have missed a deviation of 5 %, though its interval fits in', () => {
    const judgement = judged(exactly(10), measured(10, 0.4))
    expect(judgement.outcome).toBe('inconclusive')
    expect(judgement.power).toBeLessThan(0.95)
    expect(judged(exactly(10), measured(10, 10 * sharpEnough(0.05))).power).toBeCloseTo(0.95, 10)
  })
  it('says how many more replicas settle it, the systematic part aside', () => {
    // 0.1 of the half-width 0.3 is systematic; a deviation of 0.35 leaves room for 0.15 in all
    const judgement = judged(exactly(10), measured(10.35, 0.3), 0.1)
    expect(judgement.outcome).toBe('inconclusive')
    expect(judgement.replicasFactor).toBeCloseTo((0.2 / 0.05) ** 2)
    const settled = judged(
      exactly(10),
      measured(10.35, 0.1 + 0.2 / Math.sqrt(judgement.replicasFactor!)),
      0.1,
    )
    expect(settled.halfWidth).toBeCloseTo(0.015)
    expect(judged(exactly(10), measured(10.35, 0.3), 0.2).replicasFactor).toBeUndefined()
  })
  it('tells which deviation is refuted in 95 of 100 experiments', () => {
    const random = stream(5, 'refutable', 0)
    const { refutable } = judged(exactly(10), measured(10, 0.2))
    const truth = 10 * (1 + refutable)
    let refuted = 0
    for (let k = 0; k < 4000; k++)
      if (judged(exactly(10), measured(truth + (0.2 / 2.5758) * random.normal(), 0.2)).outcome === 'refuted')
        refuted++
    // Four standard errors of a share of 95 % in 4000.
    expect(Math.abs(refuted / 4000 - 0.95)).toBeLessThan(0.0138)
  })
})
