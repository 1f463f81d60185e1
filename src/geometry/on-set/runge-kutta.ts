import { norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { normalSpace, residualAt } from './normal-space.js'
import { settle } from './settle.js'

/** Writes a vector field at a point `w` of the set into `out`, both of length d. Its tangential part counts. */
export type FieldOnSet = (w: Float64Array, out: Float64Array) => void

/**
 * Where the field is asked between the points of a solution: `retracted` onto the set, or at the `ambient` points of the
 * classical scheme, which are off it by the square of the step, for fields that mean something there.
 */
export type Stages = 'retracted' | 'ambient'

/** One step of the classical Runge–Kutta method on the set, and what it met. */
export interface SetStepper {
  /** From y to `out` over the signed time h. A reason when there is no such step on this clean part of the set. */
  step(y: Float64Array, h: number, out: Float64Array): string | undefined
  /** Moves `z`, near the set and reached from `y`, onto it. A reason when that leaves the clean part. */
  settle(y: Float64Array, z: Float64Array): string | undefined
  /** The tangential field at y, in a buffer that the next call overwrites; a reason when there is none. */
  slope(y: Float64Array): Float64Array | string
  readonly seen: { evaluations: number; largestResidual: number }
}

export const notFinite = 'the field has no finite value there'

/**
 * Steps of the classical method for the field X(w) with its normal part taken away at every stage, retracted by
 * Gauss–Newton. The order remains four, since a retraction moves a point no further than the error of the step.
 */
export function setStepper(
  landscape: Landscape,
  rank: number,
  field: FieldOnSet,
  stages: Stages,
): SetStepper {
  const d = landscape.dimension
  const [base, moving] = [normalSpace(landscape, rank), normalSpace(landscape, rank)]
  const [k1, k2, k3, k4, z] = Array.from({ length: 5 }, () => new Float64Array(d)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array] // prettier-ignore
  const seen = { evaluations: 0, largestResidual: 0 }

  const evaluate = (at: Float64Array, out: Float64Array): string | undefined => {
    seen.evaluations++
    out.fill(NaN)
    field(at, out)
    return out.every(Number.isFinite) ? undefined : notFinite
  }
  const start = (y: Float64Array): string | undefined => {
    const why = base.goTo(y) ?? (base.isClear() ? undefined : 'the rank is not clear') ?? evaluate(y, k1)
    if (why === undefined) base.project(k1)
    return why
  }
  const stage = (y: Float64Array, h: number, before: Float64Array, out: Float64Array): string | undefined => {
    for (let i = 0; i < d; i++) z[i] = y[i]! + h * before[i]!
    const reach = Math.abs(h) * norm(before) + 1e-6 * (1 + norm(y))
    const why = (stages === 'retracted' ? settle(moving, z, reach) : undefined) ?? moving.goTo(z) ?? evaluate(z, out) // prettier-ignore
    if (why === undefined) moving.project(out)
    return why
  }
  const arrive = (y: Float64Array, out: Float64Array): string | undefined => {
    const residual = residualAt(landscape, out)
    if (!Number.isFinite(residual)) return 'the loss has no finite value there'
    const reach = norm(out.map((x, i) => x - y[i]!)) + 1e-6 * (1 + norm(y))
    const why = settle(moving, out, reach) ?? moving.goTo(out)
    if (why !== undefined) return why
    if (!moving.isClear()) return 'the rank is not clear'
    if (!base.faces(moving)) return 'the Jacobian may lose rank on the way'
    seen.largestResidual = Math.max(seen.largestResidual, residual)
    return undefined
  }
  return {
    seen,
    slope: (y) => start(y) ?? k1,
    settle: (y, at) => base.goTo(y) ?? arrive(y, at),
    step(y, h, out) {
      const why = start(y) ?? stage(y, h / 2, k1, k2) ?? stage(y, h / 2, k2, k3) ?? stage(y, h, k3, k4)
      if (why !== undefined) return why
      for (let i = 0; i < d; i++) out[i] = y[i]! + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!)
      return arrive(y, out)
    },
  }
}
