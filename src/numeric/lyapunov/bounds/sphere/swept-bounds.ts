import type { BoundsOfBox, BoxBounds } from './box-bounds.js'
import { cellMiddle, type CubeMesh, type Place } from './cube-mesh.js'

interface Box {
  readonly face: number
  readonly middle: Float64Array
  readonly half: Float64Array
  readonly bounds: BoxBounds
}

export interface Swept {
  readonly bound: number
  readonly boxes: number
  /** Where F itself is beyond what the bound was to be. */
  readonly beyond: readonly Place[]
}

/**
 * A bound of F over all directions from one side: from the cells of a mesh, of which those are halved whose bound is worst, as
 * long as there are fewer than `most` boxes or until the bound is within a few per cent of `met`, a value that F is known to
 * come near to; where that has the wanted sign, until the bound has it too and is beyond the given share of it.
 */
export function sweptBounds(
  boundsOf: BoundsOfBox,
  { size, cells, ...mesh }: CubeMesh,
  side: 'below' | 'above',
  met: number,
  most: number,
  share = 0,
): Swept {
  const sign = side === 'below' ? 1 : -1
  const boundOf = ({ bounds }: Box): number => {
    const bound = side === 'below' ? bounds.low : -bounds.high
    // NaN, which comes of overflow, is no bound.
    return Number.isNaN(bound) ? -Infinity : bound
  }
  const goal = sign * met > 0 ? share * sign * met : sign * met - 0.02 * Math.abs(met) - 1e-4
  const isBeyond = ({ bounds: { low, high } }: Box): boolean => sign * (low + high) < 2 * goal
  const axes = size - 1
  let boxes = size * cells ** axes
  let level: Box[] = []
  let least = Infinity
  for (let cell = 0; cell < boxes; cell++) {
    const middle = new Float64Array(axes)
    cellMiddle({ size, cells, ...mesh }, cell, middle)
    const box = { face: Math.floor(cell / cells ** axes), middle, half: new Float64Array(axes).fill(1 / cells), bounds: nothing() }
    boundsOf(box.face, box.middle, box.half, box.bounds)
    if (!(boundOf(box) > goal)) level.push(box)
    else least = Math.min(least, boundOf(box))
  }
  // After a few rounds what is found there is more than a coarse value: then it is for ψ to be improved.
  for (let round = 0; level.length > 0 && (round < 8 || !level.some(isBeyond)); round++) {
    if (!(boxes + level.length <= most && level.every(({ half }) => half[0]! > 2 ** -40))) break
    boxes += level.length
    const next = level.flatMap((box) => halves(box, boundsOf))
    level = next.filter((box) => !(boundOf(box) > goal))
    for (const box of next) if (boundOf(box) > goal) least = Math.min(least, boundOf(box))
  }
  return { bound: sign * level.reduce((worst, box) => Math.min(worst, boundOf(box)), least), boxes, beyond: level.filter(isBeyond) }
} // prettier-ignore

const nothing = (): BoxBounds => ({ low: -Infinity, high: Infinity, widest: 0 })

function halves({ face, middle, half, bounds: { widest } }: Box, boundsOf: BoundsOfBox): Box[] {
  return [-1, 1].map((side) => {
    const [at, size] = [middle.slice(), half.slice()]
    size[widest]! /= 2
    at[widest]! += side * size[widest]!
    const box = { face, middle: at, half: size, bounds: nothing() }
    boundsOf(face, at, size, box.bounds)
    return box
  })
}
