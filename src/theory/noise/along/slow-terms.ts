import { gradient, isZero } from '../../../calculus/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  negate,
  rational,
  scale,
  square,
  subtract,
  type SymbolNode,
} from '../../../expression/index.js'
import { type Landscape, simplest, spectrumAlong } from '../../../geometry/index.js'
import { dot, type FrameAlong, product, type Rows, secondSymmetric, times, traceOf, traceOfProduct } from './frame.js' // prettier-ignore

/** What ½D²Φ[Σ] does along a branch, in its coordinates: m entries each, per unit of kα²σ². */
export interface SlowTerms {
  /** −P∇³L[H⁺Σ_NT]. */
  readonly mixed: readonly Expression[]
  /** −½P∇³L[X] with HX + XH = QΣQ. */
  readonly normalFluctuations: readonly Expression[]
  /** The same for gradient descent with the learning rate `alpha`, HX + XH − αHXH = QΣQ. */
  readonly atRate: readonly Expression[] | undefined
  /** −½ G⁻¹ γ_a·γ_bc A_bc: Itô's correction for the curvature of the coordinates. */
  readonly coordinates: readonly Expression[]
  /** A = G⁻¹DᵀΣDG⁻¹, m × m. */
  readonly diffusion: Rows
  /** Σ = `share` · H, or · I, where that is so; the drift of the fluctuations then is along −(share/4)∇ of `potential`. */
  readonly proportion:
    | { readonly to: 'Hessian' | 'identity'; readonly share: Expression; readonly potential: Expression }
    | undefined
}

/**
 * The terms of the degenerate limit in closed form. Along a branch ∇³L[γ_a, ·, ·] is the derivative of ∇²L∘γ, so that no third
 * derivative of the loss is needed. On sets of codimension one all is rational in ∇²L; on others the Lyapunov equation is solved
 * where QΣQ is a multiple of H or Q, or of rank two by the formula of Cayley and Hamilton. Otherwise the reason, a sentence
 * without a full stop.
 */
export function slowTerms(
  landscape: Landscape,
  frame: FrameAlong,
  covariance: Rows,
  rank: number,
  alpha: SymbolNode | undefined,
): SlowTerms | string {
  const found = across(landscape, frame, covariance, rank, alpha)
  if (typeof found === 'string') return found
  const { inverseMetric, tangents, second } = frame
  const raised = (entries: readonly Expression[]): Expression[] => times(inverseMetric, entries)
  const forms = tangents.map((a) => times(inverseMetric, tangents.map((b) => dot(times(covariance, b), a)))) // prettier-ignore
  const diffusion = product(inverseMetric, forms)
  const { graph } = covariance[0]![0]!
  const bent = tangents.map((a) =>
    simplest(
      scale(
        rational.of(-1, 2),
        graph.sum(second.flatMap((row, b) => row.map((v, c) => multiply(dot(a, v), diffusion[b]![c]!)))),
      ),
    ),
  )
  return {
    mixed: raised(found.mixed),
    normalFluctuations: raised(found.normal),
    atRate: found.atRate && raised(found.atRate),
    coordinates: raised(bent),
    diffusion,
    proportion: found.proportion,
  }
}

/** With lower indices: γ_a·b for the parts of b. */
interface Across {
  readonly mixed: readonly Expression[]
  readonly normal: readonly Expression[]
  readonly atRate: readonly Expression[] | undefined
  readonly proportion: SlowTerms['proportion']
}

function across(
  landscape: Landscape,
  frame: FrameAlong,
  covariance: Rows,
  rank: number,
  alpha: SymbolNode | undefined,
): Across | string {
  const { hessian, branch } = frame
  const sum = traceOf(hessian)
  const toHessian = share(covariance, hessian, sum)
  const toIdentity = share(covariance, identityLike(hessian), covariance[0]![0]!.graph.constant(hessian.length)) // prettier-ignore
  const zeros = branch.free.map(() => sum.graph.zero)
  const descending = (factor: Expression, slopes: readonly Expression[]): Expression[] =>
    slopes.map((slope) => simplest(scale(rational.of(-1, 4), multiply(factor, slope))))
  if (toHessian !== undefined) {
    const determinant = alpha && shiftedDeterminant(hessian, sum, rank, alpha)
    return {
      mixed: zeros,
      normal: descending(toHessian, gradient(sum, branch.free)),
      atRate: determinant && gradient(determinant, branch.free).map((slope) => simplest(divide(multiply(toHessian, slope), multiply(multiply(alpha!, determinant), 2)))), // prettier-ignore
      proportion: { to: 'Hessian', share: toHessian, potential: sum },
    }
  }
  const volume = toIdentity && (rank === 1 ? sum : spectrumAlong(landscape, branch)?.pseudoDeterminant)
  const proportion = toIdentity && volume && { to: 'identity' as const, share: toIdentity, potential: simplest(sum.graph.call('log', [volume])) } // prettier-ignore
  if (rank === 1) return { ...codimensionOne(frame, covariance, sum, alpha), proportion }
  if (toIdentity !== undefined && volume !== undefined)
    return {
      mixed: zeros,
      normal: descending(toIdentity, gradient(volume, branch.free).map((slope) => divide(slope, volume))), // prettier-ignore
      atRate: undefined,
      proportion,
    }
  if (rank === 2) return { ...codimensionTwo(frame, covariance, sum), proportion: undefined }
  return `no closed form was derived: the set has codimension ${rank}, and the noise across it is proportional neither to the Hessian nor to the identity`
}

// With the unit normal n, H = λnnᵀ and ν = nᵀΣn: X = ν nnᵀ/(2λ − αλ²), and tr(H ∂H) = λ∂λ.
function codimensionOne(frame: FrameAlong, covariance: Rows, value: Expression, alpha: SymbolNode | undefined): Omit<Across, 'proportion'> {
  const { hessian, branch } = frame
  const inNoise = product(hessian, covariance)
  const normalNoise = simplest(divide(traceOf(inNoise), value))
  const slopes = gradient(value, branch.free)
  const changes = derivatives(frame)
  return {
    mixed: changes.map((change, a) =>
      simplest(subtract(divide(multiply(normalNoise, slopes[a]!), value), divide(traceOfProduct(inNoise, change), square(value)))),
    ),
    normal: slopes.map((slope) => simplest(negate(divide(multiply(normalNoise, slope), multiply(value, 4))))),
    atRate: alpha && slopes.map((slope) =>
      simplest(negate(divide(multiply(normalNoise, slope), multiply(multiply(value, 2), subtract(2, multiply(alpha, value)))))),
    ),
  }
} // prettier-ignore

// With the adjugate H♯ = τQ − H on the normal space: H⁺ = H♯/δ and X = (δQΣQ + H♯ΣH♯)/(2τδ).
function codimensionTwo(frame: FrameAlong, covariance: Rows, sum: Expression): Omit<Across, 'proportion'> {
  const { hessian, projector } = frame
  const { graph } = sum
  const determinant = secondSymmetric(sum, traceOfProduct(hessian, hessian))
  const normal = projector.map((row, i) => row.map((x, j) => simplest(subtract(i === j ? graph.one : graph.zero, x)))) // prettier-ignore
  const adjugate = normal.map((row, i) => row.map((x, j) => simplest(subtract(multiply(sum, x), hessian[i]![j]!)))) // prettier-ignore
  const [inside, turned] = [product(product(normal, covariance), normal), product(product(adjugate, covariance), adjugate)] // prettier-ignore
  const leaning = product(adjugate, product(covariance, projector))
  const factor = multiply(multiply(sum, determinant), 4)
  return {
    mixed: derivatives(frame).map((change) => simplest(negate(divide(traceOfProduct(leaning, change), determinant)))),
    normal: derivatives(frame).map((change) => {
      const both = add(multiply(determinant, traceOfProduct(inside, change)), traceOfProduct(turned, change))
      return simplest(negate(divide(both, factor)))
    }),
    atRate: undefined,
  }
} // prettier-ignore

/** ∂_a(∇²L∘γ), m matrices. */
function derivatives({ hessian, branch }: FrameAlong): Rows[] {
  const entries = hessian.map((row) => row.map((x) => gradient(x, branch.free).map(simplest)))
  return branch.free.map((_, a) => entries.map((row) => row.map((slopes) => slopes[a]!)))
}

/** f with M = f·`of`, from the traces, where that is proved. */
function share(m: Rows, of: Rows, trace: Expression): Expression | undefined {
  const ratio = simplest(divide(traceOf(m), trace))
  if (isZero(ratio).outcome === 'proved') return undefined
  const holds = m.every((row, i) =>
    row.every((x, j) => isZero(subtract(x, multiply(ratio, of[i]![j]!))).outcome === 'proved'),
  )
  return holds ? ratio : undefined
}

/** det(I − αH/2) for rank one and two. */
function shiftedDeterminant(
  hessian: Rows,
  sum: Expression,
  rank: number,
  alpha: SymbolNode,
): Expression | undefined {
  if (rank > 2) return undefined
  const first = subtract(1, scale(rational.half, multiply(alpha, sum)))
  if (rank === 1) return simplest(first)
  const both = secondSymmetric(sum, traceOfProduct(hessian, hessian))
  return simplest(add(first, scale(rational.of(1, 4), multiply(square(alpha), both))))
}

function identityLike(m: Rows): Rows {
  const { graph } = m[0]![0]!
  return m.map((row, i) => row.map((_, j) => (i === j ? graph.one : graph.zero)))
}
