import { exactCharacteristicPolynomial, type ExactMatrix } from '../../algebra/index.js'
import { isZero } from '../../calculus/index.js'
import {
  add,
  constantValue,
  divide,
  type Expression,
  multiply,
  negate,
  rational,
  scale,
  square,
  squareRoot,
  substituteAll,
  subtract,
} from '../../expression/index.js'
import type { Landscape } from '../landscape.js'
import type { ParametrisedBranch } from './branch.js'
import { positiveSymbols } from './domain.js'
import { withPositive } from './positive.js'
import { simplest } from './simplest.js'

/** What is known of the spectrum of ∇²L along a branch in closed form; expressions in its free symbols. */
export interface SpectrumAlong {
  readonly trace: Expression
  /** Number of eigenvalues that are not identically 0 along it. */
  readonly rank: number | undefined
  /** The largest eigenvalue. */
  readonly sharpness: Expression | undefined
  /** Product of the positive eigenvalues, where none of them vanishes. */
  readonly pseudoDeterminant: Expression | undefined
}

// The characteristic polynomial of a larger block is not for reading.
const largestBlock = 5
const mostEntries = 200

/**
 * Trace, largest eigenvalue and pseudo-determinant of ∇²L along a branch. For a sum of squares ∇²L = JᵀJ/n there, with
 * the positive eigenvalues of JJᵀ/n; it falls into blocks of residuals that share no derivative. The largest eigenvalue of
 * a block is found when its rank is one or two. Nothing when the derivatives are too many.
 */
export function spectrumAlong(landscape: Landscape, branch: ParametrisedBranch): SpectrumAlong | undefined {
  const { forth, back } = withPositive(positiveSymbols(branch.smooth))
  const gram = gramAlong(landscape, branch, forth)
  if (gram === undefined) return undefined
  const { graph } = branch.coordinates[0]!
  const trace = simplest(graph.sum(gram.map((row, i) => row[i]!)))
  // Equal where the symbols are positive, which they are on the branch.
  const written = (e: Expression | undefined): Expression | undefined => e && back(e)
  const parts = blocksOf(gram).map(blockSpectrum)
  const ranks = parts.map(({ rank }) => rank)
  const largest = distinct(parts.filter(({ rank }) => rank !== 0).map((part) => part.largest))
  const products = parts.filter(({ rank }) => rank !== 0).map((part) => part.product)
  const known = largest.every((e) => e !== undefined) ? largest.map((e) => e!) : undefined
  return {
    trace: back(trace),
    rank: ranks.every((rank) => rank !== undefined) ? ranks.reduce((sum, rank) => sum + rank!, 0) : undefined,
    sharpness: known && written(known.length === 0 ? graph.zero : largestOf(known)),
    pseudoDeterminant: products.every((e) => e !== undefined)
      ? written(simplest(graph.product(products.map((e) => e!))))
      : undefined,
  }
}

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]

const largestOf = (es: readonly Expression[]): Expression =>
  es.length === 1 ? es[0]! : es[0]!.graph.call('max', es)

/** JJᵀ/n or JᵀJ/n, whichever is smaller; ∇²L for a general loss. */
function gramAlong(
  { model, symbolic, dimension }: Landscape,
  branch: ParametrisedBranch,
  prepared: (e: Expression) => Expression,
): ExactMatrix | undefined {
  const replacements = new Map(model.symbols.map((symbol, i) => [symbol, prepared(branch.coordinates[i]!)]))
  const along = (rows: readonly (readonly Expression[])[]): Expression[][] =>
    rows.map((row) => substituteAll(row, replacements).map(simplest))
  if (model.loss.kind !== 'squares') return dimension ** 2 > mostEntries ? undefined : along(symbolic.hessian)
  const { residuals } = symbolic
  if (residuals === undefined || residuals.length * dimension > mostEntries) return undefined
  const rows = along(symbolic.jacobian!)
  const vectors = rows.length <= dimension ? rows : rows[0]!.map((_, j) => rows.map((row) => row[j]!))
  const factor = rational.of(1, model.loss.count)
  return vectors.map((v) =>
    vectors.map((w) => simplest(scale(factor, v[0]!.graph.sum(v.map((x, i) => multiply(x, w[i]!)))))),
  )
}

/** The diagonal blocks of a symmetric matrix, by its entries that are not 0. */
function blocksOf(m: ExactMatrix): Expression[][][] {
  const isJoined = m.map((row) => row.map((entry) => isZero(entry).outcome !== 'proved'))
  const left = new Set(m.keys())
  const blocks: Expression[][][] = []
  for (const start of left) {
    const block = new Set([start])
    // A set iterates over what is added while it is being iterated.
    for (const i of block) for (const j of left) if (isJoined[i]![j]!) block.add(j)
    for (const i of block) left.delete(i)
    const indices = [...block].sort((a, b) => a - b)
    blocks.push(indices.map((i) => indices.map((j) => m[i]![j]!)))
  }
  return blocks
}

interface BlockSpectrum {
  readonly rank: number | undefined
  readonly largest?: Expression | undefined
  readonly product?: Expression | undefined
}

function blockSpectrum(block: readonly (readonly Expression[])[]): BlockSpectrum {
  const [entry] = block[0]!
  if (block.length === 1)
    return isZero(entry!).outcome === 'proved' ? { rank: 0 } : { rank: 1, largest: entry!, product: entry! }
  if (isRankOne(block)) {
    const sum = simplest(entry!.graph.sum(block.map((row, i) => row[i]!)))
    return { rank: 1, largest: sum, product: sum }
  }
  if (block.length > largestBlock) return { rank: undefined }
  // det(λ − M) = Σ (−1)^j e_j λ^(k−j), e_j the elementary symmetric functions of the eigenvalues.
  const coefficients = exactCharacteristicPolynomial(block)
  const symmetric = block.map((_, i) => {
    const j = i + 1
    const coefficient = coefficients[block.length - j]!
    return simplest(j % 2 === 0 ? coefficient : negate(coefficient))
  })
  // The matrix has real eigenvalues only, so that its rank is the largest j with e_j ≠ 0.
  const rank = symmetric.findLastIndex((e) => isZero(e).outcome !== 'proved') + 1
  const product = symmetric[rank - 1]!
  return { rank, product, largest: rank === 2 ? largerRoot(symmetric[0]!, product) : undefined }
}

// All 2 × 2 minors of a positive semi-definite matrix vanish when the principal ones do.
function isRankOne(block: readonly (readonly Expression[])[]): boolean {
  return block.every((row, i) =>
    row.every((entry, j) => {
      if (j <= i) return true
      const minor = subtract(multiply(row[i]!, block[j]![j]!), square(entry))
      return isZero(minor).outcome === 'proved'
    }),
  )
}

function largerRoot(sum: Expression, product: Expression): Expression {
  const discriminant = simplest(subtract(square(sum), multiply(product, 4)))
  if (constantValue(discriminant) !== undefined && discriminant === discriminant.graph.zero)
    return divide(sum, 2)
  return simplest(divide(add(sum, squareRoot(discriminant)), 2))
}
