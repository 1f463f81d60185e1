import { ProblemError } from '../../../base/problem.js'
import { derivativeAlong, gradient, isZero, mixedDerivatives, vanishesOn } from '../../../calculus/index.js'
import { type Perturbation, writtenOut } from '../../../dynamics/index.js'
import { divide, type Expression, multiply, nodeCount, orderNodes, scale, square, subtract, substituteAll, rational } from '../../../expression/index.js' // prettier-ignore
import { type Landscape, type ZeroLossPoint } from '../../../geometry/index.js'
import { fromRows, svd, toRows } from '../../../numeric/index.js'
import { sampleFourthOrder } from './fourth-order.js'
import { meanWrittenOut, sampleMean, sampleRegulariser, zeroing } from './regulariser.js'

// Gröbner bases of more than this take too long to be tried unasked.
const mostNodes = 800
const mostNodesWithCalls = 100
const mostMinors = 24
const mostSymbols = 16

/** Exact statements about the whole set: how each was proved, or nothing where it could not be. */
export interface SetProofs {
  /** ∇_w L̂(w, η) = 0 for all η. */
  frozen(): string | undefined
  /** P∇Reg = 0. */
  tangentRegulariser(): string | undefined
  /** PG = 0. */
  tangentNoise(): string | undefined
  /** P∇V₄ = 0; on sets of codimension one. */
  tangentPotential(): string | undefined
}

export function setProofs(landscape: Landscape, point: ZeroLossPoint, perturbation: Perturbation): SetProofs {
  const { symbolic, model, perSample } = landscape
  const residuals = perSample === undefined ? symbolic.residuals : undefined
  // What is inside of calls counts as unknowns of its own.
  const small = (es: readonly Expression[], more = 0): boolean =>
    nodeCount(es) <= (hasCalls(es) ? mostNodesWithCalls : mostNodes) &&
    model.symbols.length + more <= mostSymbols
  const vanish = (es: readonly Expression[], more = 0): boolean =>
    residuals !== undefined &&
    small(es, more) &&
    es.every((e) => vanishesOn(e, residuals).outcome === 'proved')
  const rows = independentRows(landscape, point)
  /** Whether a field has no component along the set: then it depends on the rows of the Jacobian. */
  const isNormal = (field: readonly Expression[]): boolean => {
    if (rows === undefined) return false
    const columns = subsets(field.length, rows.length + 1, mostMinors)
    return columns !== undefined && vanish(columns.map((places) => minor([...rows, field], places)))
  }
  const safely = (compute: () => string | undefined): string | undefined => {
    if (residuals === undefined) return undefined
    try {
      return compute()
    } catch (error) {
      if (error instanceof ProblemError) return undefined
      throw error
    }
  }
  const exactly = 'in exact arithmetic'
  return {
    frozen: () =>
      safely(() => {
        const { loss, variables } = writtenOut(perturbation)
        const proved = small([loss], variables.length) && vanish(gradient(loss, model.symbols), variables.length) // prettier-ignore
        return proved ? `for all noise, ${exactly}` : undefined
      }),
    tangentRegulariser: () =>
      safely(() => {
        const reg = meanWrittenOut(perturbation, sampleRegulariser(perturbation))
        if (isZero(reg).outcome === 'proved') return 'as the regulariser is 0 everywhere'
        if (!small([reg])) return undefined
        const slope = gradient(reg, model.symbols)
        if (slope.every((each) => isZero(each).outcome === 'proved')) return 'as the regulariser is constant everywhere' // prettier-ignore
        return isNormal(slope) ? exactly : undefined
      }),
    tangentNoise: () =>
      safely(() => {
        const { loss } = writtenOut(perturbation)
        if (!small([loss])) return undefined
        return factorWrittenOut(perturbation).every(isNormal) ? exactly : undefined
      }),
    tangentPotential: () =>
      safely(() => {
        const potential = secondPotentialOf(landscape, point, perturbation)
        return potential !== undefined && small([potential]) && isNormal(gradient(potential, model.symbols))
          ? exactly
          : undefined
      }),
  }
}

/** For each variable of the written-out loss ∂_η∇L̂ at η = 0; for a mask the jump of the gradient, ∇L − ∇L̂(−e). */
export function factorWrittenOut(perturbation: Perturbation): (readonly Expression[])[] {
  const { loss, variables, laws } = writtenOut(perturbation)
  const { symbols } = perturbation.model
  const quiet = zeroing(variables)(loss)
  const smooth = variables.filter((_, k) => laws[k] !== 'bernoulli')
  const columns = smooth.length === 0 ? [] : mixedDerivatives(zeroing(variables.filter((_, k) => laws[k] === 'bernoulli'))(loss), symbols, smooth, { order: 1 }) // prettier-ignore
  const jumps = variables
    .filter((_, k) => laws[k] === 'bernoulli')
    .map((mask) => {
      const alone = zeroing(variables.filter((other) => other !== mask))(loss)
      const dropped = substituteAll([alone], new Map([[mask, loss.graph.constant(-1)]]))[0]!
      return gradient(subtract(quiet, dropped), symbols)
    })
  return [...columns.map((column) => column.gradient), ...jumps]
}

/**
 * V₄ = R₄ − ½∇Reg·H⁺∇Reg in the symbols of the model, on a set of codimension one given by one residual: with λ = |∇r|²/n, it
 * is R₄ − n(∇Reg·∇r)²/(2|∇r|⁴).
 */
export function secondPotentialOf(
  { symbolic, model }: Landscape,
  { rank }: ZeroLossPoint,
  perturbation: Perturbation,
): Expression | undefined {
  const { jacobian } = symbolic
  if (rank.rank !== 1 || jacobian?.length !== 1) return undefined
  const fourth = sampleFourthOrder(perturbation)
  if (fourth === undefined) return undefined
  const slope = gradient(
    meanWrittenOut(perturbation, sampleRegulariser(perturbation)),
    model.symbols,
  )
  const [normal] = jacobian as [readonly Expression[]]
  const across = square(divide(dot(slope, normal), dot(normal, normal)))
  return subtract(
    meanWrittenOut(perturbation, fourth),
    scale(rational.of(model.loss.count, 2), across),
  )
} // prettier-ignore

/**
 * Whether E∇_w L̂ = ∇L for all w and all σ: where L̂ is affine in the noise but for terms free of the parameters, and where the
 * expectation, which is exact for this law, says so.
 */
export function isUnbiased(perturbation: Perturbation): boolean {
  if (isAffine(perturbation)) return true
  const { model, sampleLoss, shared, own } = perturbation
  const mean = sampleMean(perturbation, model.graph.symbol('§σ²', { positive: true }))
  if (mean === undefined) return false
  const bias = subtract(mean, zeroing([...shared.symbols, ...own.symbols])(sampleLoss))
  return gradient(bias, model.symbols).every((each) => isZero(each).outcome === 'proved')
}

/** Whether every second derivative in the noise is free of the parameters: then Σ is the covariance of the gradient at any σ. */
export function isAffine({ sampleLoss, shared, own, model }: Perturbation): boolean {
  const variables = [...shared.symbols, ...own.symbols]
  const direction = variables.map(({ graph }, k) => graph.symbol(`§direction[${k + 1}]`))
  const second = derivativeAlong(sampleLoss, variables, direction, 2)
  return gradient(second, model.symbols).every((each) => isZero(each).outcome === 'proved')
}

/** Rows of the Jacobian that are independent at the point, as many as its rank. */
function independentRows(
  landscape: Landscape,
  { rank, coordinates }: ZeroLossPoint,
): (readonly Expression[])[] | undefined {
  if (landscape.perSample !== undefined) return undefined
  const { jacobian } = landscape.symbolic
  if (jacobian === undefined) return undefined
  const values = toRows(landscape.jacobian(coordinates))
  const chosen: number[] = []
  for (let i = 0; i < values.length && chosen.length < rank.rank; i++) {
    const tried = fromRows([...chosen, i].map((k) => values[k]!))
    const { singularValues } = svd(tried, { left: 'thin', right: 'thin' })
    if (singularValues[chosen.length]! > 1e-6 * singularValues[0]!) chosen.push(i)
  }
  return chosen.length === rank.rank ? chosen.map((i) => jacobian[i]!) : undefined
}

/** All sets of `size` places of so many, or nothing when there are too many. */
function subsets(of: number, size: number, most: number): number[][] | undefined {
  let found: number[][] = [[]]
  for (let k = 0; k < size; k++)
    found = found.flatMap((some) => {
      const from = (some.at(-1) ?? -1) + 1
      return Array.from({ length: Math.max(0, of - from) }, (_, j) => [...some, from + j])
    })
  return found.length <= most ? found : undefined
}

function minor(rows: readonly (readonly Expression[])[], columns: readonly number[]): Expression {
  const [first, ...rest] = rows as [readonly Expression[], ...(readonly Expression[])[]]
  const { graph } = first[0]!
  if (rest.length === 0) return first[columns[0]!]!
  return graph.linear(
    rational.zero,
    columns.map((column, k) => ({
      coefficient: rational.of(k % 2 === 0 ? 1 : -1),
      term: multiply(first[column]!, minor(rest, columns.filter((_, j) => j !== k))), // prettier-ignore
    })),
  )
}

const hasCalls = (es: readonly Expression[]): boolean => orderNodes(es).some(({ kind }) => kind === 'call')

function dot(a: readonly Expression[], b: readonly Expression[]): Expression {
  return a[0]!.graph.sum(a.map((x, i) => multiply(x, b[i]!)))
}
