import type { MapPath } from './path.js'
import type { MapPlan } from './plan.js'
import type { BarePosition } from './positions.js'
import type { MapGrid } from './record.js'

// Room below the lowest boundary and above the highest, as factors.
const room = 1.5

/** Columns of equal length along the path, rows of equal ratio around all boundaries; nothing where there is none. */
export function gridOver(
  { from, to }: MapPath,
  positions: readonly BarePosition[],
  { cells, runs }: MapPlan,
): MapGrid | undefined {
  const rates = positions.flatMap(({ boundaries }) =>
    boundaries === undefined
      ? []
      : [
          boundaries.gradientDescent.value,
          boundaries.meanSquare.value,
          ...(boundaries.almostSure ?? []).map(({ learningRate }) => learningRate.value),
        ],
  )
  if (rates.length === 0) return undefined
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
