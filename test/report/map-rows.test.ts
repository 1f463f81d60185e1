import { expect, it } from 'vitest'
import { modelFrom } from '../../src/model/index.js'
import { boundaryTexts, placeOf } from '../../src/report/map/index.js'
import { stabilityMap } from '../../src/study/index.js'

const map = await stabilityMap(
  modelFrom({
    title: 'steep',
    parameters: ['x', 'y'],
    residuals: ['1000000*(x^2 + y^2 - 1)', '2000000*(x^2 + y^2 - 1)'],
    points: { p: { x: 1, y: 0 }, q: { x: 0, y: 1 } },
  }),
  { to: 'q', effort: 'quick' },
)

it('prints boundaries of any size with the digits that are known', () => {
  // κ = 4·10¹²·(1, 4): 2Σκ/Σκ² = 2·5/(17·4·10¹²).
  expect(boundaryTexts(map.positions[0]!).meanSquare).toBe('$1.47059 \\cdot 10^{-13}$')
})

it('calls a position 0 that only the accuracy of paths keeps from it', () => {
  const places = map.positions.map((position) => placeOf(map, position))
  expect(Math.min(...places.map(Math.abs))).toBe(0)
  expect(places.filter((place) => place !== 0)).toHaveLength(places.length - 1)
})
