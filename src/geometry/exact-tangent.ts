import { exactRank } from '../algebra/index.js'
import { ProblemError } from '../base/problem.js'
import { isZero, readable } from '../calculus/index.js'
import {
  constantValue,
  divide,
  type Expression,
  type Graph,
  isAnalytic,
  multiply,
  negate,
  nodeCount,
  squareRoot,
  subtract,
} from '../expression/index.js'
import { fromRows, type Matrix, rankOf, row, svd } from '../numeric/index.js'
import { exactBases, withPlainZero } from './exact-bases.js'
import type { Landscape } from './landscape.js'
import { pivots } from './pivots.js'
import type { ZeroLossPoint } from './point.js'

/** Tangent and normal space as expressions: in the model's symbols, or constants at an exact point. */
export interface ExactSpaces {
  /** The number of normal vectors. */
  readonly rank: number
  /** d − k vectors that span ker J, not normalised. */
  readonly tangent: readonly (readonly Expression[])[]
  /** k vectors, rows of J. */
  readonly normal: readonly (readonly Expression[])[]
  /** The orthogonal projector onto the tangent space, d × d. */
  readonly projector: readonly (readonly Expression[])[]
  /** Orthonormal bases by Gram and Schmidt; nothing where they would be too long to be read. */
  readonly orthonormalTangent: readonly (readonly Expression[])[] | undefined
  readonly orthonormalNormal: readonly (readonly Expression[])[] | undefined
  /** The bases hold where none of these is 0; the projector wherever the normal vectors are independent. Empty at an exact point. */
  readonly where: readonly Expression[]
} // prettier-ignore

/** Either the spaces or the reason why there are none. */
export type ExactSpacesOrReason = ExactSpaces | { readonly missing: string }

// Beyond these sizes the expressions are neither found quickly nor read.
const mostParameters = 8
const mostResiduals = 4
const mostRows = 20
const mostNodes = 600
const mostVectors = 2

/**
 * Tangent and normal space of the set as expressions in the model's symbols, from rows N of the Jacobian that are
 * independent at the point: the projector is I − Nᵀ(NNᵀ)⁻¹N. Holds at all points of the set where J has the same rank and
 * the rows are independent; where J has full row rank, nothing is assumed.
 */
export function symbolicSpaces(point: ZeroLossPoint): ExactSpacesOrReason {
  const { landscape, rank, coordinates } = point
  const { symbolic, model, perSample } = landscape
  if (perSample !== undefined) return { missing: 'there are too many samples to write the Jacobian out' }
  const { jacobian } = symbolic
  if (jacobian === undefined)
    return { missing: 'the loss is not a sum of squares: off the set the kernel of its Hessian is trivial' }
  const isSmall = model.symbols.length <= mostParameters && rank.rank <= mostResiduals
  if (!isSmall || jacobian.length > mostRows || nodeCount(jacobian.flat()) > mostNodes)
    return { missing: 'the model is too large for closed forms' }
  if (!rank.clear) return { missing: 'the rank at the point is not clear' }
  const values = landscape.jacobian(coordinates)
  const rows = independentAt(values, rank.rank)
  if (rows === undefined) return { missing: 'no clearly independent rows of the Jacobian were found' }
  const { columns } = pivots(fromRows(rows.map((i) => row(values, i))), rank.rank)
  return safely(() => {
    const normal = rows.map((i) => jacobian[i]!.map(readable))
    const block = normal.map((entries) => columns.map((j) => entries[j]!))
    const determinant = readable(determinantOf(block, model.graph))
    const tangent = kernelByMinors(normal, columns, determinant)
    return assembled(rank.rank, tangent, normal, model.symbols, [determinant])
  })
}

/** The first rows that are independent, numerically and not nearly dependent. */
function independentAt(m: Matrix, rank: number): number[] | undefined {
  const chosen: number[] = []
  for (let i = 0; i < m.rows && chosen.length < rank; i++) {
    const tried = fromRows([...chosen, i].map((k) => row(m, k)))
    const { singularValues } = svd(tried, { left: 'thin', right: 'thin' })
    if (rankOf(singularValues, { relative: 1e-6 }).rank > chosen.length) chosen.push(i)
  }
  return chosen.length === rank ? chosen : undefined
}

/** The same at an exact point, from `exactBases`, which also covers general losses. */
export function exactSpaces(point: ZeroLossPoint): ExactSpacesOrReason {
  if (point.exact === undefined) return { missing: 'the point is not exact' }
  const bases = safely(() => exactBases(point))
  if (bases === undefined || 'missing' in bases)
    return { missing: 'there is no exact rank, it is 0, or the model is too large' }
  const { tangent, normal } = bases
  return safely(() => assembled(normal.length, tangent, normal, point.landscape.model.symbols, []))
}

function assembled(
  rank: number,
  tangent: readonly (readonly Expression[])[],
  normal: readonly (readonly Expression[])[],
  symbols: readonly Expression[],
  where: readonly Expression[],
): ExactSpacesOrReason {
  const projector = projectorOff(normal, symbols)
  if (projector === undefined) return { missing: 'there are too many residuals for closed forms' }
  return {
    rank,
    tangent,
    normal,
    projector,
    orthonormalTangent: orthonormalised(tangent),
    orthonormalNormal: orthonormalised(normal),
    where: where.filter((e) => constantValue(e) === undefined),
  }
}

// (det G·I − Nᵀ adj(G) N)/det G with G = NNᵀ: without a division before the last, no zero of a pivot gets into the result.
function projectorOff(
  normal: readonly (readonly Expression[])[],
  symbols: readonly Expression[],
): Expression[][] | undefined {
  const { graph } = symbols[0]!
  if (normal.length > mostResiduals) return undefined
  const gram = normal.map((a) => normal.map((b) => readable(dot(a, b))))
  const determinant = readable(determinantOf(gram, graph))
  const cofactors = gram.map((_, k) => gram.map((_, l) => cofactor(gram, k, l, graph)))
  const whole = symbols.map((_, i) =>
    symbols.map((_, j) => {
      if (j < i) return graph.zero
      const terms = cofactors.flatMap((row, k) => row.map((c, l) => multiply(c, multiply(normal[k]![i]!, normal[l]![j]!)))) // prettier-ignore
      const inNormal = graph.sum(terms)
      return readable(divide(readable(subtract(i === j ? determinant : graph.zero, inNormal)), determinant))
    }),
  )
  return whole.map((row, i) => row.map((e, j) => (j < i ? whole[j]![i]! : e)))
}

// Cramer's rule times the determinant: polynomials where the rows are.
function kernelByMinors(
  rows: readonly (readonly Expression[])[],
  columns: readonly number[],
  determinant: Expression,
): Expression[][] {
  const { graph } = determinant
  const width = rows[0]?.length ?? 0
  const free = Array.from({ length: width }, (_, j) => j).filter((j) => !columns.includes(j))
  return free.map((f) =>
    Array.from({ length: width }, (_, j) => {
      if (j === f) return determinant
      if (!columns.includes(j)) return graph.zero
      const replaced = rows.map((row) => columns.map((column) => row[column === j ? f : column]!))
      return withPlainZero(negate(determinantOf(replaced, graph)))
    }),
  )
}

function determinantOf(m: readonly (readonly Expression[])[], graph: Graph): Expression {
  if (m.length === 0) return graph.one
  return graph.sum(m[0]!.map((e, j) => multiply(e, cofactor(m, 0, j, graph))))
}

function cofactor(
  m: readonly (readonly Expression[])[],
  row: number,
  column: number,
  graph: Graph,
): Expression {
  const minor = m.filter((_, i) => i !== row).map((entries) => entries.filter((_, j) => j !== column))
  const value = determinantOf(minor, graph)
  return (row + column) % 2 === 0 ? value : negate(value)
}

function orthonormalised(vectors: readonly (readonly Expression[])[]): Expression[][] | undefined {
  if (vectors.length > mostVectors) return undefined
  const orthogonal: { vector: readonly Expression[]; square: Expression }[] = []
  for (const given of vectors) {
    let vector = given
    for (const { vector: q, square } of orthogonal) {
      const part = readable(dot(vector, q))
      vector = vector.map((entry, i) => readable(subtract(multiply(square, entry), multiply(part, q[i]!))))
    }
    const square = readable(dot(vector, vector))
    if (nodeCount([...vector, square]) > mostNodes || isZero(square).outcome !== 'refuted') return undefined
    orthogonal.push({ vector, square })
  }
  return orthogonal.map(({ vector, square }) => vector.map((entry) => readable(divide(entry, squareRoot(square)))))
} // prettier-ignore

/**
 * The largest rank that J has anywhere, exactly: its rank in general position, which no point exceeds where all is
 * analytic. Nothing for kinks, large models and undecided pivots.
 */
export function genericRank({ symbolic, model, perSample }: Landscape): number | undefined {
  const { jacobian, residuals } = symbolic
  if (perSample !== undefined || jacobian === undefined || residuals === undefined) return undefined
  if (model.symbols.length > 12 || jacobian.length > 8 || nodeCount(jacobian.flat()) > mostNodes)
    return undefined
  if (!isAnalytic(residuals)) return undefined
  const rank = safely(() => ({ rank: exactRank(jacobian) }))
  return 'missing' in rank ? undefined : rank.rank
}

function dot(a: readonly Expression[], b: readonly Expression[]): Expression {
  return a[0]!.graph.sum(a.map((x, i) => multiply(x, b[i]!)))
}

function safely<T>(compute: () => T): T | { readonly missing: string } {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError) return { missing: `it has no value: ${error.message}` }
    throw error
  }
}
