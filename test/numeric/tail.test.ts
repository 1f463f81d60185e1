import { describe, expect, it } from 'vitest'
import {
  addToTail,
  emptyTail,
  exceedingTail,
  mergedTails,
  stream,
  type TailCounts,
  tailBend,
  tailPower,
} from '../../src/numeric/index.js'

type Draw = (uniform: number) => number

function sample(
  draw: Draw,
  count: number,
  replica: number,
  [from, to]: readonly [number, number],
): TailCounts {
  const random = stream(11, 'tail', replica)
  const tail = emptyTail(from, to)
  for (let k = 0; k < count; k++) addToTail(tail, draw(1 - random.uniform()))
  return tail
}
const pareto =
  (exponent: number): Draw =>
  (u) =>
    u ** (-1 / exponent)
/** 2^k with the probability that more than k factors 2 come to 2^−γk. */
const onLattice =
  (exponent: number): Draw =>
  (u) =>
    2 ** Math.floor(-Math.log2(u) / exponent)

describe('the exponent of a tail', () => {
  it.each([
    [0.3, 2000],
    [1, 4000],
    [2.5, 20_000],
  ])('is found with its error: %f', (exponent, count) => {
    const inErrors: number[] = []
    const bends: number[] = []
    for (let replica = 0; replica < 200; replica++) {
      const tail = sample(pareto(exponent), count, replica, [2, 2 * Math.exp(3 / exponent)])
      const { value, standardError } = tailPower(tail)
      inErrors.push((value - exponent) / standardError)
      const bend = tailBend(tail)
      bends.push(bend.value / bend.standardError)
    }
    for (const list of [inErrors, bends]) {
      const mean = list.reduce((sum, x) => sum + x, 0) / 200
      const variance = list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 200
      expect(Math.abs(mean)).toBeLessThan(0.4)
      expect(Math.abs(variance - 1)).toBeLessThan(0.4)
    }
  })

  // Hill's estimator is off by 20 % here.
  it.each([0.5, 0.694, 1])('is that of the power on a lattice, too: %f', (exponent) => {
    for (const from of [2, 2.5, 2.83, 3.7]) {
      const tail = sample(onLattice(exponent), 400_000, 1, [from, 16 * from])
      expect(Math.abs(tailPower(tail).value / exponent - 1)).toBeLessThan(0.02)
    }
  })

  it('bends where there is no power', () => {
    // P(S > R) = exp(1 − R).
    const tail = sample((u) => 1 - Math.log(u), 200_000, 3, [1.1, 6])
    const { value, standardError } = tailBend(tail)
    expect(Math.abs(value)).toBeGreaterThan(5 * standardError)
  })

  it('does not depend on how the sample is parted', () => {
    const range = [2, 8] as const
    const parts = mergedTails(sample(pareto(1), 500, 1, range), sample(pareto(1), 700, 2, range))
    const whole = sample(pareto(1), 500, 1, range)
    const random = stream(11, 'tail', 2)
    for (let k = 0; k < 700; k++) addToTail(whole, 1 / (1 - random.uniform()))
    expect(parts).toEqual(whole)
  })

  it('is unknown without values beyond the range', () => {
    const tail = emptyTail(2, 8)
    for (const value of [1, 2, 3, 9, Infinity, NaN]) addToTail(tail, value)
    expect(exceedingTail(tail)).toBe(4)
    expect(tail.cells.at(-1)).toBe(3)
    expect(tailPower(tail).halfWidth).toBe(Infinity)
  })
})
