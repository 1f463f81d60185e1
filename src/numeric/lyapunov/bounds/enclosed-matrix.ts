import { identity, type Matrix } from '../../matrix.js'

/** A square matrix known entry by entry: entry at `k` lies within `radius[k]` of `centre[k]`; both row by row. */
export interface EnclosedMatrix {
  readonly size: number
  readonly centre: Float64Array
  readonly radius: Float64Array
}

/** Exactly this matrix of doubles. */
export function pointMatrix({ rows, data }: Matrix): EnclosedMatrix {
  return { size: rows, centre: data, radius: new Float64Array(data.length) }
}

export const identityMatrix = (size: number): EnclosedMatrix => pointMatrix(identity(size))

// More than what underflow can take from one operation.
const tiny = 2 ** -1060

/**
 * Contains the product of any two matrices enclosed. With |·| entry by entry,
 *
 *     |AB − fl(ÂB̂)| ≤ γ|Â||B̂| + |Â|R_B + R_A(|B̂| + R_B),   γ = nu/(1 − nu), u = 2⁻⁵³
 *
 * (Higham, Accuracy and Stability, 3.13). The right side has n sums of positive terms, so that its own rounding is below
 * (n + 6)u of it; twice both is taken. Entries that are 0 for want of any nonzero term keep the radius 0.
 */
export function enclosedProduct(a: EnclosedMatrix, b: EnclosedMatrix): EnclosedMatrix {
  const n = a.size
  const [centre, radius] = [new Float64Array(n * n), new Float64Array(n * n)]
  const rounding = n * 2 ** -52
  const inflation = 1 + (n + 6) * 2 ** -52
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let [sum, error, touched] = [0, 0, false]
      for (let k = 0; k < n; k++) {
        const [x, y] = [a.centre[i * n + k]!, b.centre[k * n + j]!]
        const [rx, ry] = [a.radius[i * n + k]!, b.radius[k * n + j]!]
        if ((x === 0 && rx === 0) || (y === 0 && ry === 0)) continue
        touched = true
        sum += x * y
        error += rounding * Math.abs(x * y) + Math.abs(x) * ry + rx * (Math.abs(y) + ry)
      }
      centre[i * n + j] = sum
      radius[i * n + j] = touched ? error * inflation + tiny : 0
    }
  return { size: n, centre, radius }
}

/** Contains Σ cᵢMᵢ over all cᵢ between `low` and `high` of the coefficients. */
export function enclosedCombination(
  coefficients: readonly { readonly low: number; readonly high: number }[],
  matrices: readonly EnclosedMatrix[],
): EnclosedMatrix {
  const size = matrices[0]?.size ?? 0
  const [centre, radius] = [new Float64Array(size * size), new Float64Array(size * size)]
  const rounding = (coefficients.length + 2) * 2 ** -52
  matrices.forEach((m, at) => {
    const { low, high } = coefficients[at]!
    const c = low + (high - low) / 2
    const spread = low === high ? 0 : Math.max(c - low, high - c) * (1 + 2 ** -50) + Math.abs(c) * 2 ** -52
    m.centre.forEach((x, k) => {
      const r = m.radius[k]!
      if (x === 0 && r === 0) return
      centre[k]! += c * x
      radius[k]! +=
        (rounding * Math.abs(c * x) + Math.abs(c) * r + spread * (Math.abs(x) + r)) * (1 + rounding) + tiny
    })
  })
  return { size, centre, radius: radius.map((r) => r * (1 + rounding)) }
}

export function enclosedTranspose({ size, centre, radius }: EnclosedMatrix): EnclosedMatrix {
  const flip = (data: Float64Array): Float64Array =>
    data.map((_, at) => data[(at % size) * size + Math.floor(at / size)]!)
  return { size, centre: flip(centre), radius: flip(radius) }
}

/** Above the Frobenius norm, hence above the spectral norm, of numbers that are right as they stand. */
export function frobeniusAbove(values: Float64Array): number {
  let sum = 0
  for (const x of values) sum += x * x
  return sum === 0 && values.every((x) => x === 0)
    ? 0
    : Math.sqrt(sum) * (1 + (values.length + 4) * 2 ** -52) + 2 ** -500
}

/** Above the spectral norm of every matrix enclosed, by the Frobenius norm. */
export function normAbove({ centre, radius }: EnclosedMatrix): number {
  return (frobeniusAbove(centre) + frobeniusAbove(radius)) * (1 + 2 ** -51)
}

/**
 * Contains M⁻¹ for every M enclosed, given an approximate inverse Y; nothing when ‖I − YM‖ < 1 is not certain. From
 * M⁻¹ = (I − (I − YM))⁻¹Y the error is at most δ/(1 − δ)·‖Y‖ with δ ≥ ‖I − YM‖.
 */
export function enclosedInverse(m: EnclosedMatrix, approximate: Float64Array): EnclosedMatrix | undefined {
  const { size } = m
  const inverse = { size, centre: approximate, radius: new Float64Array(size * size) }
  const product = enclosedProduct(inverse, m)
  const one = { low: 1, high: 1 }
  const minusOne = { low: -1, high: -1 }
  const defect = normAbove(enclosedCombination([one, minusOne], [identityMatrix(size), product]))
  if (!(defect < 0.5)) return undefined
  const error = (defect / (1 - defect)) * frobeniusAbove(approximate) * (1 + 2 ** -48)
  return { size, centre: approximate, radius: inverse.radius.fill(error) }
}
