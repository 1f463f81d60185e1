import { failure } from '../../base/wording.js'

/** The part of parameter space that a walk may not leave: lower and upper bound for each of the d coordinates. */
export interface Box {
  readonly lower: ArrayLike<number>
  readonly upper: ArrayLike<number>
}

/** The cube around `centre` with edges 2 `halfWidth`; four times the largest coordinate (at least 4) when left out. */
export function boxAround(centre: Float64Array, halfWidth?: number): Box {
  const half = halfWidth ?? 4 * centre.reduce((most, x) => Math.max(most, Math.abs(x)), 1)
  return { lower: centre.map((x) => x - half), upper: centre.map((x) => x + half) }
}

/** How far `w` is beyond the boundary, negative inside, and the coordinate of which that is said. */
export function beyond(box: Box, w: ArrayLike<number>): { distance: number; coordinate: number } {
  let [distance, coordinate] = [-Infinity, 0]
  for (let i = 0; i < w.length; i++) {
    const over = Math.max(w[i]! - box.upper[i]!, box.lower[i]! - w[i]!)
    if (over > distance) [distance, coordinate] = [over, i]
  }
  return { distance, coordinate }
}

/** The longest edge. */
export function widthOf(box: Box): number {
  return Array.from(box.lower, (low, i) => box.upper[i]! - low).reduce((most, x) => Math.max(most, x), 0)
}

/** @throws `bad-option` for a box of another dimension, an empty one, and one that does not contain the start */
export function checkBox(box: Box, start: Float64Array): void {
  const d = start.length
  const refuse = (expected: string, got: string): Error => failure('bad-option', { option: 'the box', expected, got }) // prettier-ignore
  if (box.lower.length !== d || box.upper.length !== d)
    throw refuse(`${d} lower and ${d} upper bounds`, `${box.lower.length} and ${box.upper.length}`)
  const empty = start.findIndex((_, i) => !(box.lower[i]! < box.upper[i]!))
  if (empty >= 0) throw refuse('lower bounds below the upper ones', `${box.lower[empty]} to ${box.upper[empty]}`) // prettier-ignore
  const { distance, coordinate } = beyond(box, start)
  if (!(distance <= 0))
    throw refuse('a box that contains the start', `a coordinate ${start[coordinate]} between ${box.lower[coordinate]} and ${box.upper[coordinate]}`) // prettier-ignore
}
