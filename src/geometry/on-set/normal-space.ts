import { factorInPlace, matrix, norm, solveFactored } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { isPositiveDefinite } from '../walk/orientation.js'

/**
 * The normal space of the set at one place after the other: an orthonormal basis of k independent rows of the Jacobian (of
 * ∇²L for a general loss), chosen by Gram–Schmidt with pivoting, in buffers that are used again. A `Frame` says more and
 * takes a singular value decomposition for it.
 */
export interface NormalSpace {
  readonly rank: number
  /** Moves to `w`, of length d. A reason when there are fewer than k independent rows or a derivative is not finite. */
  goTo(w: Float64Array): string | undefined
  /** Whether what is left of the other rows is a thousand times smaller than the last row chosen. */
  isClear(): boolean
  /** Takes the normal part away from `v`. */
  project(v: Float64Array): void
  /**
   * The Gauss–Newton correction J⁺r at the place, Newton's within the normal space for a general loss, in a buffer that the
   * next call overwrites; the place w − J⁺r is on the set to first order. Nothing where it is not finite.
   */
  correction(): Float64Array | undefined
  /** max |rᵢ|, or |∇L|, at the place. */
  residual(): number
  /** Whether the loss vanishes to rounding at the place. */
  isZeroLoss(): boolean
  /**
   * Whether the rows of `other`, at another place, can be deformed into those here without losing rank on the way: the part
   * J′J⁺ of the chosen rows has a positive definite symmetric part.
   */
  faces(other: NormalSpace): boolean
  /** The Jacobian (∇²L) at the place, row by row. */
  rows(): Float64Array
}

export function normalSpace(landscape: Landscape, rank: number): NormalSpace {
  const d = landscape.dimension
  const { hasResiduals } = landscape
  const [basis, lower, chosen] = [new Float64Array(rank * d), new Float64Array(rank * rank), new Int32Array(rank)] // prettier-ignore
  const [step, weights] = [new Float64Array(d), new Float64Array(rank)]
  const [inside, exchanges] = [new Float64Array(rank * rank), new Int32Array(rank)]
  const place = new Float64Array(d)
  let rows: Float64Array = new Float64Array(0)
  let work = new Float64Array(0)
  let leaning = new Float64Array(0)
  let taken = new Uint8Array(0)
  let leftOver = 0

  const goTo = (w: Float64Array): string | undefined => {
    place.set(w)
    rows = (hasResiduals ? landscape.jacobian(w) : landscape.hessian(w)).data
    const n = rows.length / d
    if (work.length !== rows.length) {
      work = new Float64Array(rows.length)
      leaning = new Float64Array(n * rank)
      taken = new Uint8Array(n)
    }
    for (let i = 0; i < rows.length; i++) if (!Number.isFinite(rows[i]!)) return 'the derivatives of the loss are not finite' // prettier-ignore
    work.set(rows)
    taken.fill(0)
    for (let i = 0; i < rank; i++) {
      const row = longestRow(work, taken, d)
      for (let j = 0; j < i; j++) leaning[row * rank + j]! += removed(work, row * d, basis, j * d, d)
      const length = lengthOf(work, row * d, d)
      if (!(length > smallest * lower[0]!) && i > 0) return 'the rank drops'
      if (!(length > 0)) return 'the rank drops'
      taken[row] = 1
      chosen[i] = row
      for (let k = 0; k < d; k++) basis[i * d + k] = work[row * d + k]! / length
      for (let j = 0; j < i; j++) lower[i * rank + j] = leaning[row * rank + j]!
      lower[i * rank + i] = length
      for (let r = 0; r < n; r++)
        if (taken[r] === 0) leaning[r * rank + i] = removed(work, r * d, basis, i * d, d)
    }
    leftOver = 0
    for (let r = 0; r < n; r++) if (taken[r] === 0) leftOver = Math.max(leftOver, lengthOf(work, r * d, d))
    return undefined
  }
  // A Hessian is the square of a Jacobian, and so are its ratios.
  const smallest = hasResiduals ? 1e-9 : 1e-8

  /** weights ← L⁻¹ weights. */
  const solveLower = (of: Float64Array): void => {
    for (let i = 0; i < rank; i++) {
      let rest = of[i]!
      for (let j = 0; j < i; j++) rest -= lower[i * rank + j]! * of[j]!
      of[i] = rest / lower[i * rank + i]!
    }
  }

  const newton = (): boolean => {
    const gradient = landscape.gradient(place)
    for (let i = 0; i < rank; i++) {
      weights[i] = product(basis, i * d, gradient, 0, d)
      for (let l = 0; l < d; l++) step[l] = product(rows, l * d, basis, i * d, d)
      for (let j = 0; j < rank; j++) inside[j * rank + i] = product(basis, j * d, step, 0, d)
    }
    if (!factorInPlace(inside, rank, exchanges)) return false
    solveFactored(inside, rank, exchanges, weights)
    return true
  }

  return {
    rank,
    goTo,
    isClear: () => leftOver * 1e3 <= lower[rank * rank - 1]!,
    project(v) {
      for (let i = 0; i < rank; i++) removed(v, 0, basis, i * d, d)
    },
    correction() {
      if (hasResiduals) {
        const residuals = landscape.residuals(place)
        for (let i = 0; i < rank; i++) weights[i] = residuals[chosen[i]!]!
        solveLower(weights)
      } else if (!newton()) return undefined
      step.fill(0)
      for (let i = 0; i < rank; i++) for (let k = 0; k < d; k++) step[k]! += weights[i]! * basis[i * d + k]!
      return step.every(Number.isFinite) ? step : undefined
    },
    residual: () => residualAt(landscape, place),
    isZeroLoss() {
      const scale = 1 + norm(place)
      const size = norm(rows)
      if (hasResiduals) return norm(landscape.residuals(place)) <= Math.max(1e-10 * size * scale, 1e-15)
      return (
        norm(landscape.gradient(place)) <= Math.max(1e-9 * size * scale, 1e-15) &&
        Math.abs(landscape.loss(place)) <= Math.max(1e-11 * size * scale * scale, 1e-15)
      )
    },
    faces(other) {
      const there = other.rows()
      const across = matrix(rank, rank)
      for (let j = 0; j < rank; j++) {
        for (let i = 0; i < rank; i++) weights[i] = product(there, chosen[i]! * d, basis, j * d, d)
        solveLower(weights)
        for (let i = 0; i < rank; i++) across.data[i * rank + j] = weights[i]!
      }
      return isPositiveDefinite(across)
    },
    rows: () => rows,
  }
}

/** max |rᵢ| at w, or |∇L| for a general loss. */
export function residualAt(landscape: Landscape, w: Float64Array): number {
  if (!landscape.hasResiduals) return norm(landscape.gradient(w))
  return landscape.residuals(w).reduce((most, r) => (Math.abs(r) <= most ? most : Math.abs(r)), 0)
}

function longestRow(work: Float64Array, taken: Uint8Array, d: number): number {
  let [longest, row] = [-1, 0]
  for (let r = 0; r < taken.length; r++) {
    if (taken[r] !== 0) continue
    const size = product(work, r * d, work, r * d, d)
    if (size > longest) [longest, row] = [size, r]
  }
  return row
}

/** Takes from a vector its component along a unit vector, which is returned. */
function removed(v: Float64Array, at: number, unit: Float64Array, from: number, d: number): number {
  const component = product(v, at, unit, from, d)
  for (let k = 0; k < d; k++) v[at + k]! -= component * unit[from + k]!
  return component
}

function product(a: Float64Array, at: number, b: Float64Array, from: number, d: number): number {
  let sum = 0
  for (let k = 0; k < d; k++) sum += a[at + k]! * b[from + k]!
  return sum
}

function lengthOf(v: Float64Array, at: number, d: number): number {
  return Math.sqrt(product(v, at, v, at, d))
}
