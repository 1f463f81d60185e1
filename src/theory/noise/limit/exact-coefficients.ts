import { exactInverse, exactProduct as product, exactSolve } from '../../../algebra/index.js'
import { ProblemError } from '../../../base/problem.js'
import { contractThird, gradient, isZero, mixedDerivatives, readable } from '../../../calculus/index.js'
import { covarianceOf, type Perturbation, writtenOut } from '../../../dynamics/index.js'
import { add, type Expression, multiply, negate, nodeCount, orderNodes, rational, scale, subtract } from '../../../expression/index.js' // prettier-ignore
import { exactSpaces, type ZeroLossPoint } from '../../../geometry/index.js'
import { masksOf, meanWrittenOut, sampleRegulariser } from './regulariser.js'

/** The coefficients at an exact point as constant expressions. */
export interface ExactCoefficients {
  readonly regulariser: Expression
  readonly fastDrift: readonly Expression[]
  readonly slowDrift: Readonly<
    Record<'tangentTangent' | 'mixed' | 'normalNormal' | 'total', readonly Expression[]>
  >
}

type Rows = readonly (readonly Expression[])[]

// Beyond these sizes exact elimination is slower than it is worth.
const mostParameters = 6
const mostNormal = 2
const mostVariables = 12
const mostNodes = 600
/** In nodes of what the point makes of projector and derivatives: roots may not combine. */
const mostAtPoint = 250

/**
 * −P∇Reg and ½D²Φ_α[GCGᵀ] in exact arithmetic, α as given (0 for the flow). The Lyapunov equation HX + XH − αHXH = QΣQ is
 * solved for the coordinates of X in rows of the Jacobian. Nothing when the point is not exact, the model is not small, or
 * some pivot could not be decided.
 */
export function exactCoefficients(
  perturbation: Perturbation,
  point: ZeroLossPoint,
  learningRate: Expression,
): ExactCoefficients | undefined {
  const { landscape, exact, rank } = point
  const { model, perSample } = landscape
  if (exact?.rank === undefined || perSample !== undefined) return undefined
  if (model.symbols.length > mostParameters || rank.rank > mostNormal || rank.rank === 0) return undefined
  const samples = model.data?.sampleCount ?? 1
  const { shared, own } = perturbation
  if (shared.symbols.length + samples * own.symbols.length > mostVariables) return undefined
  if (nodeCount([perturbation.sampleLoss]) > mostNodes) return undefined
  // A jump of the gradient is no derivative of it.
  if (masksOf(shared).length + masksOf(own).length > 0) return undefined
  try {
    return derived(perturbation, point, learningRate)
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

function derived(
  perturbation: Perturbation,
  point: ZeroLossPoint,
  alpha: Expression,
): ExactCoefficients | undefined {
  const { landscape, exact } = point
  const { symbols } = landscape.model
  // Constants such as tanh(1/2) do not combine, and exact elimination on them takes long.
  const decisive = landscape.symbolic.jacobian ?? landscape.symbolic.hessian
  const slopes = decisive.flatMap((row) => exact!.at(row))
  if (orderNodes(slopes).some(({ kind }) => kind === 'call')) return undefined
  const spaces = exactSpaces(point)
  if ('missing' in spaces) return undefined
  const { projector: p, normal: n } = spaces
  const at = (es: readonly Expression[]): Expression[] => exact!.at(es).map(readable)
  const reg = meanWrittenOut(perturbation, sampleRegulariser(perturbation))
  const { loss, variables } = writtenOut(perturbation)
  const g = transposed(mixedDerivatives(loss, symbols, variables, { order: 1 }).map((column) => at(column.gradient))) // prettier-ignore
  const hessian = landscape.symbolic.hessian.map(at)
  if (nodeCount([...p.flat(), ...g.flat(), ...hessian.flat()]) > mostAtPoint) return undefined
  const sigma = product(product(g, covarianceOf(perturbation)), transposed(g))
  const inverse = exactInverse(product(n, transposed(n)))
  if (inverse === undefined) return undefined
  // H = NᵀAN and QΣQ = NᵀZN for the rows N.
  const inRows = (m: Rows): Expression[][] =>
    product(inverse, product(product(n, product(m, transposed(n))), inverse))
  const [a, z] = [inRows(hessian), inRows(sigma)]
  const y = lyapunov(product(a, product(n, transposed(n))), z, alpha)
  const curvature = exactInverse(a)
  if (y === undefined || curvature === undefined) return undefined
  const back = (m: Rows): Expression[][] => product(transposed(n), product(m, n))
  const pseudoInverse = back(product(inverse, product(curvature, inverse)))
  const third = (m: Rows): Expression[] => at(contractThird(landscape.symbolic.loss, symbols, m))
  const times = (m: Rows, v: readonly Expression[]): Expression[] => product(m, v.map((x) => [x])).map(([x]) => x!) // prettier-ignore
  const half = (v: readonly Expression[]): Expression[] => v.map((x) => plain(scale(rational.of(-1, 2), x)))
  const leaning = product(pseudoInverse, product(sigma, p))
  const both = leaning.map((row, i) => row.map((x, j) => readable(add(x, leaning[j]![i]!))))
  const parts = {
    tangentTangent: half(times(pseudoInverse, third(product(p, product(sigma, p))))),
    mixed: half(times(p, third(both))),
    normalNormal: half(times(p, third(back(y)))),
  }
  const total = symbols.map((_, i) => plain(add(add(parts.tangentTangent[i]!, parts.mixed[i]!), parts.normalNormal[i]!))) // prettier-ignore
  return {
    regulariser: at([reg])[0]!,
    fastDrift: times(p, at(gradient(reg, symbols))).map((x) => plain(negate(x))),
    slowDrift: { ...parts, total },
  }
}

/** Y with BY + YBᵀ − αBYBᵀ = Z. */
function lyapunov(b: Rows, z: Rows, alpha: Expression): Expression[][] | undefined {
  const k = b.length
  const { graph } = alpha
  const entry = (i: number, j: number): Expression => (i === j ? graph.one : graph.zero)
  const rows = Array.from({ length: k * k }, (_, row) => {
    const [i, j] = [Math.floor(row / k), row % k]
    return Array.from({ length: k * k }, (_x, column) => {
      const [u, v] = [Math.floor(column / k), column % k]
      const sum = add(multiply(b[i]![u]!, entry(j, v)), multiply(b[j]![v]!, entry(i, u)))
      return readable(subtract(sum, graph.product([alpha, b[i]![u]!, b[j]![v]!])))
    })
  })
  const solution = exactSolve(rows, z.flat().map((x) => [x])) // prettier-ignore
  return solution && Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_x, j) => solution[i * k + j]![0]!)) // prettier-ignore
}

function transposed(m: Rows): Expression[][] {
  return (m[0] ?? []).map((_, j) => m.map((row) => row[j]!))
}

function plain(e: Expression): Expression {
  return isZero(e).outcome === 'proved' ? e.graph.zero : readable(e)
}
