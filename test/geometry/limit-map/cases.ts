import {
  landscapeOf,
  type LimitMap,
  limitMapAt,
  type LimitMapOptions,
  zeroLossPoint,
} from '../../../src/geometry/index.js'
import { modelFrom, type ModelObject, resolvePoint } from '../../../src/model/index.js'
import { fromRows, type Matrix } from '../../../src/numeric/index.js'

export function mapAt(model: ModelObject, at: string, options: LimitMapOptions = {}): LimitMap {
  const built = modelFrom(model)
  const landscape = landscapeOf(built)
  return limitMapAt(landscape, zeroLossPoint(landscape, resolvePoint(built, at)), options)
}

export const product: ModelObject = { title: 'uv', parameters: ['u', 'v'], residuals: ['u*v - 1'] }
export const cubic: ModelObject = { title: 'u²v', parameters: ['u', 'v'], residuals: ['u^2*v - 1'] }
export const twoConstraints: ModelObject = {
  title: 'two constraints',
  parameters: ['u', 'v', 'w'],
  residuals: ['u*v - 1', 'v*w^2 - 1'],
}

/**
 * A set that is a curve γ(s), with an I that the flow conserves and g = I∘γ: Φ = γ∘g⁻¹∘I, which can be differentiated by
 * hand. No derivative of the loss enters.
 */
export interface Curve {
  readonly model: ModelObject
  /** γ, γ′, γ″ at s. */
  readonly gamma: (s: number) => readonly [number[], number[], number[]]
  /** ∇I and the diagonal of ∇²I, the only entries that are not 0. */
  readonly gradient: (w: readonly number[]) => number[]
  readonly hessianDiagonal: readonly number[]
  /** g′, g″. */
  readonly slopes: (s: number) => readonly [number, number]
}

export const curves: readonly Curve[] = [
  {
    model: product,
    gamma: (s) => [[s, 1 / s], [1, -1 / s ** 2], [0, 2 / s ** 3]],
    gradient: ([u, v]) => [2 * u!, -2 * v!],
    hessianDiagonal: [2, -2],
    slopes: (s) => [2 * s + 2 / s ** 3, 2 - 6 / s ** 4],
  },
  {
    model: cubic,
    gamma: (s) => [[s, s ** -2], [1, -2 / s ** 3], [0, 6 / s ** 4]],
    gradient: ([u, v]) => [2 * u!, -4 * v!],
    hessianDiagonal: [2, -4],
    slopes: (s) => [2 * s + 8 / s ** 5, 2 - 40 / s ** 6],
  },
  {
    model: twoConstraints,
    gamma: (s) => [
      [s, 1 / s, Math.sqrt(s)],
      [1, -1 / s ** 2, 0.5 / Math.sqrt(s)],
      [0, 2 / s ** 3, -0.25 * s ** -1.5],
    ],
    gradient: ([u, v, w]) => [-2 * u!, 2 * v!, -w!],
    hessianDiagonal: [-2, 2, -1],
    slopes: (s) => [-2 / s ** 3 - 2 * s - 0.5, 6 / s ** 4 - 2],
  },
] // prettier-ignore

/** D²Φ[S] = γ″s′²q + γ′(s″q + s′ tr(S∇²I)) with q = ∇IᵀS∇I, s′ = 1/g′, s″ = −g″/g′³. */
export function secondDerivativeOf({ gamma, gradient, hessianDiagonal, slopes }: Curve, s: number, m: Matrix): number[] {
  const [w, first, second] = gamma(s)
  const slope = gradient(w)
  const [g1, g2] = slopes(s)
  let [q, trace] = [0, 0]
  slope.forEach((a, i) => {
    slope.forEach((b, j) => (q += a * b * m.data[i * slope.length + j]!))
    trace += hessianDiagonal[i]! * m.data[i * (slope.length + 1)]!
  })
  const along = (-g2 / g1 ** 3) * q + trace / g1
  return first.map((x, i) => (second[i]! * q) / g1 ** 2 + x * along)
} // prettier-ignore

/** A symmetric matrix without structure. */
export function anyMatrix(d: number): Matrix {
  const entry = (i: number, j: number): number => Math.sin(1 + i + j + 3 * i * j) + (i === j ? 1 : 0)
  return fromRows(Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => entry(i, j))))
}

/** A direction of length 1 without structure. */
export function anyDirection(d: number, seed: number): Float64Array {
  const v = Float64Array.from({ length: d }, (_, i) => Math.sin(seed * (i + 1) * 12.9898 + seed))
  const length = Math.hypot(...v)
  return v.map((x) => x / length)
}
