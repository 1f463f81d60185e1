import { column, multiplyTransposed, multiplyVector, norm } from '../../numeric/index.js'
import type { Estimate } from '../../base/estimate.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { requireClean } from './clean.js'
import { numerical, ofCoordinates, rounding } from './rounding.js'

/** A function on the set at a point: its value and its gradient along the set, a tangent vector of length d. */
export interface AlongSet {
  readonly value: Estimate
  readonly gradient: Float64Array
  /** |gradient|. */
  readonly slope: Estimate
}

/** Functions of all positive eigenvalues of the Hessian at once. */
export interface NormalSpectrum {
  /** ln of the product of the positive eigenvalues; gradient P∇³L[H⁺]. */
  readonly logPseudoDeterminant: AlongSet
  /** Their sum tr ∇²L; gradient P∇³L[Q], Q the projector on the normal space. */
  readonly trace: AlongSet
}

/**
 * Logarithm of the pseudo-determinant and trace of the Hessian with their gradients along the set, from one contraction of
 * the third derivative for each normal eigenvector. Their normal derivatives mean nothing here and are left out.
 *
 * @throws `not-applicable` when the minimum is not clean
 */
export function normalSpectrum(landscape: Landscape, point: ZeroLossPoint): NormalSpectrum {
  requireClean(point, 'The pseudo-determinant of the Hessian')
  const { coordinates: w, normal, normalEigenvalues: values, tangent } = point
  const m = tangent.columns
  const [logarithm, trace] = [new Float64Array(m), new Float64Array(m)]
  let [logarithmSize, traceSize] = [0, 0]
  values.forEach((value, k) => {
    const vector = column(normal, k)
    const third = landscape.thirdAlong(w, vector, vector)
    const slope = multiplyTransposed(tangent, third)
    slope.forEach((x, a) => {
      logarithm[a]! += x / value
      trace[a]! += x
    })
    logarithmSize += norm(third) / value
    traceSize += norm(third)
  })
  const unit = rounding(point)
  const method = 'contractions of the third derivative with the normal eigenvectors'
  const sum = (of: (value: number) => number) => values.reduce((total, value) => total + of(value), 0)
  const along = (value: Estimate, components: Float64Array, size: number): AlongSet => ({
    value,
    gradient: multiplyVector(tangent, components),
    slope: numerical(norm(components), unit.conditioned * size, method),
  })
  const eigenvalues = 'eigenvalues of the Hessian on the normal space'
  const largest = point.sharpness
  return {
    logPseudoDeterminant: along(
      numerical(
        sum(Math.log),
        unit.plain * sum((value) => largest / value + Math.abs(Math.log(value))) +
          ofCoordinates(point, logarithmSize),
        eigenvalues,
      ),
      logarithm,
      logarithmSize,
    ),
    trace: along(numerical(sum((value) => value), unit.plain * values.length * largest + ofCoordinates(point, traceSize), eigenvalues), trace, traceSize), // prettier-ignore
  }
}
