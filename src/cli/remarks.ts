import { coordinatesText, type ZeroLossPoint } from '../geometry/index.js'
import type { Screen } from './screen.js'
import { plainDecimal } from './view/numbers.js'

/** Says that the start was moved onto the zero-loss set, if it was. */
export function moveRemark(screen: Screen, point: ZeroLossPoint): void {
  if (point.moved.distance === 0) return
  screen.remark(
    `The start was moved by ${plainDecimal(point.moved.distance, 3)} onto the zero-loss set (${point.moved.method}), ` +
      `to ${coordinatesText(point.landscape.model, point.coordinates)}.`,
  )
}
