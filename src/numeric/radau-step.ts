import { type Matrix, multiplyTransposed, multiplyVector, norm } from './matrix.js'
import type { SymmetricEigen } from './linear-algebra.js'
import type { RadauRule } from './radau-rule.js'

/** One trial step of y′ = −g(y), solved by a simplified Newton iteration. */
export interface Trial {
  readonly state: Float64Array
  /** Of the embedded method of order s, an overestimate of the error of the step itself. */
  readonly error: number
  readonly iterations: number
}

/** The step as a linear operator: (I + h λ A)⁻¹ for every eigenvalue λ of the matrix that stands for the slope of g. */
export interface Linearisation {
  readonly eigen: SymmetricEigen
  readonly step: number
  /** One inverse after the other, s × s each, row by row. */
  readonly inverses: Float64Array
}

/** Factors the step for one length. Nothing when some block is singular, as it can be where the slope of g is negative. */
export function linearise(rule: RadauRule, eigen: SymmetricEigen, step: number): Linearisation | undefined {
  const s = rule.stages
  const inverses = new Float64Array(eigen.values.length * s * s)
  for (const [k, value] of eigen.values.entries()) {
    const block = rule.coefficients.data.map((a, i) => step * value * a + (i % (s + 1) === 0 ? 1 : 0))
    if (!invert(block, s, inverses.subarray(k * s * s, (k + 1) * s * s))) return undefined
  }
  return { eigen, step, inverses }
}

/**
 * The step from `y`, where g has the value `slope`. Nothing when the iteration does not converge to `accuracy`, or leaves
 * the region where g is finite.
 */
export function radauStep(
  rule: RadauRule,
  { eigen, step, inverses }: Linearisation,
  g: (y: Float64Array) => Float64Array,
  y: Float64Array,
  slope: Float64Array,
  accuracy: number,
): Trial | undefined {
  const s = rule.stages
  const d = y.length
  const stages = Array.from({ length: s }, () => new Float64Array(d))
  let slopes: Float64Array[] = stages.map(() => slope)
  let previous = Infinity
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    let size = 0
    const changes = solved(rule, eigen, inverses, stages.map((z, i) => defect(rule, i, z, slopes, step))) // prettier-ignore
    changes.forEach((moved, i) => {
      size = Math.max(size, norm(moved))
      for (let k = 0; k < d; k++) stages[i]![k]! -= moved[k]!
    })
    slopes = stages.map((z) => g(z.map((x, k) => y[k]! + x)))
    if (!Number.isFinite(size) || !slopes.every((v) => v.every(Number.isFinite))) return undefined
    // At the level of rounding the changes stop falling.
    const settled = size <= accuracy || (size >= previous && size <= 100 * accuracy)
    if (settled) {
      const state = stages[s - 1]!.map((x, k) => y[k]! + x)
      return { state, error: errorOf(rule, eigen, slopes, slope, step), iterations: iteration }
    }
    if (size > 2 * previous) return undefined
    previous = size
  }
  return undefined
}

const mostIterations = 20

/** (I + hA⊗H)⁻¹ applied to one vector per stage, block by block in the eigenvectors of H. */
function solved(
  { stages: s }: RadauRule,
  { vectors }: SymmetricEigen,
  inverses: Float64Array,
  defects: readonly Float64Array[],
): Float64Array[] {
  const inside = defects.map((v) => multiplyTransposed(vectors, v))
  return defects.map((v, i) => {
    const weights = new Float64Array(vectors.columns)
    for (let k = 0; k < vectors.columns; k++)
      for (let j = 0; j < s; j++) weights[k]! += inverses[(k * s + i) * s + j]! * inside[j]![k]!
    return replaced(vectors, v, inside[i]!, weights)
  })
}

/** The vector with `weights` instead of its coordinates in the given orthonormal vectors; the rest stays. */
function replaced(
  vectors: Matrix,
  v: Float64Array,
  coordinates: Float64Array,
  weights: Float64Array,
): Float64Array {
  if (vectors.columns === vectors.rows) return multiplyVector(vectors, weights)
  const change = multiplyVector(vectors, weights.map((x, k) => x - coordinates[k]!)) // prettier-ignore
  return v.map((x, k) => x + change[k]!)
}

/** Zᵢ + h Σ aᵢⱼ g(y + Zⱼ). */
function defect(
  rule: RadauRule,
  i: number,
  z: Float64Array,
  slopes: readonly Float64Array[],
  step: number,
): Float64Array {
  const result = z.slice()
  slopes.forEach((slope, j) => {
    const factor = step * rule.coefficients.data[i * rule.stages + j]!
    for (let k = 0; k < result.length; k++) result[k]! += factor * slope[k]!
  })
  return result
}

// The embedded method has γ f(y₀) as an additional stage: it differs by γh times f(y₀) minus its interpolation from the
// stages. Filtered by (1 + γhλ)⁻¹, so that stiff components do not count for more than they are.
function errorOf(
  rule: RadauRule,
  eigen: SymmetricEigen,
  slopes: readonly Float64Array[],
  slope: Float64Array,
  step: number,
): number {
  const difference = slope.map((x) => -x)
  slopes.forEach((v, j) => {
    for (let k = 0; k < difference.length; k++) difference[k]! += rule.atStart[j]! * v[k]!
  })
  const coordinates = multiplyTransposed(eigen.vectors, difference)
  const factor = rule.gamma * step
  const filtered = coordinates.map((x, k) => x / (1 + factor * Math.max(0, eigen.values[k]!)))
  return factor * norm(replaced(eigen.vectors, difference, coordinates, filtered))
}

// Gauss–Jordan with row exchanges. `block` is used up.
function invert(block: Float64Array, size: number, into: Float64Array): boolean {
  for (let i = 0; i < size; i++) into[i * (size + 1)] = 1
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let i = column + 1; i < size; i++)
      if (Math.abs(block[i * size + column]!) > Math.abs(block[pivot * size + column]!)) pivot = i
    const value = block[pivot * size + column]!
    if (!(Math.abs(value) > 1e-12)) return false
    for (const m of [block, into]) exchangeAndScale(m, size, pivot, column, 1 / value)
    for (let i = 0; i < size; i++) {
      const factor = i === column ? 0 : block[i * size + column]!
      if (factor === 0) continue
      for (const m of [block, into])
        for (let j = 0; j < size; j++) m[i * size + j]! -= factor * m[column * size + j]!
    }
  }
  return true
}

function exchangeAndScale(m: Float64Array, size: number, from: number, to: number, factor: number): void {
  for (let j = 0; j < size; j++) {
    const moved = m[from * size + j]! * factor
    m[from * size + j] = m[to * size + j]!
    m[to * size + j] = moved
  }
}
