import type { Matrix } from '../matrix.js'

/** Monomials of one degree in `dimension` variables, and where each goes when it is multiplied by a variable. */
interface Monomials {
  readonly exponents: readonly (readonly number[])[]
  /** Index in the next degree of monomial `m` times variable j, at m * dimension + j. */
  readonly times: Int32Array
  /** The variable whose removal gives a monomial of the degree below, and the index of that one. */
  readonly last: Int32Array
  readonly before: Int32Array
}

/** How many monomials of this degree there are: the size of the symmetric power. */
export function symmetricPowerSize(dimension: number, degree: number): number {
  let size = 1
  for (let i = 1; i <= degree; i++) size = (size * (dimension + i - 1)) / i
  return Math.round(size)
}

/**
 * A ↦ Sym^p A, the action f ↦ f∘A on forms of degree p, in the basis √(p!/α!) x^α, which is orthonormal in the sense that
 * Sym^p A is symmetric for symmetric A. The result is added to `sum` (size², row by row) with a factor.
 */
export function symmetricPower(dimension: number, degree: number) {
  const levels = levelsOf(dimension, degree)
  const roots = levels[degree]!.exponents.map((exponents) => Math.sqrt(multinomial(exponents)))
  const size = roots.length
  return (a: Matrix, by: number, sum: Float64Array): void => {
    let below = Float64Array.of(1)
    for (let d = 1; d <= degree; d++) below = raised(a, levels[d]!, levels[d - 1]!, below)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        sum[row * size + column]! += (by * below[row * size + column]! * roots[row]!) / roots[column]!
  }
}

/** Coefficients of (Ax)^β for all β of one degree, from those of the degree below. */
function raised(a: Matrix, own: Monomials, lower: Monomials, below: Float64Array): Float64Array<ArrayBuffer> {
  const k = a.rows
  const width = lower.exponents.length
  const size = own.exponents.length
  const result = new Float64Array(size * size)
  for (let m = 0; m < size; m++)
    for (let j = 0; j < k; j++) {
      const factor = a.data[own.last[m]! * k + j]!
      if (factor === 0) continue
      for (let c = 0; c < width; c++)
        result[m * size + lower.times[c * k + j]!]! += factor * below[own.before[m]! * width + c]!
    }
  return result
}

function levelsOf(k: number, degree: number): Monomials[] {
  const lists: (readonly number[])[][] = [[new Array<number>(k).fill(0)]]
  for (let d = 1; d <= degree; d++) {
    const found = new Map<string, readonly number[]>()
    for (const exponents of lists[d - 1]!)
      for (let j = 0; j < k; j++) {
        const next = exponents.map((e, i) => (i === j ? e + 1 : e))
        found.set(next.join(), next)
      }
    lists.push([...found.values()])
  }
  const places = lists.map((list) => new Map(list.map((exponents, at) => [exponents.join(), at])))
  const shifted = (exponents: readonly number[], j: number, by: number) =>
    exponents.map((e, i) => (i === j ? e + by : e)).join()
  return lists.map((exponents, d) => ({
    exponents,
    times: Int32Array.from({ length: exponents.length * k }, (_, at) =>
      d === degree ? -1 : places[d + 1]!.get(shifted(exponents[Math.floor(at / k)]!, at % k, 1))!,
    ),
    last: Int32Array.from(exponents, (e) => e.findIndex((x) => x > 0)),
    before: Int32Array.from(exponents, (e) =>
      d === 0
        ? -1
        : places[d - 1]!.get(
            shifted(
              e,
              e.findIndex((x) => x > 0),
              -1,
            ),
          )!,
    ),
  }))
}

function multinomial(exponents: readonly number[]): number {
  let [result, total] = [1, 0]
  for (const e of exponents) for (let i = 1; i <= e; i++) result = (result * ++total) / i
  return result
}
