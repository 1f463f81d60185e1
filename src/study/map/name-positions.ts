import type { Budget } from '../../base/budget.js'
import { type Expression, toLatex, toText } from '../../expression/index.js'
import { parametrise, type ZeroLossPoint } from '../../geometry/index.js'
import type { BarePosition } from './positions.js'
import type { MapPathFacts, MapPosition } from './record.js'

// Solving residuals for parameters takes long where these are many.
const mostParameters = 6

/**
 * Names positions on a curve by the free parameter of a certified parametrisation through the point, where that is one of
 * the model's parameters and grows or falls all along: then it is a coordinate of the curve.
 */
export async function namePositions(
  point: ZeroLossPoint,
  positions: readonly BarePosition[],
  budget: Budget,
): Promise<{ positions: MapPosition[]; parameter: MapPathFacts['parameter'] }> {
  const { symbols } = point.landscape.model
  const free = symbols.length > mostParameters ? undefined : await freeParameter(point, budget)
  const index = free === undefined ? -1 : symbols.findIndex((symbol) => symbol === free)
  const values = positions.map(({ coordinates }) => coordinates[index])
  const steps = values.slice(1).map((x, i) => x! - values[i]!)
  const isMonotone = index >= 0 && (steps.every((x) => x > 0) || steps.every((x) => x < 0))
  return {
    positions: positions.map((position, i) => ({
      ...position,
      parameter: isMonotone ? values[i] : undefined,
    })),
    parameter: isMonotone ? { text: toText(free!), latex: toLatex(free!) } : undefined,
  }
}

async function freeParameter(point: ZeroLossPoint, budget: Budget): Promise<Expression | undefined> {
  if (point.dimension !== 1) return undefined
  const found = await parametrise(point.landscape, {
    through: point,
    budget: { ...budget, progress: undefined },
  })
  return found.kind === 'explicit' ? found.through?.free[0] : undefined
}
