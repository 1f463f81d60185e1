/**
 * Householder's reflection I − τvvᵀ that turns x = (data[at], …, data[end − 1]) into a multiple of its first unit vector.
 * Writes v, whose first entry is 1, over x. `length` is what the first entry of x becomes; τ = 0 when nothing is to be done.
 */
export function reflectionOf(data: Float64Array, at: number, end: number): { tau: number; length: number } {
  let rest = 0
  for (let i = at + 1; i < end; i++) rest += data[i]! * data[i]!
  const first = data[at]!
  if (rest === 0) return { tau: 0, length: first }
  const norm = Math.sqrt(first * first + rest)
  const length = first >= 0 ? -norm : norm
  const factor = 1 / (first - length)
  data[at] = 1
  for (let i = at + 1; i < end; i++) data[i]! *= factor
  return { tau: (length - first) / length, length }
}

/** x ← (I − τvvᵀ)x for x = (x[at], …) and v = (v[from], …, v[end − 1]). */
export function reflected(x: Float64Array, at: number, v: Float64Array, from: number, end: number, tau: number): void {
  const shift = at - from
  const factor = tau * product(x, shift, v, from, end)
  if (factor === 0) return
  for (let j = from; j < end; j++) x[j + shift]! -= factor * v[j]!
} // prettier-ignore

// A sum in one piece waits for each addition in turn; long ones are taken in four.
function product(x: Float64Array, shift: number, v: Float64Array, from: number, end: number): number {
  let sum = 0
  let j = from
  if (end - from >= 32) {
    let [second, third, fourth] = [0, 0, 0]
    for (; j + 3 < end; j += 4) {
      sum += x[j + shift]! * v[j]!
      second += x[j + shift + 1]! * v[j + 1]!
      third += x[j + shift + 2]! * v[j + 2]!
      fourth += x[j + shift + 3]! * v[j + 3]!
    }
    sum += second + third + fourth
  }
  for (; j < end; j++) sum += x[j + shift]! * v[j]!
  return sum
}

/** Rows a and b of `rows`, each of `width` entries, become ca + sb and cb − sa. */
export function rotateRows(rows: Float64Array, width: number, a: number, b: number, c: number, s: number): void {
  const start = a * width
  const shift = b * width - start
  for (let i = start, end = start + width; i < end; i++) {
    const x = rows[i]!
    const y = rows[i + shift]!
    rows[i] = c * x + s * y
    rows[i + shift] = c * y - s * x
  }
} // prettier-ignore
