import { exactInverse } from '../../../algebra/index.js'
import { gradient } from '../../../calculus/index.js'
import {
  divide,
  type Expression,
  multiply,
  rational,
  scale,
  square,
  substituteAll,
  subtract,
} from '../../../expression/index.js'
import { type Landscape, lengthOf, type ParametrisedBranch, simplest } from '../../../geometry/index.js'

export type Rows = readonly (readonly Expression[])[]

/**
 * A branch γ of the zero-loss set as a Riemannian manifold, in its m free symbols. d is the number of parameters. All entries
 * are simplified.
 */
export interface FrameAlong {
  readonly branch: ParametrisedBranch
  /** γ_a = ∂γ/∂s_a, m vectors of length d. */
  readonly tangents: Rows
  /** γ_ab, m × m vectors of length d. */
  readonly second: readonly Rows[]
  /** G_ab = γ_a·γ_b, m × m. */
  readonly metric: Rows
  readonly inverseMetric: Rows
  /** ∇²L along it, d × d. */
  readonly hessian: Rows
  /** P, the orthogonal projector onto the tangent space, d × d. */
  readonly projector: Rows
}

// In characters: of all coordinates, and of one entry of a matrix.
const longest = { coordinates: 200, entry: 400 }

/** Whether an entry is too long to be worked with. */
export function isTooLong(m: Rows): boolean {
  return m.some((row) => row.some((e) => lengthOf(e) > longest.entry))
}

/** Nothing where the coordinates are long or the metric could not be inverted in exact arithmetic. */
export function frameAlong(
  landscape: Landscape,
  branch: ParametrisedBranch,
  rank: number,
): FrameAlong | undefined {
  const { free, coordinates } = branch
  const { graph } = landscape.model
  if (coordinates.reduce((sum, x) => sum + lengthOf(x), 0) > longest.coordinates) return undefined
  const tangents = transposed(coordinates.map((x) => gradient(x, free).map(simplest)))
  const second = tangents.map((row) => transposed(row.map((x) => gradient(x, free).map(simplest))))
  const metric = tangents.map((a) => tangents.map((b) => dot(a, b)))
  const hessian = hessianAlong(landscape, branch)
  if (isTooLong(tangents) || isTooLong(hessian)) return undefined
  const isGraph = free.every((symbol) => coordinates.includes(symbol))
  const places = free.map((symbol) => coordinates.indexOf(symbol))
  const across = isGraph ? projectorOff(hessian, rank) : undefined
  // The gradients of coordinates along the set have the inverse metric as their products.
  const inverseMetric =
    across === undefined
      ? exactInverse(metric)?.map((row) => row.map(simplest))
      : places.map((i) => places.map((j) => across[i]![j]!))
  if (inverseMetric === undefined || isTooLong(inverseMetric)) return undefined
  const projector =
    across ??
    coordinates.map((_, i) =>
      coordinates.map((_x, j) =>
        simplest(
          graph.sum(
            tangents.flatMap((a, k) =>
              tangents.map((b, l) => graph.product([a[i]!, inverseMetric[k]![l]!, b[j]!])),
            ),
          ),
        ),
      ),
    )
  return { branch, tangents, second, metric, inverseMetric, hessian, projector }
}

/** Expressions in the parameters of the model along the branch. */
export function along({ model }: Landscape, { coordinates }: ParametrisedBranch, es: readonly Expression[]): Expression[] {
  return substituteAll(es, new Map(model.symbols.map((symbol, i) => [symbol, coordinates[i]!]))).map(simplest)
} // prettier-ignore

// For a sum of squares ∇²L = JᵀJ/n where the residuals vanish.
function hessianAlong(landscape: Landscape, branch: ParametrisedBranch): Rows {
  const { symbolic, model, dimension } = landscape
  if (symbolic.jacobian === undefined) return symbolic.hessian.map((row) => along(landscape, branch, row))
  const rows = symbolic.jacobian.map((row) => along(landscape, branch, row))
  const factor = rational.of(1, model.loss.count)
  const entry = (i: number, j: number): Expression =>
    simplest(scale(factor, model.graph.sum(rows.map((row) => multiply(row[i]!, row[j]!)))))
  return symmetric(dimension, entry)
}

/** I − Q from H alone: Q = H/tr H for rank one, (τH − H²)/δ with the symmetric functions τ, δ of the eigenvalues for two. */
function projectorOff(hessian: Rows, rank: number): Rows | undefined {
  if (rank > 2) return undefined
  const { graph } = hessian[0]![0]!
  const sum = traceOf(hessian)
  const squared = rank === 2 ? product(hessian, hessian) : undefined
  const both = squared && secondSymmetric(sum, traceOf(squared))
  return symmetric(hessian.length, (i, j) => {
    const across =
      squared === undefined || both === undefined
        ? divide(hessian[i]![j]!, sum)
        : divide(subtract(multiply(sum, hessian[i]![j]!), squared[i]![j]!), both)
    return simplest(subtract(i === j ? graph.one : graph.zero, across))
  })
}

/** λ₁λ₂ of a matrix of rank two, from its trace and that of its square. */
export function secondSymmetric(sum: Expression, sumOfSquares: Expression): Expression {
  return simplest(scale(rational.half, subtract(square(sum), sumOfSquares)))
}

export function traceOf(m: Rows): Expression {
  return simplest(m[0]![0]!.graph.sum(m.map((row, i) => row[i]!)))
}

/** tr(AB). */
export function traceOfProduct(a: Rows, b: Rows): Expression {
  const { graph } = a[0]![0]!
  return simplest(graph.sum(a.flatMap((row, i) => row.map((x, j) => multiply(x, b[j]![i]!)))))
}

export function product(a: Rows, b: Rows): Expression[][] {
  const { graph } = a[0]![0]!
  return a.map((row) => b[0]!.map((_, j) => simplest(graph.sum(row.map((x, k) => multiply(x, b[k]![j]!))))))
}

export function dot(a: readonly Expression[], b: readonly Expression[]): Expression {
  return simplest(a[0]!.graph.sum(a.map((x, i) => multiply(x, b[i]!))))
}

/** Mv. */
export function times(m: Rows, v: readonly Expression[]): Expression[] {
  return m.map((row) => dot(row, v))
}

export function transposed(m: Rows): Expression[][] {
  return (m[0] ?? []).map((_, j) => m.map((row) => row[j]!))
}

function symmetric(size: number, entry: (i: number, j: number) => Expression): Expression[][] {
  const rows: Expression[][] = Array.from({ length: size }, () => [])
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      rows[i]![j] = entry(i, j)
      rows[j]![i] = rows[i]![j]!
    }
  return rows
}
