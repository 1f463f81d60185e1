import { ProblemError } from '../../../base/problem.js'
import { derivativeAlong, gradient, isZero, mixedDerivatives, vanishesOn } from '../../../calculus/index.js'
import { type Perturbation, writtenOut } from '../../../dynamics/index.js'
import { divide, type Expression, multiply, nodeCount, scale, square, subtract, rational } from '../../../expression/index.js' // prettier-ignore
import { type Landscape, symbolicSpaces, type ZeroLossPoint } from '../../../geometry/index.js'
import { meanWrittenOut, sampleFourthOrder, sampleRegulariser } from './regulariser.js'

// Gröbner bases of more than this take too long to be tried unasked.
const mostNodes = 800
const mostSymbols = 16

/** Exact statements about the whole set, each a sentence, or nothing where it could not be proved. */
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
  const small = (es: readonly Expression[], more = 0): boolean =>
    nodeCount(es) <= mostNodes && model.symbols.length + more <= mostSymbols
  const vanish = (es: readonly Expression[], more = 0): boolean =>
    residuals !== undefined &&
    small(es, more) &&
    es.every((e) => vanishesOn(e, residuals).outcome === 'proved')
  let spaces: ReturnType<typeof symbolicSpaces> | undefined
  const tangent = (): readonly (readonly Expression[])[] => {
    spaces ??= symbolicSpaces(point)
    return 'missing' in spaces ? [] : spaces.tangent
  }
  /** Whether a field has no component along the set, wherever the basis of tangent vectors is one. */
  const isNormal = (field: readonly Expression[]): boolean => {
    const basis = tangent()
    return basis.length > 0 && vanish(basis.map((t) => dot(t, field)))
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
  const exactly = 'in exact arithmetic, modulo the residuals'
  return {
    frozen: () =>
      safely(() => {
        const { loss, variables } = writtenOut(perturbation)
        const proved = small([loss], variables.length) && vanish(gradient(loss, model.symbols), variables.length) // prettier-ignore
        return proved ? `it does on the whole set and for all noise, ${exactly}` : undefined
      }),
    tangentRegulariser: () =>
      safely(() => {
        const reg = meanWrittenOut(perturbation, sampleRegulariser(perturbation))
        if (isZero(reg).outcome === 'proved') return 'the regulariser is 0 everywhere'
        if (!small([reg])) return undefined
        const slope = gradient(reg, model.symbols)
        if (slope.every((each) => isZero(each).outcome === 'proved')) return 'the regulariser is constant everywhere' // prettier-ignore
        return isNormal(slope)
          ? `it does on the whole set, ${exactly}: there the gradient of the regulariser is normal to it`
          : undefined
      }),
    tangentNoise: () =>
      safely(() => {
        const { loss, variables } = writtenOut(perturbation)
        if (!small([loss])) return undefined
        const columns = mixedDerivatives(loss, model.symbols, variables, { order: 1 })
        return columns.every(({ gradient: column }) => isNormal(column))
          ? `it does on the whole set, ${exactly}`
          : undefined
      }),
    tangentPotential: () =>
      safely(() => {
        const potential = secondPotentialOf(landscape, point, perturbation)
        return potential !== undefined && small([potential]) && isNormal(gradient(potential, model.symbols))
          ? `it does on the whole set, ${exactly}`
          : undefined
      }),
  }
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
 * Whether E∇_w L̂ = ∇L for all w, as it is where every second derivative in the noise is free of the parameters: then only
 * terms affine in the noise, or independent of the parameters, are there.
 */
export function isUnbiased({ sampleLoss, shared, own, model }: Perturbation): boolean {
  const variables = [...shared.symbols, ...own.symbols]
  const direction = variables.map(({ graph }, k) => graph.symbol(`§direction[${k + 1}]`))
  const second = derivativeAlong(sampleLoss, variables, direction, 2)
  return gradient(second, model.symbols).every((each) => isZero(each).outcome === 'proved')
}

function dot(a: readonly Expression[], b: readonly Expression[]): Expression {
  return a[0]!.graph.sum(a.map((x, i) => multiply(x, b[i]!)))
}
