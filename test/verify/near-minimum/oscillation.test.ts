import { expect, it } from 'vitest'
import { emptyTail, tailPower } from '../../../src/numeric/index.js'
import { gaugeOf } from '../../../src/verify/near-minimum/gauge.js'
import { excursionStart } from '../../../src/verify/near-minimum/excursions.js'
import { oscillationOver } from '../../../src/verify/near-minimum/oscillation.js'
import { excursions, near, one, twoResiduals } from './cases.js'

// log R in periods; the probability falls by e at every whole number.
function errorOf(periods: number, phase: number): number {
  const tail = emptyTail(1, Math.exp(periods))
  const cells = tail.cells.length - 1
  const exceeding = Array.from({ length: cells + 1 }, (_, k) => 1e12 * Math.exp(-Math.floor(phase + (k / cells) * periods)))
  exceeding.forEach((count, k) => (tail.cells[k] = count - (exceeding[k + 1] ?? 0)))
  return Math.abs(tailPower(tail).value - 1)
} // prettier-ignore

it.each([1.5, 2, 3, 4])('covers what a lattice does to the exponent, from %d periods on', (least) => {
  let worst = 0
  for (let periods = least; periods < least + 1; periods += 0.02)
    for (let phase = 0; phase < 1; phase += 0.05) {
      expect(errorOf(periods, phase)).toBeLessThan(oscillationOver(periods))
      worst = Math.max(worst, errorOf(periods, phase))
    }
  expect(oscillationOver(least)).toBeLessThan(1.3 * worst)
  expect(oscillationOver(least + 1)).toBeLessThanOrEqual(oscillationOver(least))
})

it('an excursion to the end of the range stays within a tenth of the reach of the linearisation', () => {
  const place = near(twoResiduals, 'p', 1, one)
  const experiment = excursions(place, { to: 1000 })
  const length = excursionStart(gaugeOf(twoResiduals, place), experiment)
  expect(1000 * length).toBeCloseTo(place.reach / 10, 12)
})
