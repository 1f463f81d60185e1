import {
  evaluate,
  type Expression,
  freeSymbols,
  type Rational,
  rational,
  substituteAll,
  type SymbolNode,
} from '../../expression/index.js'
import { groebnerBasis } from '../groebner/buchberger.js'
import type { GroebnerBudget } from '../groebner/budget.js'
import { isNonzeroConstant, type SparsePolynomial } from '../groebner/polynomial.js'
import { type PolynomialSystem, polynomialSystem, toExpression } from '../groebner/system.js'
import { isZero, unlessStuck } from '../is-zero.js'
import { readable } from '../readable/readable.js'
import { areCertainlyDefined } from './certainly-defined.js'
import { proposeRoots } from './roots.js'

/** All residuals are exactly 0 at the point, and `e` has this value there, which is not 0. */
export interface ExactWitness {
  readonly kind: 'exact'
  /** A constant for every symbol: rational, or with roots. */
  readonly point: ReadonlyMap<Expression, Expression>
  readonly value: Expression
}

type Point = ReadonlyMap<SymbolNode, Expression>

/** How many partial points are looked at. */
const visits = 60

/** For systems in which some symbols have values already. */
const smallBudget: GroebnerBudget = { pairs: 200, terms: 20_000, bits: 500 }

// Ordinary values before special ones, at which much vanishes by accident.
const values = ['2', '3/5', '-3', '1/3', '1', '-1', '5/4', '-1/2', '0']

/**
 * Looks for a point at which all residuals are exactly 0 and `e` is not: gives simple values to symbols until a Gröbner
 * basis of what is left contains a polynomial in one symbol that can be solved, and goes back where there is no solution.
 * Only points that pass an exact check are returned.
 */
export function exactWitness(e: Expression, residuals: readonly Expression[]): ExactWitness | undefined {
  const symbols = [...freeSymbols([e, ...residuals])].sort((a, b) => a.id - b.id)
  let left = visits
  const search = (point: Point): ExactWitness | undefined => {
    if (--left < 0) return undefined
    for (const next of extensions(point, residuals, symbols) ?? []) {
      const found = next.size === symbols.length ? checked(e, residuals, next) : search(next)
      if (found !== undefined) return found
      if (left < 0) return undefined
    }
    return undefined
  }
  return symbols.length === 0 ? checked(e, residuals, new Map()) : search(new Map())
}

function checked(e: Expression, residuals: readonly Expression[], point: Point): ExactWitness | undefined {
  return unlessStuck(() => {
    const [value, ...rest] = substituteAll([e, ...residuals], point) as [Expression, ...Expression[]]
    if (!areCertainlyDefined([value, ...rest])) return undefined
    if (!rest.every((residual) => isZero(residual).outcome === 'proved')) return undefined
    return isZero(value).outcome === 'refuted' ? { kind: 'exact', point, value: readable(value) } : undefined
  })
}

/** Points with one more symbol; none where the residuals have no zero. */
function extensions(
  point: Point,
  residuals: readonly Expression[],
  symbols: readonly SymbolNode[],
): Point[] | undefined {
  return unlessStuck(() => {
    const rest = substituteAll(residuals, point)
    const open = rest.filter((residual) => freeSymbols(residual).size > 0)
    if (!rest.every((residual) => open.includes(residual) || isZero(residual).outcome === 'proved')) return []
    const free = symbols.filter((symbol) => !point.has(symbol))
    const extended = (symbol: SymbolNode, constants: readonly Expression[]): Point[] =>
      constants
        .filter((value) => isAllowed(symbol, value))
        .map((value) => new Map([...point, [symbol, value]]))
    const simple = (symbol: SymbolNode): Point[] =>
      extended(symbol, rotated(values, point.size).map((value) => symbol.graph.constant(value))) // prettier-ignore
    if (open.length === 0) return free[0] === undefined ? [] : simple(free[0])
    const system = polynomialSystem(open[0]!.graph, open)
    const polynomials = [...system.entries.map(({ numerator }) => numerator), ...system.relations]
    const within = groebnerBasis(polynomials, smallBudget)
    const basis = within.outcome === 'done' ? within.answer : polynomials
    if (basis.some(isNonzeroConstant)) return []
    const solvable = basis.map((p) => inOneSymbol(system, p)).filter((one) => one !== undefined)
    const easiest = solvable.sort((a, b) => a.coefficients.length - b.coefficients.length)[0]
    if (easiest !== undefined) {
      const { symbol, coefficients, step } = easiest
      const roots = proposeRoots(coefficients).map((root) => readable(root.graph.power(root, step)))
      return extended(symbol, roots)
    }
    return simple(hardest(system, basis) ?? free[0]!)
  })
}

const rotated = <Item>(items: readonly Item[], by: number): Item[] => {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

function isAllowed({ assumptions }: SymbolNode, value: Expression): boolean {
  const { positive = false, nonzero = false, integer = false } = assumptions
  const number = evaluate(value, new Map())
  if (!Number.isFinite(number) || (positive && !(number > 0)) || (nonzero && number === 0)) return false
  return !integer || (value.kind === 'constant' && rational.isInteger(value.value))
}

interface InOneSymbol {
  readonly symbol: SymbolNode
  /** The symbol is the variable to this power. */
  readonly step: Rational
  /** Constants, by the exponent of the variable. */
  readonly coefficients: readonly Expression[]
}

function inOneSymbol(system: PolynomialSystem, p: SparsePolynomial): InOneSymbol | undefined {
  const written = system.variables.map(({ generator }) => generator.write(rational.one))
  const occurring = written.flatMap((variable, i) =>
    p.terms.some(({ exponents }) => exponents[i]! > 0) && freeSymbols(variable).size > 0 ? [i] : [],
  )
  const [place] = occurring
  const symbol = place === undefined ? undefined : written[place]
  if (place === undefined || occurring.length > 1 || symbol?.kind !== 'symbol') return undefined
  const degree = Math.max(...p.terms.map(({ exponents }) => exponents[place]!))
  const coefficients = Array.from({ length: degree + 1 }, (_, k) => {
    const terms = p.terms
      .filter(({ exponents }) => exponents[place] === k)
      .map((term) => ({ ...term, exponents: term.exponents.with(place, 0), degree: term.degree - k }))
    return readable(toExpression(system, { terms, denominator: p.denominator }))
  })
  return { symbol, step: rational.divide(rational.one, system.variables[place]!.step), coefficients }
}

/** A symbol inside a call or root; without one the symbol of the highest degree, so that the others are linear. */
function hardest(system: PolynomialSystem, basis: readonly SparsePolynomial[]): SymbolNode | undefined {
  const written = system.variables.map(({ generator }) => generator.write(rational.one))
  const inside = written.flatMap((variable) => (variable.kind === 'symbol' ? [] : [...freeSymbols(variable)]))
  if (inside[0] !== undefined) return inside[0]
  const degrees = written.map((_, i) =>
    Math.max(0, ...basis.flatMap(({ terms }) => terms.map(({ exponents }) => exponents[i]!))),
  )
  const candidates = written.flatMap((symbol, i) =>
    symbol.kind === 'symbol' ? [{ symbol, degree: degrees[i]! }] : [],
  )
  return candidates.sort((a, b) => b.degree - a.degree)[0]?.symbol
}
