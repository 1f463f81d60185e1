import { describe, expect, it } from 'vitest'
import { judgeValue } from '../../src/verify/judge.js'

const exactly = (value: number) => ({ kind: 'exact', value, text: '', latex: '' }) as const
const measured = (value: number, halfWidth: number) =>
  ({ kind: 'measured', value, halfWidth, standardError: halfWidth / 2.6, level: 0.99, count: 100 }) as const
const comparison = { relevant: 0.05 }

describe('a prediction of 10 at scale 10, deviations of 5 % matter', () => {
  it('is supported by a sharp measurement close by', () => {
    expect(judgeValue('x', exactly(10), 10, measured(10.1, 0.2), comparison).outcome).toBe('supported')
  })
  it('is supported by a very sharp measurement that finds a deviation too small to matter', () => {
    const judgement = judgeValue('x', exactly(10), 10, measured(10.2, 0.01), comparison)
    expect(judgement.outcome).toBe('supported')
    expect(judgement.standardErrors).toBeGreaterThan(40)
  })
  it('is refuted by a measurement whose interval lies beyond the relevant deviation', () => {
    const judgement = judgeValue('x', exactly(10), 10, measured(11, 0.3), comparison)
    expect(judgement.outcome).toBe('refuted')
    expect(judgement.deviation).toBeCloseTo(0.1)
  })
  it('is not settled by a blunt measurement, however close its mean', () => {
    const judgement = judgeValue('x', exactly(10), 10, measured(10, 2), comparison)
    expect(judgement.outcome).toBe('inconclusive')
    expect(judgement.replicasFactor).toBeCloseTo(16)
    expect(judgement.power).toBeLessThan(0.05)
  })
  it('is not settled where the interval straddles the border', () => {
    expect(judgeValue('x', exactly(10), 10, measured(10.5, 0.2), comparison).outcome).toBe('inconclusive')
  })
  it('counts the error of the prediction as well', () => {
    const blurred = { kind: 'numerical', value: 10, error: 1, method: '' } as const
    expect(judgeValue('x', blurred, 10, measured(10, 0.1), comparison).outcome).toBe('inconclusive')
  })
  it('has power close to one when the half-width is a fifth of what matters', () => {
    expect(judgeValue('x', exactly(10), 10, measured(10, 0.1), comparison).power).toBeGreaterThan(0.999)
  })
})
