import { type Estimate, uncertainty } from '../../../base/estimate.js'
import { type Expression, nodeCount } from '../../../expression/index.js'
import {
  type DerivativePart,
  limitMapAt,
  type LimitMap,
  type LimitMapOptions,
  limitMapSecondDerivative,
  type NoiseFactor,
  type SecondDerivative,
  type ZeroLossPoint,
} from '../../../geometry/index.js'
import { matrix, type Matrix, multiply, multiplyTransposed, multiplyVector, norm, transpose } from '../../../numeric/index.js' // prettier-ignore
import { exactEstimate } from '../../exact-estimate.js'
import { noiseFactorAt } from './batches.js'
import { type ExactCoefficients, exactCoefficients } from './exact-coefficients.js'
import { type Jumps, jumpsAt, smoothFactorOf, straying } from './jumps.js'
import type { NoiseObjects } from './objects.js'
import { roundingOf } from './set-tests.js'

/**
 * ½D²Φ[Σ], in its three parts: each vector has length d. With masks at a learning rate α > 0 the part of Σ that is theirs counts
 * instead by what rare jumps of finite length do, Σᵢ(Φ_α(y + αcᵢ) − y − αPcᵢ)/α² over their columns cᵢ.
 */
export interface SlowDrift {
  /** α of the limit map; 0 for the flow. */
  readonly learningRate: number
  /** Normal to the set: what keeps a diffusion on it. */
  readonly tangentTangent: readonly Estimate[]
  readonly mixed: readonly Estimate[]
  readonly normalNormal: readonly Estimate[]
  /** Of masks at a learning rate: what their jumps do, which then count in no other part. */
  readonly jumps?: readonly Estimate[] | undefined
  readonly total: readonly Estimate[]
}

/** What the limits of small noise say at a point of the zero-loss set. */
export interface NoiseCoefficients {
  readonly regulariser: Estimate
  /** ∇Reg, length d. */
  readonly regulariserGradient: Float64Array
  /** −P∇Reg, per unit of kασ². */
  readonly fastDrift: readonly Estimate[]
  /** ½D²Φ[Σ] for α → 0, per unit of kα²σ². */
  readonly slowDrift: SlowDrift
  /**
   * The same with the limit map of gradient descent; nothing when no learning rate is given, or where a jump does not come
   * back to the same piece of the set: a note says so.
   */
  readonly slowDriftAtRate: SlowDrift | undefined
  /** Σ = FFᵀ, the covariance of the noisy gradient over σ². */
  readonly covariance: Matrix
  /** PΣP, d × d. */
  readonly diffusion: Matrix
  /** A = PF, d × q. */
  readonly diffusionFactor: Matrix
  /**
   * Mean and covariance of Φ_α(w_{k+1}) − Φ_α(w_k) for small σ; for masks the mean has the exact regulariser of this σ, or where
   * that has no closed form the one for rare masks. Throws a `RangeError` without a learning rate, `not-applicable` where a jump
   * does not come back.
   */
  perStep(sigma: number): { readonly mean: Float64Array; readonly covariance: Matrix }
  /**
   * E L in the stationary state across the set: ½ tr(HX)ασ² and what the shift by Q∇Reg costs; of masks at a learning rate the
   * losses on the way back from each jump. Nothing where a jump does not come back, or where batches make the fluctuations grow.
   */
  excessLoss(sigma: number): number | undefined
  readonly notes: readonly string[]
}

export interface CoefficientOptions extends Pick<LimitMapOptions, 'regularity'> {
  /** α > 0, as a number and, where known, exactly. */
  readonly learningRate?: { readonly value: number; readonly exact?: Expression }
  /** Whether exact values are tried (default true). */
  readonly exact?: boolean
}

/**
 * The coefficients of both limits of small noise at a point of the zero-loss set: −P∇Reg on the time kασ², and
 * ½D²Φ[Σ] dt + PF dB on the time kα²σ² (Katzenberger 1991; Li, Wang & Arora 2022; Shalova, Schlichting & Peletier 2024).
 * Exact where the point is and the model is small.
 *
 * @throws `not-applicable` where the minimum is not clean or α times the sharpness is not below 2
 */
export function noiseCoefficients(
  objects: NoiseObjects,
  point: ZeroLossPoint,
  { learningRate, regularity, exact = true }: CoefficientOptions = {},
): NoiseCoefficients {
  const { landscape, coordinates: w, tangent } = point
  const known = regularity === undefined ? {} : { regularity }
  const flow = limitMapAt(landscape, point, known)
  const descent = learningRate && limitMapAt(landscape, point, { regularity: flow.regularity, learningRate: learningRate.value }) // prettier-ignore
  const factor = objects.factor(w)
  const covariance = multiply(factor, transpose(factor))
  const diffusionFactor = multiply(tangent, multiply(transpose(tangent), factor))
  const diffusion = multiply(diffusionFactor, transpose(diffusionFactor))
  const slope = objects.regulariserGradient(w)
  const fast = negated(alongSet(point, slope))
  const { graph } = landscape.model
  const closed = exact ? exactCoefficients(objects.perturbation, point, graph.zero) : undefined
  const rate = learningRate?.exact ?? (learningRate && graph.constant(String(learningRate.value)))
  // What batches add is not in the closed form; it is nothing where they make no noise.
  const factorAt = (at: Float64Array): Float64Array => objects.factor(at).data
  const isClosed = objects.perturbation.batch === undefined || norm(factor.data) <= roundingOf(factorAt, w)
  const closedAtRate = exact && rate !== undefined && closed !== undefined && isClosed ? exactCoefficients(objects.perturbation, point, rate) : undefined // prettier-ignore
  const atFlow = limitMapSecondDerivative(flow, covariance)
  const found = descent && jumpsAt(landscape, point.rank.rank, objects, w, descent.learningRate)
  const stray = found !== undefined && 'stray' in found ? found : undefined
  const jumps = found !== undefined && 'drift' in found ? found : undefined
  const atRate = descent && (jumps === undefined ? covarianceAt(objects, point, descent.learningRate) : squared(smoothFactorOf(objects), w)) // prettier-ignore
  const atDescent = descent && atRate && limitMapSecondDerivative(descent, atRate)
  const error = flow.rounding.conditioned * norm(slope)
  const value = objects.regulariser(w)
  return {
    regulariser: closed === undefined ? numerical(value, Number.EPSILON * 16 * Math.abs(value)) : exactOr(closed.regulariser, value, 0), // prettier-ignore
    regulariserGradient: slope,
    fastDrift: Array.from(fast, (x, i) => exactOr(closed?.fastDrift[i], x, error)),
    slowDrift: slowDrift(atFlow, closed),
    slowDriftAtRate: atDescent && stray === undefined ? withJumps(slowDrift(atDescent, closedAtRate), jumps) : undefined, // prettier-ignore
    covariance,
    diffusion,
    diffusionFactor,
    perStep(sigma) {
      if (stray !== undefined) throw straying(stray)
      const along = jumps === undefined || atRate === undefined ? diffusion : onSet(point, atRate)
      return perStep(objects, point, { second: atDescent ?? atFlow, jumps, slope, diffusion: along, sigma })
    },
    excessLoss: (sigma) =>
      stray === undefined
        ? excessLoss(descent ?? flow, atRate ?? covariance, slope, sigma) + sigma ** 2 * (jumps?.loss ?? 0)
        : undefined,
    notes: [
      ...flow.notes,
      ...objects.perturbation.notes,
      ...(isClosed || objects.perturbation.labels !== undefined
        ? []
        : [
            'at a finite learning rate the gradients of the batches and their Hessians vary together where samples are not fitted: what that adds at the order $\\alpha$ is left out of the numbers there',
          ]),
      ...(stray === undefined ? [] : [`no number is given for steps of finite length: ${stray.stray}`]),
    ],
  }
}

/** Σ with what batches add at this learning rate. */
function covarianceAt(
  objects: NoiseObjects,
  { landscape, rank, coordinates }: ZeroLossPoint,
  learningRate: number,
): Matrix {
  return squared(noiseFactorAt(landscape, rank.rank, objects, learningRate), coordinates)
}

/** FFᵀ. */
function squared({ noises, factor }: NoiseFactor, w: Float64Array): Matrix {
  const found = matrix(w.length, noises)
  factor(w, found.data)
  return multiply(found, transpose(found))
}

/** PMP. */
function onSet({ tangent }: ZeroLossPoint, m: Matrix): Matrix {
  const projector = multiply(tangent, transpose(tangent))
  return multiply(projector, multiply(m, projector))
}

function withJumps(smooth: SlowDrift, jumps: Jumps | undefined): SlowDrift {
  if (jumps === undefined) return smooth
  const square = smooth.learningRate ** 2
  const method = 'gradient descent from every jump to its end'
  const part = Array.from(jumps.drift, (x) => numerical(x / square, jumps.error / square, method))
  const total = smooth.total.map((each, i) => numerical(each.value + part[i]!.value, uncertainty(each) + jumps.error / square, method)) // prettier-ignore
  return { ...smooth, jumps: part, total }
}

const methods = {
  drift: 'third derivative of the loss contracted in the eigenbasis of its Hessian',
  other: 'derivatives of the loss with noise, in floating point',
}

function slowDrift(second: SecondDerivative, closed: ExactCoefficients | undefined): SlowDrift {
  const part = (
    name: 'tangentTangent' | 'mixed' | 'normalNormal' | 'total',
    { vector, error }: DerivativePart,
  ) =>
    Array.from(vector, (x, i) =>
      exactOr(closed?.slowDrift[name][i], x / 2, error / 2, methods.drift),
    )
  return {
    learningRate: second.learningRate,
    tangentTangent: part('tangentTangent', second.tangentTangent),
    mixed: part('mixed', second.mixed),
    normalNormal: part('normalNormal', second.normalNormal),
    total: part('total', second.total),
  }
} // prettier-ignore

/** In characters: a closed form that is longer says less than its value. */
const longest = 100

function exactOr(
  exact: Expression | undefined,
  value: number,
  error: number,
  method = methods.other,
): Estimate {
  const estimate = exact && nodeCount([exact]) <= longest ? exactEstimate(exact) : undefined
  return estimate !== undefined && estimate.text.length <= longest
    ? estimate
    : numerical(value, error, method)
}

function numerical(value: number, error: number, method = methods.other): Estimate {
  return { kind: 'numerical', value, error, method }
}

interface Step {
  readonly second: SecondDerivative
  readonly jumps: Jumps | undefined
  readonly slope: Float64Array
  readonly diffusion: Matrix
  readonly sigma: number
}

/** The law of one step for small σ at this α; without a learning rate there is no step. */
function perStep(
  objects: NoiseObjects,
  point: ZeroLossPoint,
  { second, jumps, slope, diffusion, sigma }: Step,
) {
  const alpha = second.learningRate
  if (alpha === 0) throw new RangeError('the law of one step needs a learning rate')
  const laws = [...objects.perturbation.shared.laws, ...objects.perturbation.own.laws]
  const exact = laws.includes('bernoulli')
    ? objects.exactRegulariser(point.coordinates, sigma)?.gradient
    : undefined
  const along = alongSet(point, exact ?? slope)
  const turned = second.total.vector.map((x, i) => (alpha ** 2 / 2) * x + (jumps?.drift[i] ?? 0))
  const mean = along.map((x, i) => sigma ** 2 * (-alpha * x + turned[i]!))
  const spread = diffusion.data.map(
    (x, k) => sigma ** 2 * (alpha ** 2 * x + (jumps?.covariance.data[k] ?? 0)),
  )
  return { mean, covariance: { ...diffusion, data: spread } }
}

function excessLoss({ point, learningRate: alpha }: LimitMap, covariance: Matrix, slope: Float64Array, sigma: number): number {
  const { normal, normalEigenvalues } = point
  const inner = multiply(transpose(normal), multiply(covariance, normal))
  const across = multiplyTransposed(normal, slope)
  return normalEigenvalues.reduce((sum, value, i) => {
    const fluctuation = (alpha * sigma ** 2 * inner.data[i * inner.columns + i]!) / (2 * (2 - alpha * value))
    return sum + fluctuation + (sigma ** 4 * across[i]! ** 2) / (2 * value)
  }, 0)
} // prettier-ignore

/** Pv. */
export function alongSet({ tangent }: Pick<ZeroLossPoint, 'tangent'>, v: Float64Array): Float64Array {
  return multiplyVector(tangent, multiplyTransposed(tangent, v))
}

function negated(v: Float64Array): Float64Array {
  return v.map((x) => (x === 0 ? 0 : -x))
}
