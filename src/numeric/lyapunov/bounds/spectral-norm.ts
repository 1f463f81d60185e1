import { certainlyPositiveDefinite } from './positive-definite.js'
import { frobeniusAbove } from './enclosed-matrix.js'

/**
 * At least the spectral norm of an n × n matrix of doubles, and little more. In the plane from the closed form
 * 2σ₁ = |(a + d, b − c)| + |(a − d, b + c)|; otherwise an estimate τ of σ₁² is raised until τI − MᵀM is certainly positive
 * definite, with the rounding of MᵀM, at most γₙ‖M‖²_F, as the radius.
 */
export function spectralNormAbove(m: Float64Array, n: number): number {
  if (n === 1) return Math.abs(m[0]!)
  if (n === 2) {
    const [a, b, c, d] = [m[0]!, m[1]!, m[2]!, m[3]!]
    const twice = length(a + d, b - c) + length(a - d, b + c)
    return (twice / 2) * (1 + 2 ** -49) + 2 ** -500
  }
  const most = frobeniusAbove(m)
  if (!(most > 1e-140 && most < 1e140)) return most
  const gram = gramMatrix(m, n)
  const estimate = largestEigenvalue(gram, n)
  const rounding = new Float64Array(n * n)
  for (let i = 0; i < n; i++) rounding[i * (n + 1)] = (n + 4) * 2 ** -51 * most * most
  for (const excess of [1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 0.1]) {
    const bound = estimate * (1 + excess)
    if (!(bound < most * most)) break
    const centre = gram.map((x, at) => (at % (n + 1) === 0 ? bound - x : -x))
    if (certainlyPositiveDefinite({ size: n, centre, radius: rounding })) return Math.sqrt(bound) * (1 + 2 ** -51)
  }
  return most
} // prettier-ignore

const length = (x: number, y: number): number => Math.sqrt(x * x + y * y)

function gramMatrix(m: Float64Array, n: number): Float64Array {
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += m[k * n + i]! * m[k * n + j]!
      gram[i * n + j] = sum
      gram[j * n + i] = sum
    }
  return gram
}

// The Rayleigh quotient of a column of G²⁵⁶.
function largestEigenvalue(gram: Float64Array, n: number): number {
  let power = gram
  for (let k = 0; k < 8; k++) {
    const largest = power.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    power = gramMatrix(
      power.map((x) => x / largest),
      n,
    )
  }
  let best = 0
  for (let i = 1; i < n; i++) if (power[i * (n + 1)]! > power[best * (n + 1)]!) best = i
  const v = power.subarray(best * n, (best + 1) * n)
  let [top, bottom] = [0, 0]
  for (let i = 0; i < n; i++) {
    bottom += v[i]! * v[i]!
    for (let j = 0; j < n; j++) top += v[i]! * gram[i * n + j]! * v[j]!
  }
  return top / bottom
}
