import { gradient, isZero } from '../../../calculus/index.js'
import {
  add,
  constantValue,
  divide,
  type Expression,
  freeSymbols,
  multiply,
  rational,
  scale,
  square,
  subtract,
} from '../../../expression/index.js'
import { type Landscape, simplest } from '../../../geometry/index.js'
import { along, type FrameAlong, type Rows } from './frame.js'

/**
 * A function I of the parameters that gradient descent of infinitely small steps conserves, and of which the drift along the
 * limit is rate·I: a deterministic motion has I(t) = exp(rate·t) I(0), a diffusion its mean as long as it cannot run away.
 */
export interface QuantityWithMean {
  /** In the symbols of the model. */
  readonly quantity: Expression
  readonly rate: Expression
}

// Pairs of more parameters are many.
const mostParameters = 8

/** Among squares and products of two parameters; each is proved. */
export function quantitiesWithMean(
  landscape: Landscape,
  frame: FrameAlong,
  drift: readonly Expression[],
  diffusion: Rows | undefined,
): QuantityWithMean[] {
  const { free } = frame.branch
  return conservedQuantities(landscape).flatMap((quantity) => {
    const [there] = along(landscape, frame.branch, [quantity])
    if (there === undefined || constantValue(there) !== undefined) return []
    const slopes = gradient(there, free).map(simplest)
    const bent = diffusion === undefined ? [] : slopes.flatMap((slope, a) => gradient(slope, free).map((x, b) => scale(rational.half, multiply(x, diffusion[a]![b]!)))) // prettier-ignore
    const change = simplest(there.graph.sum([...slopes.map((slope, a) => multiply(slope, drift[a]!)), ...bent])) // prettier-ignore
    if (isZero(change).outcome === 'proved') return [{ quantity, rate: change.graph.zero }]
    const rate = simplest(divide(change, there))
    return freeSymbols(rate).size === 0 && isZero(subtract(change, multiply(rate, there))).outcome === 'proved' ? [{ quantity, rate }] : [] // prettier-ignore
  })
}

/** w_i² + κw_j² and w_i w_j with gradients orthogonal to those of all residuals, everywhere. */
export function conservedQuantities({ model, symbolic, perSample, dimension }: Landscape): Expression[] {
  if (perSample !== undefined || symbolic.jacobian === undefined || dimension > mostParameters) return []
  const rows = symbolic.jacobian
  const found: Expression[] = []
  const { symbols } = model
  const vanishes = (e: Expression): boolean => isZero(e).outcome === 'proved'
  symbols.forEach((x, i) =>
    symbols.slice(0, i).forEach((y, j) => {
      if (rows.every((row) => vanishes(add(multiply(x, row[j]!), multiply(y, row[i]!))))) found.push(multiply(y, x)) // prettier-ignore
      const decisive = rows.find((row) => !vanishes(row[i]!) && !vanishes(row[j]!))
      const ratio = decisive && simplest(divide(multiply(y, decisive[j]!), multiply(x, decisive[i]!)))
      if (ratio === undefined || ratio.kind !== 'constant' || rational.isZero(ratio.value)) return
      const holds = rows.every((row) => vanishes(subtract(multiply(y, row[j]!), multiply(ratio, multiply(x, row[i]!))))) // prettier-ignore
      if (holds) found.push(subtract(square(y), multiply(ratio, square(x))))
    }),
  )
  return found
}
