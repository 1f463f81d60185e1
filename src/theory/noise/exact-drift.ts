import { exactInverse, exactRank, exactSolve } from '../../algebra/index.js'
import { contractThird, isZero, readable } from '../../calculus/index.js'
import { add, type Expression, multiply, subtract } from '../../expression/index.js'
import type { Site } from '../contract.js'

// Beyond this many parameters exact elimination is slower than it is worth: the numbers are printed instead.
const largestExact = 10

/**
 * The drift of label noise at an exact point in exact arithmetic: −(c/4) P ∇³L[(I − αH/2)⁻¹], entries as constant
 * expressions; α = 0 gives the limit of small learning rates. Nothing when the point is not exact, the model is large,
 * or some pivot could not be decided.
 */
export function exactLabelNoiseDrift(site: Site, learningRate: Expression): Expression[] | undefined {
  const { point, landscape, model } = site
  const { exact } = point
  const { symbols, graph } = model
  // With many samples the written-out forms are too large for exact elimination.
  if (exact?.rank === undefined || symbols.length > largestExact || landscape.perSample) return undefined
  const jacobian = landscape.symbolic.jacobian
  if (jacobian === undefined) return undefined
  const hessian = landscape.symbolic.hessian.map((row) => exact.at(row))
  const half = multiply(learningRate, graph.constant('1/2'))
  const shifted = hessian.map((row, i) =>
    row.map((entry, j) => readable(subtract(graph.constant(i === j ? 1 : 0), multiply(half, entry)))),
  )
  const resolvent = exactInverse(shifted)
  if (resolvent === undefined) return undefined
  const third = exact.at(contractThird(landscape.symbolic.loss, symbols, resolvent)).map(readable)
  const tangential = withoutNormalPart(
    jacobian.map((row) => exact.at(row)),
    exact.rank,
    third,
    point.rank.rank,
  )
  const factor = graph.constant(`-1/${4 * model.loss.count}`)
  return tangential?.map((entry) =>
    isZero(entry).outcome === 'proved' ? graph.zero : readable(multiply(factor, entry)),
  )
}

// v − Bᵀ(BBᵀ)⁻¹Bv with B a set of independent rows of the Jacobian.
function withoutNormalPart(
  jacobian: readonly (readonly Expression[])[],
  rank: number,
  vector: readonly Expression[],
  numericalRank: number,
): Expression[] | undefined {
  if (rank !== numericalRank) return undefined
  const rows = independentRows(jacobian, rank)
  if (rows === undefined) return undefined
  const gram = rows.map((a) => rows.map((b) => readable(product(a, b))))
  const image = rows.map((row) => [readable(product(row, vector))])
  const weights = exactSolve(gram, image)
  if (weights === undefined) return undefined
  return vector.map((entry, i) =>
    rows.reduce<Expression>((rest, row, k) => subtract(rest, multiply(weights[k]![0]!, row[i]!)), entry),
  )
}

// The rows that raise the rank, in order, until there are enough.
function independentRows(
  jacobian: readonly (readonly Expression[])[],
  rank: number,
): (readonly Expression[])[] | undefined {
  const chosen: (readonly Expression[])[] = []
  for (const row of jacobian) {
    if (chosen.length === rank) break
    const withRow = exactRank([...chosen, row])
    if (withRow === undefined) return undefined
    if (withRow > chosen.length) chosen.push(row)
  }
  return chosen.length === rank ? chosen : undefined
}

function product(a: readonly Expression[], b: readonly Expression[]): Expression {
  return a.map((x, i) => multiply(x, b[i]!)).reduce((sum, term) => add(sum, term))
}
