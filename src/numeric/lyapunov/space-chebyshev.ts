import { leastSquaresByReflections } from '../least-squares-reflections.js'
import type { RandomFactors } from './batch-law.js'
import type { Computed } from './closed-form.js'
import { commonSpaceCone, type SpaceCone } from './space-cone.js'

const degrees = [4, 6, 9, 12, 16, 20, 24]

/**
 * λ for factors of space that keep a common cone, to nearly all digits where ψ is smooth: ψ is a polynomial in a chart of
 * the cone, and ψ − Pψ + λ = φ, φ the mean of the logarithm of the height over the chart, is solved by least squares at
 * points that are dense towards the edges and corners of the cone. The error is judged by two degrees. Nothing when no
 * common cone is found or no degree up to 24 is enough for 10⁻⁹.
 */
export function spaceConeExponent(given: RandomFactors): Computed | undefined {
  const cone = commonSpaceCone(given)
  if (cone === undefined) return undefined
  let [value, error, used] = [NaN, Infinity, 0]
  for (const degree of degrees) {
    const next = solvedAt(given, cone, degree)
    if (!Number.isFinite(next)) break
    const change = Math.abs(next - value)
    if (change >= error && error < 1e-12) break
    ;[value, error, used] = [next, Number.isNaN(change) ? Infinity : change, degree]
    if (error <= 1e-15 || (degree === 12 && error > 1e-5)) break
  }
  if (!(error <= 1e-9)) return undefined
  return {
    value,
    error: 2 * error + 1e-14 * (1 + Math.abs(value)),
    method: `spectral method on a common cone, polynomials of degree ${used}`,
  }
}

function solvedAt({ factors, probabilities }: RandomFactors, cone: SpaceCone, degree: number): number {
  const points = pointsOf(cone, degree)
  const basis = chebyshevBasis(cone, degree)
  const [rows, columns] = [points.length, basis.size]
  const system = new Float64Array(rows * columns)
  const right = new Float64Array(rows)
  const terms = new Float64Array(columns)
  const { centre, first, second } = cone
  points.forEach(([x, y], row) => {
    const own = system.subarray(row * columns, (row + 1) * columns)
    basis.at(x, y, own)
    const v = centre.map((c, i) => c + x * first[i]! + y * second[i]!)
    factors.forEach(({ data }, factor) => {
      const [a, b, c] = [0, 3, 6].map((i) => data[i]! * v[0]! + data[i + 1]! * v[1]! + data[i + 2]! * v[2]!) as [number, number, number] // prettier-ignore
      const along = (u: Float64Array) => a * u[0]! + b * u[1]! + c * u[2]!
      const height = along(centre)
      basis.at(along(first) / height, along(second) / height, terms)
      for (let k = 0; k < columns; k++) own[k]! -= probabilities[factor]! * terms[k]!
      right[row]! += probabilities[factor]! * Math.log(Math.abs(height))
    })
    // The constant, which the equation does not see, gives its place to λ.
    own[0] = 1
  })
  return leastSquaresByReflections(system, right, columns)[0]!
}

/** Products of Chebyshev polynomials on a box around the polygon, up to a total degree; the first is constant. */
function chebyshevBasis({ polygon }: SpaceCone, degree: number) {
  const side = (i: 0 | 1) => {
    const values = polygon.map((point) => point[i])
    const [low, high] = [Math.min(...values), Math.max(...values)]
    return { middle: (low + high) / 2, half: (high - low) / 2 }
  }
  const [ofX, ofY] = [side(0), side(1)]
  const [tx, ty] = [new Float64Array(degree + 1), new Float64Array(degree + 1)]
  const fill = (t: Float64Array, x: number) => {
    t[0] = 1
    t[1] = x
    for (let k = 2; k <= degree; k++) t[k] = 2 * x * t[k - 1]! - t[k - 2]!
  }
  return {
    size: ((degree + 1) * (degree + 2)) / 2,
    at: (x: number, y: number, out: Float64Array) => {
      fill(tx, (x - ofX.middle) / ofX.half)
      fill(ty, (y - ofY.middle) / ofY.half)
      let k = 0
      for (let i = 0; i <= degree; i++) for (let j = 0; i + j <= degree; j++) out[k++] = tx[i]! * ty[j]!
    },
  }
}

/** About five for every two coefficients, from the middle to each edge and along it, at Chebyshev nodes. */
function pointsOf({ polygon }: SpaceCone, degree: number): [number, number][] {
  const [x, y] = [0, 1].map((i) => polygon.reduce((sum, point) => sum + point[i]!, 0) / polygon.length) as [number, number] // prettier-ignore
  const next = (i: number) => polygon[(i + 1) % polygon.length]!
  const lengths = polygon.map(([a, b], i) => Math.hypot(next(i)[0] - a, next(i)[1] - b))
  const perimeter = lengths.reduce((a, b) => a + b)
  const outwards = chebyshevNodes(degree + 1)
  return polygon.flatMap(([a, b], i) => {
    const [c, d] = next(i)
    const along = chebyshevNodes(Math.max(1, Math.round((2.5 * (degree + 1) * lengths[i]!) / perimeter)))
    return along.flatMap((t) =>
      outwards.map((s): [number, number] => [
        x + s * ((1 - t) * a + t * c - x),
        y + s * ((1 - t) * b + t * d - y),
      ]),
    )
  })
}

/** In (0, 1). */
function chebyshevNodes(n: number): number[] {
  return Array.from({ length: n }, (_, j) => 0.5 - Math.cos((Math.PI * (2 * j + 1)) / (2 * n)) / 2)
}
