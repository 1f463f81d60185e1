import { hessian } from '../../../calculus/index.js'
import { evaluateAll, type Expression } from '../../../expression/index.js'
import { type ComplexNumber, eigenvalues, matrix, type Matrix, symmetricEigen } from '../../../numeric/index.js' // prettier-ignore
import type { MotionOnBranch, Place } from './stability-there.js'

/** Of the linearised motion in an orthonormal basis of the tangent space, by descending real part. */
export function eigenvaluesAt(
  { branch, slopes, metric, descended, factor }: MotionOnBranch,
  { values }: Place,
): ComplexNumber[] | undefined {
  if (values === undefined) return undefined
  const m = branch.free.length
  const there = new Map<Expression, number>(branch.free.map((symbol, i) => [symbol, values[i]!]))
  const lengths = matrix(m, m, evaluateAll(metric.flat(), there))
  const frame = lengths.data.every(Number.isFinite) ? upperFactor(lengths) : undefined
  const entries = evaluateAll(slopes, there)
  if (frame === undefined || !entries.every(Number.isFinite)) return undefined
  if (descended !== undefined && factor === undefined) {
    // −L⁻ᵀ ∇²V L⁻¹ with G = LᵀL is symmetric.
    const curvature = evaluateAll(hessian(descended, branch.free).flat(), there)
    if (!curvature.every(Number.isFinite)) return undefined
    const half = solvedFromRight(matrix(m, m, curvature), frame)
    const turned = solvedFromRight(transposedOf(half), frame)
    const symmetric = matrix(m, m, turned.data.map((x, k) => -(x + turned.data[(k % m) * m + Math.floor(k / m)]!) / 2)) // prettier-ignore
    const found = symmetric.data.every(Number.isFinite) ? symmetricEigen(symmetric).values : []
    return Array.from(found, (re) => ({ re: re + 0, im: 0 })).sort((a, b) => b.re - a.re)
  }
  const pushed = matrix(m, m, Float64Array.from({ length: m * m }, (_, k) => sum(m, (l) => frame.data[Math.floor(k / m) * m + l]! * entries[l * m + (k % m)]!))) // prettier-ignore
  const turned = solvedFromRight(pushed, frame)
  return turned.data.every(Number.isFinite) ? eigenvalues(turned) : undefined
}

const sum = (n: number, part: (l: number) => number): number => Array.from({ length: n }, (_, l) => part(l)).reduce((a, b) => a + b, 0) // prettier-ignore

const transposedOf = (a: Matrix): Matrix => matrix(a.rows, a.rows, a.data.map((_, k) => a.data[(k % a.rows) * a.rows + Math.floor(k / a.rows)]!)) // prettier-ignore

/** L upper triangular with LᵀL = G. */
function upperFactor({ rows: m, data }: Matrix): Matrix | undefined {
  const found = matrix(m, m)
  for (let i = 0; i < m; i++)
    for (let j = i; j < m; j++) {
      const rest = data[i * m + j]! - sum(i, (k) => found.data[k * m + i]! * found.data[k * m + j]!)
      if (i === j && !(rest > 0)) return undefined
      found.data[i * m + j] = i === j ? Math.sqrt(rest) : rest / found.data[i * m + i]!
    }
  return found
}

/** A L⁻¹. */
function solvedFromRight(a: Matrix, frame: Matrix): Matrix {
  const m = a.rows
  const found = matrix(m, m)
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++)
      found.data[i * m + j] = (a.data[i * m + j]! - sum(j, (k) => found.data[i * m + k]! * frame.data[k * m + j]!)) / frame.data[j * m + j]! // prettier-ignore
  return found
}
