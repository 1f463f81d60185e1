/** Pₙ(x) and Pₙ₋₁(x), the Legendre polynomials, by their recursion. */
function legendre(degree: number, x: number): { value: number; previous: number } {
  let previous = 0
  let value = 1
  for (let n = 0; n < degree; n++) {
    const next = ((2 * n + 1) * x * value - n * previous) / (n + 1)
    previous = value
    value = next
  }
  return { value, previous }
}

/** Nodes in (0, 1) and weights that integrate polynomials of degree up to 2n − 1 over [0, 1] exactly (Gauss–Legendre). */
export function gaussRule(count: number): { nodes: Float64Array; weights: Float64Array } {
  const roots = rootsWithin((x) => legendre(count, x).value, count)
  const nodes = roots.map((x) => (1 + x) / 2)
  const weights = roots.map((x) => {
    const slope = (count * (x * legendre(count, x).value - legendre(count, x).previous)) / (x * x - 1)
    return 1 / ((1 - x * x) * slope * slope)
  })
  return { nodes: Float64Array.from(nodes), weights: Float64Array.from(weights) }
}

/** The nodes in (0, 1] of the right Radau rule, ascending; the last is 1. */
export function radauNodes(count: number): Float64Array {
  const inner = rootsWithin((x) => {
    const { value, previous } = legendre(count, x)
    return (value - previous) / (x - 1)
  }, count - 1)
  return Float64Array.from([...inner.map((x) => (1 + x) / 2), 1])
}

// All simple roots in (−1, 1), between the points of a grid that is fine at the ends as the roots are.
function rootsWithin(f: (x: number) => number, count: number): number[] {
  const steps = 40 * (count + 1)
  const roots: number[] = []
  for (let k = 0; k < steps; k++) {
    let low = -Math.cos((Math.PI * (k + 0.01)) / (steps + 0.02))
    let high = -Math.cos((Math.PI * (k + 1.01)) / (steps + 0.02))
    const sign = Math.sign(f(low))
    if (sign === Math.sign(f(high))) continue
    for (let round = 0; round < 80; round++) {
      const middle = (low + high) / 2
      if (Math.sign(f(middle)) === sign) low = middle
      else high = middle
    }
    roots.push((low + high) / 2)
  }
  return roots
}
