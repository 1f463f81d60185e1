import { expect, it } from 'vitest'
import { gaugeOf } from '../../../src/verify/near-minimum/gauge.js'
import { Magnifier } from '../../../src/verify/near-minimum/magnifier.js'
import { near, one, twoResiduals } from './cases.js'

it.each([1e-3, 1e-30, 1e-150])('a displacement of %s is followed to its digits, up and down', (distance) => {
  const place = near(twoResiduals, 'p', 0.3, one)
  const gauge = gaugeOf(twoResiduals, place)
  const length = Math.sqrt(gauge.nearest * gauge.farthest)
  const magnifier = new Magnifier(gauge, { length }, 1)
  const d = place.start.length
  const state = new Float64Array(d)
  gauge.put(state, 0, Float64Array.of(0.6, 0.8), 0, magnifier.put(distance))
  magnifier.began(0, distance, place.start)
  let size = Math.log(distance)
  let [wasPlain, wasMagnified] = [false, false]
  // Growth takes it through where it need not be magnified, and back.
  const factors = [
    0.5,
    3,
    0.1,
    0.02,
    ...Array<number>(60).fill(0.04),
    ...Array<number>(200).fill(20),
    0.3,
    0.01,
  ]
  for (const factor of factors) {
    if (size + Math.log(factor) > Math.log(gauge.farthest)) continue
    for (let i = 0; i < d; i++) state[i] = place.start[i]! + factor * (state[i]! - place.start[i]!)
    size += Math.log(factor)
    magnifier.look(state)
    expect(Math.abs(magnifier.logDistance(0) - size)).toBeLessThan(0.01)
    magnifier.adjust(state, 0)
    expect(magnifier.isMagnified(0)).toBe(size < Math.log(length) - 1e-9)
    if (magnifier.isMagnified(0)) wasMagnified = true
    else wasPlain = true
  }
  expect(wasPlain).toBe(true)
  expect(wasMagnified).toBe(true)
})
