import { coordinatesText } from '../geometry/index.js'
import { type Situation, theorems } from '../theory/index.js'
import type { Screen } from './screen.js'
import { wrapped } from './text.js'
import { plainDecimal } from './view/numbers.js'

/** Says that the start was moved onto the zero-loss set, if it was. */
export function moveRemark(screen: Screen, { landing }: Situation): void {
  if ('problem' in landing || landing.point.moved.distance === 0) return
  const { moved, landscape, coordinates } = landing.point
  screen.remark(
    wrapped(
      `The start was moved by ${plainDecimal(moved.distance, 3)} onto the zero-loss set (${moved.method}), ` +
        `to ${coordinatesText(landscape.model, coordinates)}.`,
      screen.width,
    ),
  )
}

/** Says which theorems are only taken by name, where there is a set that they could be about. */
export function leftOutRemark(screen: Screen, { landing }: Situation): void {
  const names = theorems.filter(({ takesLong }) => takesLong).map(({ id }) => id)
  if ('problem' in landing || names.length === 0) return
  screen.remark(
    wrapped(
      `Left out, as they take a minute or more: ${names.join(', ')}. Name them to run them.`,
      screen.width,
    ),
  )
}
