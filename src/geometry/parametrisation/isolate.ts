import { ProblemError } from '../../base/problem.js'
import { isZero, polynomialIn, type PolynomialIn } from '../../calculus/index.js'
import {
  add,
  divide,
  evaluate,
  type Expression,
  freeSymbols,
  isKnownNonnegative,
  isKnownPositive,
  multiply,
  negate,
  rational,
  type Rational,
  square,
  squareRoot,
  subtract,
  type SymbolNode,
} from '../../expression/index.js'
import { factorsOf, vanishingFactors } from './factors.js'
import { preimage } from './inverses.js'
import { simplest } from './simplest.js'

/** What is known of the real solutions of an equation for one symbol. */
export interface Isolation {
  /** Expressions without the symbol. They are proposals: whoever uses one puts it into the equation. */
  readonly solutions: readonly Expression[]
  /** Where one of these vanishes there may be further solutions. */
  readonly nonzero: readonly Expression[]
  /** Whether, elsewhere, these are all. */
  readonly complete: boolean
}

const deepest = 12

/**
 * Solves `equation` = 0 for a symbol by rules: products factor by factor, powers and quadratics, invertible functions from
 * the outside in. Nothing when no rule applies.
 */
export function isolate(equation: Expression, symbol: SymbolNode, depth = 0): Isolation | undefined {
  if (depth > deepest || !freeSymbols(equation).has(symbol)) return undefined
  const factors = vanishingFactors(equation)
  const others = factors.filter((factor) => !freeSymbols(factor).has(symbol))
  const inner = factors.filter((factor) => !others.includes(factor))
  if (inner.length === 0) return undefined
  const found =
    factors.length === 1 && inner[0] === equation
      ? ofSum(equation, symbol, depth)
      : union(inner.map((factor) => isolate(factor, symbol, depth + 1)), inner.length) // prettier-ignore
  return found && { ...found, nonzero: [...found.nonzero, ...others] }
}

function ofSum(e: Expression, symbol: SymbolNode, depth: number): Isolation | undefined {
  const form = polynomialIn(e, symbol)
  return form === undefined ? undefined : solved(form, symbol, depth)
}

function union(parts: readonly (Isolation | undefined)[], count: number): Isolation | undefined {
  const found = parts.filter((part) => part !== undefined)
  if (found.length === 0) return undefined
  return {
    solutions: [...new Set(found.flatMap(({ solutions }) => solutions))],
    nonzero: [...new Set(found.flatMap(({ nonzero }) => nonzero))],
    complete: found.length === count && found.every(({ complete }) => complete),
  }
}

function solved(
  { generator, terms }: PolynomialIn,
  symbol: SymbolNode,
  depth: number,
): Isolation | undefined {
  const lowest = terms[0]!.exponent
  const exponents = terms.map(({ exponent }) => rational.subtract(exponent, lowest))
  const coefficients = terms.map(({ coefficient }) => coefficient)
  const lead = coefficients[coefficients.length - 1]!
  const parts: (Isolation | undefined)[] = []
  if (rational.sign(lowest) > 0) parts.push(whereEqual(generator, generator.graph.zero, symbol, depth))
  if (terms.length > 1) {
    // The least positive exponent; a quadratic has 0, e, 2e.
    const step = exponents[1]!
    const powers = powersOf(exponents, step, coefficients)
    const roots = powers?.map((value) => rootsOf(value, step))
    const values = roots?.every((each) => each !== undefined) ? roots.flatMap((each) => each!) : undefined
    const found = values?.map((value) => whereEqual(generator, value, symbol, depth))
    parts.push(found && (found.length === 0 ? nothing : union(found, found.length)))
  }
  // c·g^(−1) vanishes nowhere but where c does.
  const all = parts.length === 0 ? nothing : union(parts, parts.length)
  return all && { ...all, nonzero: [...all.nonzero, lead] }
}

const nothing: Isolation = { solutions: [], nonzero: [], complete: true }

/** What generator^step can be. */
function powersOf(
  exponents: readonly Rational[],
  step: Rational,
  [constant, middle, lead]: readonly Expression[],
): Expression[] | undefined {
  if (exponents.length === 2) return [simplest(negate(divide(constant!, middle!)))]
  if (exponents.length > 3 || !rational.equals(exponents[2]!, rational.add(step, step))) return undefined
  const discriminant = simplest(subtract(square(middle!), multiply(multiply(lead!, constant!), 4)))
  if (freeSymbols(discriminant).size === 0 && evaluate(discriminant, new Map()) < 0) return []
  const root = squareRoot(discriminant)
  return [subtract(root, middle!), negate(add(root, middle!))].map((top) =>
    simplest(divide(top, multiply(lead!, 2))),
  )
}

/** The real x with x^exponent = value. Where the sign of the value depends on the symbols, x may have two forms. */
function rootsOf(value: Expression, exponent: Rational): Expression[] | undefined {
  const { numerator, denominator } = exponent
  const isOdd = numerator % 2n !== 0n
  const inverse = rational.of(denominator, numerator)
  if (rational.isInteger(inverse) && denominator === 1n) return [value]
  if (isZero(value).outcome === 'proved') return [value.graph.zero]
  const root = (of: Expression): Expression => simplest(of.graph.power(of, inverse))
  const sign = signOf(value)
  // −y² is a square only where it is 0: x = 0 leaves that to be solved.
  if (sign === 'not positive' && (!isOdd || denominator % 2n === 0n)) return [value.graph.zero]
  // A root is not negative, whatever it is of.
  if (denominator % 2n === 0n) return sign === -1 ? [] : [root(value)]
  if (!isOdd) {
    const either = withoutModulus(root(value))
    return sign === -1 ? [] : [either, negate(either)]
  }
  if (sign === 1) return [root(value)]
  const reflected = negate(root(negate(value)))
  return sign === -1 || sign === 'not positive' ? [reflected] : [root(value), reflected]
}

/** ±|x|y are ±xy; but not ±√|x|. */
function withoutModulus(e: Expression): Expression {
  const { coefficient, factors } = factorsOf(e)
  const plain = factors.map((factor) => {
    const { base, exponent } = factor
    const isModulus = base.kind === 'call' && base.fn.name === 'abs' && rational.isInteger(exponent)
    return isModulus ? { ...factor, base: base.args[0]! } : factor
  })
  return e.graph.powers(coefficient, plain)
}

function signOf(value: Expression): 1 | -1 | 'not positive' | undefined {
  if (isKnownNonnegative(value)) return 1
  if (isKnownPositive(negate(value))) return -1
  if (isKnownNonnegative(negate(value))) return 'not positive'
  if (freeSymbols(value).size > 0) return undefined
  return evaluate(value, new Map()) > 0 ? 1 : -1
}

/** Where a symbol, a call or a sum under a root takes a value. */
function whereEqual(
  generator: Expression,
  value: Expression,
  symbol: SymbolNode,
  depth: number,
): Isolation | undefined {
  if (generator === symbol) return { solutions: [value], nonzero: [], complete: true }
  if (generator.kind !== 'call') return isolate(subtract(generator, value), symbol, depth + 1)
  if (generator.args.length !== 1) return undefined
  const found = unlessUndefined(() => preimage(generator.fn.name, value))
  if (found === 'undefined value') return nothing
  if (found === undefined) return undefined
  const parts = [...new Set(found.arguments)].map((argument) =>
    isolate(simplest(subtract(generator.args[0]!, argument)), symbol, depth + 1),
  )
  const joined = union(parts, parts.length)
  return joined && { ...joined, complete: joined.complete && found.complete }
}

/** A constant outside the range of a function leads to an expression without a value: there is no solution. */
export function unlessUndefined<Result>(compute: () => Result): Result | 'undefined value' {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return 'undefined value'
    throw error
  }
}
