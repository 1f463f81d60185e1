import { failure } from '../../base/wording.js'
import { type Matrix, matrix, multiply, svd, symmetricEigen, transpose } from '../../numeric/index.js'
import { coordinatesText } from '../coordinates.js'
import type { Landscape } from '../landscape.js'
import { secondDerivativeParts } from '../limit-map/second-derivative.js'
import { spacesFrom } from '../tangent.js'

/**
 * Coefficients of the Itô equation dY = A dB + b dt on the set, for q independent Brownian motions. d is the number of
 * parameters. Both are asked at points of the set.
 */
export interface OnSetCoefficients {
  /** q. */
  readonly noises: number
  /** b, length d. Its normal part, which keeps Y on the set, may be left out: a retraction makes up for it. */
  drift(y: Float64Array, out: Float64Array): void
  /** A, d × q, row by row. Its columns are tangent. */
  diffusion(y: Float64Array, out: Float64Array): void
}

/** A factor F = GC^{1/2} of the covariance Σ = FFᵀ of the noise in all directions, normal ones included. */
export interface NoiseFactor {
  /** q. */
  readonly noises: number
  /** F at a point of the set, d × q, row by row. */
  factor(y: Float64Array, out: Float64Array): void
}

/** The noise whose covariance Σ, d × d row by row, is given at each point: F is its symmetric root, q = d. */
export function noiseOfCovariance(
  d: number,
  covariance: (y: Float64Array, out: Float64Array) => void,
): NoiseFactor {
  const sigma = new Float64Array(d * d)
  return {
    noises: d,
    factor(y, out) {
      covariance(y, sigma)
      const { values, vectors } = symmetricEigen({ rows: d, columns: d, data: sigma })
      const largest = Math.max(0, values[d - 1] ?? 0)
      if (values[0]! < -1e-9 * largest)
        throw failure('linear-algebra', {
          what: 'the root of a covariance',
          detail: `It has the eigenvalue ${values[0]!.toPrecision(3)}.`,
        })
      const scaled = vectors.data.map((x, i) => x * Math.sqrt(Math.max(0, values[i % d]!)))
      out.set(multiply({ ...vectors, data: scaled }, transpose(vectors)).data)
    },
  }
}

export interface LimitCoefficientOptions {
  /** α > 0 for the limit map of gradient descent; 0, that of the flow, when left out. */
  readonly learningRate?: number
  /** Parts of the drift to leave out, which gives a wrong process: for controls. */
  readonly without?: readonly ('tangentTangent' | 'mixed' | 'normalNormal')[]
}

/**
 * The coefficients of the limit of small noise across a set of minima, dY = PF dB + ½D²Φ[FFᵀ] dt (Katzenberger 1991; Li,
 * Wang & Arora 2022), with Φ the limit map. What was computed at the last point is kept, so that asking drift and diffusion
 * at the same one does the work once. `rank` is that of the Jacobian (of ∇²L) on the set.
 *
 * They throw `not-applicable` where the loss curves down across the set or gradient descent is unstable.
 */
export function limitCoefficients(
  landscape: Landscape,
  rank: number,
  noise: NoiseFactor,
  { learningRate = 0, without = [] }: LimitCoefficientOptions = {},
): OnSetCoefficients {
  const d = landscape.dimension
  const q = noise.noises
  const at = new Float64Array(d).fill(NaN)
  const drift = new Float64Array(d)
  const diffusion = new Float64Array(d * q)
  const visit = (y: Float64Array): void => {
    if (y.every((x, i) => x === at[i])) return
    at.fill(NaN)
    const coordinates = y.slice()
    const hessian = landscape.hessian(coordinates)
    const decisive = landscape.hasResiduals ? landscape.jacobian(coordinates) : hessian
    const { tangent, normal, eigenvalues } = spacesFrom(svd(decisive, { left: 'thin' }).V, rank, hessian)
    checkEigenvalues(landscape, coordinates, eigenvalues, learningRate)
    const factor = matrix(d, q)
    noise.factor(coordinates, factor.data)
    diffusion.set(along(tangent, factor).data)
    const point = { coordinates, tangent, normal, normalEigenvalues: eigenvalues }
    const parts = secondDerivativeParts({ landscape, point, learningRate }, multiply(factor, transpose(factor))) // prettier-ignore
    drift.fill(0)
    for (const part of ['tangentTangent', 'mixed', 'normalNormal'] as const) {
      if (without.includes(part)) continue
      for (let i = 0; i < d; i++) drift[i]! += parts[part][i]! / 2
    }
    at.set(y)
  }
  return {
    noises: q,
    drift(y, out) {
      visit(y)
      out.set(drift)
    },
    diffusion(y, out) {
      visit(y)
      out.set(diffusion)
    },
  }
}

/** PM. */
function along(tangent: Matrix, m: Matrix): Matrix {
  return multiply(tangent, multiply(transpose(tangent), m))
}

function checkEigenvalues(landscape: Landscape, y: Float64Array, values: Float64Array, learningRate: number): void {
  const [lowest, highest] = [values[0] ?? 1, values[values.length - 1] ?? 0]
  const refuse = (hypothesis: string, witness: string): Error =>
    failure('not-applicable', { theorem: 'The limit of small noise', hypothesis, witness: `${witness} at ${coordinatesText(landscape.model, y)}` })
  if (!(lowest > 0)) throw refuse('the minimum is clean', `the Hessian has the eigenvalue ${lowest.toPrecision(3)} across the set`)
  if (!(learningRate * highest < 2)) throw refuse('learning rate times sharpness is below 2', `it is ${(learningRate * highest).toPrecision(3)}`)
} // prettier-ignore
