import { describe, expect, it } from 'vitest'
import {
  addToTail,
  emptyTail,
  mergedTails,
  stream,
  type TailSums,
  tailEstimate,
} from '../../src/numeric/index.js'

function sample(exponent: number, count: number, replica: number, to: number): TailSums {
  const random = stream(11, 'tail', replica)
  const tail = emptyTail(2, to)
  for (let k = 0; k < count; k++) addToTail(tail, (1 - random.uniform()) ** (-1 / exponent))
  return tail
}

describe('the exponent of a tail', () => {
  it.each([0.3, 1, 2.5])('is found with its error: %f', (exponent) => {
    const inErrors: number[] = []
    for (let replica = 0; replica < 200; replica++) {
      const { value, standardError } = tailEstimate(sample(exponent, 2000, replica, 20))
      inErrors.push((value - exponent) / standardError)
    }
    const mean = inErrors.reduce((sum, x) => sum + x, 0) / 200
    const variance = inErrors.reduce((sum, x) => sum + x * x, 0) / 200
    expect(Math.abs(mean)).toBeLessThan(0.4)
    expect(Math.abs(variance - 1)).toBeLessThan(0.4)
  })

  it('does not depend on how the sample is parted', () => {
    const parts = mergedTails(sample(1, 500, 1, 8), sample(1, 700, 2, 8))
    const whole = sample(1, 500, 1, 8)
    const random = stream(11, 'tail', 2)
    for (let k = 0; k < 700; k++) addToTail(whole, 1 / (1 - random.uniform()))
    expect(parts).toMatchObject({ exceeding: whole.exceeding, ended: whole.ended })
    expect(parts.logs).toBeCloseTo(whole.logs, 9)
  })

  it('is unknown without values in the range', () => {
    const tail = emptyTail(2, 8)
    for (const value of [1, 2, 3, 9, Infinity, NaN]) addToTail(tail, value)
    expect(tail).toMatchObject({ exceeding: 3, ended: 1, logs: Math.log(1.5) + 2 * Math.log(4) })
    expect(tailEstimate(tail).halfWidth).toBe(Infinity)
  })
})
