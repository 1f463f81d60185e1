import type { MapPath } from './path.js'
import type { MapPlan } from './plan.js'
import type { BarePosition } from './positions.js'
import type { Boundaries, MapGrid } from './record.js'

// Room below the lowest boundary and above the highest, as factors.
const room = 1.5

// Windows of stability so many times further than all other boundaries are left out, where hardly a row would fall between
// these: a sample whose gradient nearly vanishes has one that is as far as it is narrow.
const farthest = 10

/** Columns of equal length along the path, rows of equal ratio around all boundaries; nothing where there is none. */
export function gridOver(
  { from, to }: MapPath,
  positions: readonly BarePosition[],
  { cells, runs }: MapPlan,
): MapGrid | undefined {
  const known = positions.flatMap(({ boundaries }) => boundaries ?? [])
  if (known.length === 0) return undefined
  const first = known.flatMap((each) => [
    each.gradientDescent.value,
    each.meanSquare.value,
    ...signChanges(each).slice(0, 1),
  ])
  const end = farthest * Math.max(...first)
  const rates = [...first, ...known.flatMap(signChanges).filter((rate) => rate <= end)]
  const [low, high] = [Math.min(...rates) / room, Math.max(...rates) * room]
  const even = Array.from({ length: 2 * cells + 1 }, (_, i) => i / (2 * cells))
  const s = even.map((share) => from + share * (to - from))
  const rows = even.map((share) => low * (high / low) ** share)
  const split = (all: readonly number[]) => ({
    edges: all.filter((_, i) => i % 2 === 0),
    middles: all.filter((_, i) => i % 2 === 1),
  })
  return { columns: split(s), rows: split(rows), runs, error: 0.01 / cells ** 2 }
}

/** The learning rates at which λ changes sign, ascending. */
export function signChanges({ almostSure = [] }: Boundaries): number[] {
  return almostSure.map(({ learningRate }) => learningRate.value)
}
