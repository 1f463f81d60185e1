import { gradient, readable } from '../../calculus/index.js'
import { add, divide, type Expression, multiply, nodeCount, power, subtract } from '../../expression/index.js'
import type { Site } from '../contract.js'

// A closed form that does not fit on a page is not one.
const longest = 400

/**
 * The drift field of label noise as formulas in the model's own symbols, on a set of codimension one. There the only
 * non-zero eigenvalue of the Hessian is λ = (1/n) Σ |∇rᵢ|², the normal direction is any non-zero ∇rᵢ = g, and
 *
 *     ẇ = −(1/4n) (∇λ − (g·∇λ/g·g) g) / (1 − αλ/2).
 *
 * Nothing on sets of higher codimension, or when the formulas are too long to be read.
 */
export interface ClosedFormDrift {
  /** λ on the set. */
  readonly eigenvalue: Expression
  /** The field for α → 0, length d; divide by 1 − αλ/2 for finite α. */
  readonly field: readonly Expression[]
}

export function closedFormDrift({ point, landscape, model }: Site): ClosedFormDrift | undefined {
  if (point.rank.rank !== 1 || model.symbols.length > 6 || landscape.perSample) return undefined
  const jacobian = landscape.symbolic.jacobian
  if (jacobian === undefined) return undefined
  const numeric = landscape.jacobian(point.coordinates)
  const { graph, symbols } = model
  const sizes = jacobian.map((_, i) => sizeOfRow(numeric.data, i, numeric.columns))
  const normal = jacobian[sizes.indexOf(Math.max(...sizes))]!
  const squares = jacobian.flat().map((entry) => power(entry, 2))
  const eigenvalue = readable(divide(graph.sum(squares), model.loss.count))
  const slope = gradient(eigenvalue, symbols)
  const dot = (a: readonly Expression[], b: readonly Expression[]) =>
    a.map((x, i) => multiply(x, b[i]!)).reduce(add, graph.zero)
  const ratio = divide(dot(normal, slope), dot(normal, normal))
  const field = symbols.map((_, i) =>
    readable(
      multiply(
        graph.constant(`-1/${4 * model.loss.count}`),
        subtract(slope[i]!, multiply(ratio, normal[i]!)),
      ),
    ),
  )
  return nodeCount(field) > longest ? undefined : { eigenvalue, field }
}

function sizeOfRow(data: Float64Array, row: number, columns: number): number {
  return Math.hypot(...data.subarray(row * columns, (row + 1) * columns))
}
