/** An approximate solution, and how far it is from one. */
export interface KrylovSolution {
  readonly x: Float64Array
  /** The largest entry of b − T x by modulus. */
  readonly residual: number
  /** How often T was applied. */
  readonly products: number
}

/**
 * The solution of T x = b for a linear map given by its action, by the generalised minimal residual method, started anew
 * every 40 steps (Saad & Schultz, SIAM J. Sci. Stat. Comput. 7, 1986). Ends when the root mean square of the residual is at
 * most `tolerance`, or after about `most` products.
 */
export function minimalResidual(
  map: (v: Float64Array) => Float64Array,
  b: Float64Array,
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): KrylovSolution {
  const enough = tolerance * Math.sqrt(b.length)
  const x = new Float64Array(b.length)
  let rest = b
  for (let products = 0; ;) {
    const norm = Math.sqrt(inner(rest, rest))
    if (!(norm > enough) || products >= most)
      return { x, residual: rest.reduce((max, value) => Math.max(max, Math.abs(value)), 0), products }
    products += improve(map, x, rest, norm, enough) + 1
    const image = map(x)
    rest = b.map((value, m) => value - image[m]!)
  }
}

const restart = 40

/** Adds to x what makes the residual smallest in a Krylov space; the number of products. */
function improve(
  map: (v: Float64Array) => Float64Array,
  x: Float64Array,
  rest: Float64Array,
  norm: number,
  enough: number,
): number {
  const basis = [rest.map((value) => value / norm)]
  const columns: Float64Array[] = []
  const rotations: [number, number][] = []
  const right = new Float64Array(restart + 1)
  right[0] = norm
  let size = 0
  while (size < restart && Math.abs(right[size]!) > enough) {
    const next = map(basis[size]!)
    const column = new Float64Array(size + 2)
    basis.forEach((v, i) => {
      column[i] = inner(v, next)
      addMultiple(next, v, -column[i]!)
    })
    const length = Math.sqrt(inner(next, next))
    column[size + 1] = length
    rotations.forEach(([c, s], i) => {
      const [p, q] = [column[i]!, column[i + 1]!]
      column[i] = c * p + s * q
      column[i + 1] = c * q - s * p
    })
    const radius = Math.hypot(column[size]!, column[size + 1]!)
    if (!(radius > 0)) break
    const [c, s] = [column[size]! / radius, column[size + 1]! / radius]
    rotations.push([c, s])
    column[size] = radius
    right[size + 1] = -s * right[size]!
    right[size]! *= c
    columns.push(column)
    size++
    if (!(length > 0)) break
    basis.push(next.map((value) => value / length))
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) right[i]! -= columns[j]![i]! * right[j]!
    right[i]! /= columns[i]![i]!
    addMultiple(x, basis[i]!, right[i]!)
  }
  return Math.max(1, size)
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let m = 0; m < a.length; m++) sum += a[m]! * b[m]!
  return sum
}

function addMultiple(to: Float64Array, v: Float64Array, by: number): void {
  for (let m = 0; m < to.length; m++) to[m]! += by * v[m]!
}
