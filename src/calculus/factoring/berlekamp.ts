import {
  addModular,
  divideModular,
  gcdModular,
  inverseModulo,
  type ModularPolynomial,
  multiplyModular,
} from './modular.js'

/**
 * The irreducible factors of a square-free polynomial with leading coefficient 1 modulo a small prime.
 * Berlekamp, Factoring polynomials over finite fields, Bell System Technical Journal 46 (1967).
 */
export function berlekamp(f: ModularPolynomial, prime: number): ModularPolynomial[] {
  const fixed = fixedByPower(f, prime)
  let factors: ModularPolynomial[] = [f]
  for (const v of fixed) {
    if (factors.length === fixed.length) break
    factors = factors.flatMap((factor) => splitBy(factor, v, prime))
  }
  return factors
}

/** Π over s of gcd(factor, v − s). */
function splitBy(factor: ModularPolynomial, v: ModularPolynomial, prime: number): ModularPolynomial[] {
  if (factor.length <= 2 || v.length <= 1) return [factor]
  const parts: ModularPolynomial[] = []
  for (let s = 0; s < prime; s++) {
    const part = gcdModular(factor, addModular(v, s === 0 ? [] : [prime - s], prime), prime)
    if (part.length > 1) parts.push(part)
  }
  return parts
}

/** A basis of the polynomials v of lower degree with v^prime = v modulo f; the first is 1. */
function fixedByPower(f: ModularPolynomial, prime: number): ModularPolynomial[] {
  const n = f.length - 1
  const power = divideModular(rootPower(prime), f, prime).remainder
  // Row i holds x^(i·prime) − x^i.
  const rows: number[][] = []
  let image: ModularPolynomial = [1]
  for (let i = 0; i < n; i++) {
    rows.push(Array.from({ length: n }, (_, j) => ((image[j] ?? 0) + (i === j ? prime - 1 : 0)) % prime))
    image = divideModular(multiplyModular(image, power, prime), f, prime).remainder
  }
  return leftKernel(rows, prime).map((v) => v.slice(0, v.findLastIndex((c) => c !== 0) + 1))
}

const rootPower = (exponent: number): ModularPolynomial =>
  Array.from({ length: exponent + 1 }, (_, i) => (i === exponent ? 1 : 0))

/** A basis of the v with v·rows = 0, by eliminating columns. */
function leftKernel(rows: number[][], prime: number): number[][] {
  const n = rows.length
  const used = new Set<number>()
  const pivotRow = new Map<number, number>()
  for (let row = 0; row < n; row++) {
    const column = rows[row]!.findIndex((c, j) => c !== 0 && !used.has(j))
    if (column < 0) continue
    used.add(column)
    pivotRow.set(row, column)
    const inverse = inverseModulo(rows[row]![column]!, prime)
    for (const each of rows) each[column] = (each[column]! * inverse) % prime
    for (let j = 0; j < n; j++) {
      const factor = rows[row]![j]!
      if (j === column || factor === 0) continue
      for (const each of rows) each[j] = (each[j]! + (prime - factor) * each[column]!) % prime
    }
  }
  // In the reduced form a free row is minus the combination of the pivot rows that cancels it.
  return rows.flatMap((row, free) => {
    if (pivotRow.has(free)) return []
    const v = Array.from({ length: n }, () => 0)
    v[free] = 1
    for (const [pivot, column] of pivotRow) v[pivot] = (prime - row[column]!) % prime
    return [v]
  })
}
