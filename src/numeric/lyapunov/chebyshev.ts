import type { RandomFactors } from './batch-law.js'
import type { Computed } from './closed-form.js'
import { type Cone, commonCone } from './cone.js'
import { solveByElimination } from './gaussian-elimination.js'
import { planeFactor } from './plane-factor.js'

const sizes = [12, 18, 27, 40, 60, 90, 135]

/**
 * λ for factors of the plane that keep a common cone, to nearly all digits: with ψ a polynomial of degree n − 1 in a chart
 * of the cone, ψ − Pψ + λ = φ is solved at n Chebyshev nodes, φ the mean of the logarithm of the first coordinate. Every
 * vector inside the cone grows like the norm of the product, which is why this λ is the top exponent. The error is judged
 * by two sizes. Nothing when no common cone is found or no size up to 135 is enough for 10⁻⁹.
 */
export function coneExponent(given: RandomFactors): Computed | undefined {
  return refined(given, 1e-9, (action, n) => solvedExponent(action, n))
}

/**
 * Λ(p) = lim (1/n) log E|A_n ⋯ A_1|^p for real p > 0 likewise: the logarithm of the largest eigenvalue of
 * ψ ↦ E |first coordinate|^p ψ∘A.
 */
export function conePressure(given: RandomFactors, p: number): Computed | undefined {
  return refined(given, 1e-9, (action, n) => Math.log(largestEigenvalue(weighted(action, n, p), n)))
}

/** For each node the image of it under each factor in the chart, and the size of its first coordinate. */
interface ConeAction {
  readonly nodes: Float64Array
  readonly images: readonly { at: Float64Array; size: Float64Array; probability: number }[]
}

function refined(
  given: RandomFactors,
  enough: number,
  solve: (action: ConeAction, n: number) => number,
): Computed | undefined {
  const cone = given.dimension === 2 ? commonCone(given.factors.map(planeFactor)) : undefined
  if (cone === undefined) return undefined
  let [value, error, used] = [NaN, Infinity, 0]
  for (const n of sizes) {
    const next = solve(coneAction(given, cone, n), n)
    if (!Number.isFinite(next)) break
    const change = Math.abs(next - value)
    // Beyond convergence the change is rounding and grows again with the size.
    if (change >= error && error < 1e-13) break
    ;[value, error, used] = [next, Number.isNaN(change) ? Infinity : change, n]
    if (error <= 1e-15) break
  }
  if (!(error <= enough)) return undefined
  return {
    value,
    error: 2 * error + 2e-15 * (1 + Math.abs(value)),
    method: `spectral method on a common cone, ${used} Chebyshev nodes`,
  }
}

function coneAction({ factors, probabilities }: RandomFactors, cone: Cone, n: number): ConeAction {
  const nodes = Float64Array.from({ length: n }, (_, j) => Math.cos((Math.PI * (2 * j + 1)) / (2 * n)))
  const [c, s, t] = [Math.cos(cone.centre), Math.sin(cone.centre), Math.tan(cone.halfWidth)]
  const images = factors.map(({ data }, i) => {
    const [at, size] = [new Float64Array(n), new Float64Array(n)]
    nodes.forEach((node, j) => {
      const [x, y] = [c - node * t * s, s + node * t * c]
      const [u, v] = [data[0]! * x + data[1]! * y, data[2]! * x + data[3]! * y]
      const first = u * c + v * s
      at[j] = (v * c - u * s) / (t * first)
      size[j] = Math.abs(first)
    })
    return { at, size, probability: probabilities[i]! }
  })
  return { nodes, images }
}

/** The matrix of ψ ↦ E size^p ψ(image), by barycentric interpolation. */
function weighted({ nodes, images }: ConeAction, n: number, p: number): Float64Array {
  const result = new Float64Array(n * n)
  const terms = new Float64Array(n)
  for (const { at, size, probability } of images)
    for (let j = 0; j < n; j++) {
      const by = probability * (p === 0 ? 1 : size[j]! ** p)
      let [sum, hit] = [0, -1]
      for (let i = 0; i < n; i++) {
        const distance = at[j]! - nodes[i]!
        if (distance === 0) hit = i
        const weight = Math.sin((Math.PI * (2 * i + 1)) / (2 * n)) * (i % 2 === 0 ? 1 : -1)
        terms[i] = weight / distance
        sum += terms[i]!
      }
      if (hit >= 0) result[j * n + hit]! += by
      else for (let i = 0; i < n; i++) result[j * n + i]! += (by * terms[i]!) / sum
    }
  return result
}

function solvedExponent(action: ConeAction, n: number): number {
  const system = weighted(action, n, 0).map((x, at) => (at % (n + 1) === 0 ? 1 : 0) - x)
  const right = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    // ψ is 0 at the first node, and its place is taken by λ.
    system[j * n] = 1
    for (const { size, probability } of action.images) right[j]! += probability * Math.log(size[j]!)
  }
  return solveByElimination(system, right)[0]!
}

/** By powers first, then by inverse iteration with the shift that they give. */
function largestEigenvalue(m: Float64Array, n: number): number {
  let vector = new Float64Array(n).fill(1)
  let value = 0
  for (let step = 0; step < 60; step++) {
    const next = new Float64Array(n)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) next[i]! += m[i * n + j]! * vector[j]!
    value = Math.max(...next)
    vector = next.map((x) => x / value)
  }
  for (let step = 0; step < 8; step++) {
    // Away from the eigenvalue by a little, so that the system is not singular when the shift is already right.
    const shift = value * (1 + 1e-9)
    const shifted = m.map((x, at) => x - (at % (n + 1) === 0 ? shift : 0))
    const next = solveByElimination(shifted, vector.slice())
    const place = vector.reduce((best, x, i) => (Math.abs(x) > Math.abs(vector[best]!) ? i : best), 0)
    const found = shift + vector[place]! / next[place]!
    const scale = next[next.reduce((best, x, i) => (Math.abs(x) > Math.abs(next[best]!) ? i : best), 0)]!
    vector = next.map((x) => x / scale)
    if (Math.abs(found - value) <= 1e-15 * Math.abs(value)) return found
    value = found
  }
  return value
}
