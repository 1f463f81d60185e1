import { exactDeterminant } from '../../../algebra/index.js'
import { vanishesOn } from '../../../calculus/index.js'
import { type Expression, orderNodes, type Rational, rational } from '../../../expression/index.js'
import type { Landscape } from '../../../geometry/index.js'

/** coefficient · Π symbol^exponent. */
interface Monomial {
  readonly exponents: readonly number[]
  readonly coefficient: Rational
}

const mostTerms = 400
const mostMinors = 20

/**
 * Whether the zero-loss set is certainly bounded: one equation after the other, a residual or the loss, is a polynomial that
 * tends to infinity with the parameters not yet known to be bounded, as its pure even powers of them outgrow the rest. What
 * is not found bounded may still be.
 */
export function isBoundedSet({ symbolic, perSample, model }: Landscape): boolean {
  if (perSample !== undefined) return false
  const equations = [...(symbolic.residuals ?? []), symbolic.loss].flatMap((e) => {
    const terms = expanded(e, model.symbols)
    return terms === undefined ? [] : [terms]
  }) // prettier-ignore
  const bounded = new Set<number>()
  for (let known = -1; known < bounded.size;) {
    known = bounded.size
    for (const terms of equations) {
      const open = model.symbols.flatMap((_, i) => (!bounded.has(i) && terms.some(({ exponents }) => exponents[i]! > 0) ? [i] : [])) // prettier-ignore
      if (open.length > 0 && growsWith(terms, open)) for (const i of open) bounded.add(i)
    }
  }
  return bounded.size === model.symbols.length
}

/** Whether the Jacobian of polynomial residuals has full rank wherever they vanish, even at complex points. */
export function isCleanEverywhere({ symbolic, perSample, model, dimension }: Landscape): boolean {
  const { residuals, jacobian } = symbolic
  if (perSample !== undefined || residuals === undefined || jacobian === undefined) return false
  const choices = subsets(dimension, residuals.length)
  if (residuals.length > 3 || choices.length > mostMinors) return false
  const minors = choices.flatMap((columns) => exactDeterminant(jacobian.map((row) => columns.map((j) => row[j]!))) ?? []) // prettier-ignore
  return vanishesOn(model.graph.one, [...residuals, ...minors]).outcome === 'proved'
}

/**
 * Whether a polynomial tends to ±∞ with the open variables while the others stay bounded. With the degree dᵢ of the pure
 * power of each, a monomial of Σ aᵢ/dᵢ < 1 is outgrown; others are harmless where they have the sign of the pure powers.
 */
function growsWith(terms: readonly Monomial[], open: readonly number[]): boolean {
  const others = (m: Monomial, i: number): boolean => m.exponents.every((a, j) => j === i || a === 0)
  const pure = open.map((i) => terms.filter((m) => m.exponents[i]! > 0 && others(m, i)).sort((a, b) => b.exponents[i]! - a.exponents[i]!)[0]) // prettier-ignore
  if (!pure.every((m) => m !== undefined)) return false
  const degrees = open.map((i, k) => pure[k]!.exponents[i]!)
  const sign = rational.sign(pure[0]!.coefficient)
  const isAlone = open.length === 1
  if (!isAlone && !pure.every((m, k) => degrees[k]! % 2 === 0 && rational.sign(m.coefficient) === sign)) return false // prettier-ignore
  const weight = (m: Monomial): number => open.reduce((sum, i, k) => sum + m.exponents[i]! / degrees[k]!, 0)
  const heavy = terms.filter((m) => !pure.includes(m) && weight(m) > 1 - 1e-9)
  const isHarmless = (m: Monomial): boolean => rational.sign(m.coefficient) === sign && m.exponents.every((a) => a % 2 === 0) // prettier-ignore
  if (heavy.every((m) => !isAlone && isHarmless(m))) return true
  const isForm = degrees.every((k) => k === 2) && heavy.every((m) => m.exponents.reduce((sum, a) => sum + a, 0) === 2)
  return !isAlone && isForm && isDefinite(open, [...pure, ...heavy], sign)
} // prettier-ignore

/** Whether a quadratic form in the open variables has only values of that sign: its pivots have. */
function isDefinite(open: readonly number[], terms: readonly Monomial[], sign: number): boolean {
  const entry = (i: number, j: number): Rational => {
    const found = terms.find(({ exponents }) => exponents[i]! + exponents[j]! === (i === j ? 4 : 2) && exponents[i]! > 0 && exponents[j]! > 0) // prettier-ignore
    return found === undefined ? rational.zero : i === j ? found.coefficient : rational.multiply(rational.half, found.coefficient) // prettier-ignore
  }
  const rows = open.map((i) => open.map((j) => entry(i, j)))
  return rows.every((pivotRow, k) => {
    const pivot = pivotRow[k]!
    if (rational.sign(pivot) !== sign) return false
    for (const row of rows.slice(k + 1)) {
      const factor = rational.divide(row[k]!, pivot)
      row.forEach((x, j) => (row[j] = rational.subtract(x, rational.multiply(factor, pivotRow[j]!))))
    }
    return true
  })
}

/** The monomials of a polynomial in the symbols, each once; nothing for other expressions and for many terms. */
function expanded(e: Expression, symbols: readonly Expression[]): Monomial[] | undefined {
  const none = symbols.map(() => 0)
  const known = new Map<Expression, Monomial[] | undefined>()
  for (const node of orderNodes([e])) known.set(node, monomialsOf(node, symbols, none, (child) => known.get(child))) // prettier-ignore
  return known.get(e)
}

function monomialsOf(
  node: Expression,
  symbols: readonly Expression[],
  none: readonly number[],
  of: (child: Expression) => Monomial[] | undefined,
): Monomial[] | undefined {
  const constant = (coefficient: Rational): Monomial[] => collected([{ exponents: none, coefficient }])
  switch (node.kind) {
    case 'constant':
      return constant(node.value)
    case 'symbol': {
      const place = symbols.indexOf(node)
      return place < 0 ? undefined : [{ exponents: none.map((_, i) => (i === place ? 1 : 0)), coefficient: rational.one }] // prettier-ignore
    }
    case 'sum': {
      const parts = node.terms.map(({ coefficient, term }) => of(term)?.map((m) => ({ ...m, coefficient: rational.multiply(coefficient, m.coefficient) }))) // prettier-ignore
      return parts.every((part) => part !== undefined) ? collected([...constant(node.constant), ...parts.flat()]) : undefined // prettier-ignore
    }
    case 'product': {
      let product: Monomial[] | undefined = constant(rational.one)
      for (const { base, exponent } of node.factors) {
        const factor = of(base)
        if (factor === undefined || !rational.isInteger(exponent) || rational.sign(exponent) < 0) return undefined // prettier-ignore
        for (let k = 0; k < rational.toNumber(exponent) && product !== undefined; k++) product = times(product, factor) // prettier-ignore
      }
      return product
    }
    default:
      return undefined
  }
}

function times(a: readonly Monomial[], b: readonly Monomial[]): Monomial[] | undefined {
  if (a.length * b.length > 10 * mostTerms) return undefined
  const found = collected(a.flatMap((m) => b.map((n) => ({ exponents: m.exponents.map((x, i) => x + n.exponents[i]!), coefficient: rational.multiply(m.coefficient, n.coefficient) })))) // prettier-ignore
  return found.length > mostTerms ? undefined : found
}

function collected(terms: readonly Monomial[]): Monomial[] {
  const sums = new Map<string, Monomial>()
  for (const term of terms) {
    const key = term.exponents.join()
    const before = sums.get(key)
    sums.set(key, before === undefined ? term : { ...term, coefficient: rational.add(before.coefficient, term.coefficient) }) // prettier-ignore
  }
  return [...sums.values()].filter(({ coefficient }) => !rational.isZero(coefficient))
}

/** All sets of `size` places of so many. */
export function subsets(of: number, size: number): number[][] {
  if (size === 0) return [[]]
  return subsets(of, size - 1).flatMap((some) =>
    Array.from({ length: of }, (_, k) => k)
      .filter((k) => k > (some.at(-1) ?? -1))
      .map((k) => [...some, k]),
  )
}
