import { dot, type Matrix, multiply, norm, trace } from '../../matrix.js'

/** The dimension of the algebra with unit that some k × k matrices generate, as far as it was found. */
export interface AlgebraDimension {
  readonly dimension: number
  /** The least part of a product, of norm 1, beyond the span of the earlier ones that counted as new. */
  readonly margin: number
  /** The largest such part that did not count. */
  readonly dropped: number
}

/**
 * Spans the algebra by words: an orthonormal basis, from I on, whose elements are multiplied by every generator until
 * nothing new comes, or all k² dimensions are there. A product of norm 1 counts as new when more than `tolerance` of it
 * lies beyond the span. Generators are shifted by multiples of I first, which changes nothing but the conditioning.
 */
export function algebraDimension(generators: readonly Matrix[], tolerance = 1e-9): AlgebraDimension {
  const k = generators[0]?.rows ?? 0
  const shifted = generators.map(withoutTrace).filter(({ data }) => norm(data) > 0)
  const basis: Float64Array[] = []
  let [margin, dropped] = [1, 0]
  const take = (m: Float64Array): boolean => {
    const size = norm(m)
    if (!(size > 0)) return false
    const rest = m.map((x) => x / size)
    for (let pass = 0; pass < 2; pass++)
      for (const b of basis) {
        const c = dot(b, rest)
        for (let i = 0; i < rest.length; i++) rest[i]! -= c * b[i]!
      }
    const beyond = norm(rest)
    if (!(beyond > tolerance)) {
      dropped = Math.max(dropped, beyond)
      return false
    }
    margin = Math.min(margin, beyond)
    basis.push(rest.map((x) => x / beyond))
    return true
  }
  const unit = new Float64Array(k * k)
  for (let i = 0; i < k; i++) unit[i * (k + 1)] = 1
  take(unit)
  // Generators that depend linearly on others and I generate nothing new.
  const independent = shifted.filter(({ data }) => take(data))
  // The loop reaches what is added on the way.
  for (const element of basis)
    for (const generator of independent) {
      if (basis.length === k * k) break
      take(multiply({ rows: k, columns: k, data: element }, generator).data)
    }
  return { dimension: basis.length, margin, dropped }
}

// Its size relative to the generator decides whether anything but rounding is left.
function withoutTrace(m: Matrix): Matrix {
  const mean = trace(m) / m.rows
  const data = m.data.map((x, at) => (at % (m.rows + 1) === 0 ? x - mean : x))
  const negligible = norm(data) <= 64 * m.rows * Number.EPSILON * norm(m.data)
  return { ...m, data: negligible ? data.fill(0) : data }
}
