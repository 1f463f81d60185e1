import { type Budget, spent } from '../../base/budget.js'
import type { Host } from '../../base/host.js'
import type { BatchChoice } from '../../dynamics/index.js'
import { type Landscape, linearReach, zeroLossPointAt } from '../../geometry/index.js'
import { proportionEstimate } from '../../numeric/index.js'
import { fateSeen, type SettlingCount, settlingRuns } from '../../verify/index.js'
import { productAt } from './boundaries.js'
import { isFarFromBoundary } from './finite-distance.js'
import type { BarePosition } from './positions.js'
import { predictedAt } from './predicted.js'
import type { MapCell, MapGrid, MeasuredCell } from './record.js'

export interface CellTask {
  readonly landscape: Landscape
  readonly batch: BatchChoice
  readonly grid: MapGrid
  readonly seed: number
  readonly budget: Budget
  readonly host: Host | undefined
}

export interface CellsFound {
  /** Column after column, from the lowest learning rate up. */
  readonly cells: readonly MapCell[]
  /** Columns at which doubles leave no room for runs. */
  readonly closed: readonly number[]
  readonly cutShort: boolean
  readonly steps: number
}

/**
 * Runs the algorithm from close to each position of the grid at each of its learning rates. Columns are taken in an order
 * that spreads them, so that what the time allows is everywhere. The numbers of a cell depend on the seed and its place only.
 */
export async function measuredCells(
  positions: readonly BarePosition[],
  { landscape, batch, grid, seed, budget, host }: CellTask,
): Promise<CellsFound> {
  const [columns, rows] = [grid.columns.middles, grid.rows.middles]
  const runs = settlingRuns(landscape.model, batch, host)
  const cells = new Map<number, MapCell>()
  const closed: number[] = []
  let cutShort = false
  let steps = 0
  let done = 0
  try {
    for (const column of spreadOrder(columns.length)) {
      const position = at(positions, columns[column]!)
      const point = zeroLossPointAt(landscape, position.coordinates)
      const reach = position.boundaries && linearReach(point)
      const place = reach === undefined ? undefined : runs.near({ start: point.coordinates, normal: point.normal, curvatures: point.normalEigenvalues, reach }) // prettier-ignore
      if (place === undefined) closed.push(column)
      const product = place && productAt(point, batch)
      for (const [row, learningRate] of rows.entries()) {
        const predicted = predictedAt(position.boundaries, learningRate)
        let measured: MeasuredCell | undefined
        let counts = false
        if (place !== undefined && !spent(budget)) {
          const key = { seed, purpose: `map/${column}/${row}` }
          const quietly = { ...budget, progress: undefined }
          const found = await place.measure(learningRate, grid.runs, key, quietly)
          steps += found?.steps ?? 0
          measured = found && measuredCell(found, place.room.start, grid.error)
          counts =
            measured !== undefined &&
            predicted['almost-surely'] !== undefined &&
            isFarFromBoundary(product!, learningRate, place.room)
        }
        if (place !== undefined && measured === undefined) cutShort = true
        cells.set(column * rows.length + row, { column, row, learningRate, measured, predicted, counts })
        budget.progress?.('runs along the path', ++done / (columns.length * rows.length))
      }
    }
  } finally {
    await runs.close()
  }
  const inOrder = [...cells].sort(([a], [b]) => a - b).map(([, cell]) => cell)
  return { cells: inOrder, closed: closed.sort((a, b) => a - b), cutShort, steps }
}

function measuredCell(count: SettlingCount, start: number, error: number): MeasuredCell {
  const { runs, settled, left } = count
  return {
    runs,
    settled,
    left,
    share: proportionEstimate(settled, runs, 0.99),
    seen: fateSeen(count, error),
    start,
  }
}

function at(positions: readonly BarePosition[], s: number): BarePosition {
  return positions.reduce((a, b) => (Math.abs(b.s - s) < Math.abs(a.s - s) ? b : a))
}

/** The numbers below `count`: the middle first, then those halfway between the ones before. */
export function spreadOrder(count: number): number[] {
  const order: number[] = []
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(1, count))); step >= 1; step /= 2)
    for (let k = Math.floor(step / 2); k < count; k += step) if (!order.includes(k)) order.push(k)
  return order
}
