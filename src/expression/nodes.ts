import type { FunctionName } from './functions/index.js'
import type { Range } from './ranges.js'
import type { Rational } from './rational.js'
import type { Signs } from './signs.js'

/**
 * What is known of a symbol beyond being a real number. Assumptions widen what the canonical form may do: `x/x` is 1
 * only when `x` is known to be nonzero.
 */
export interface Assumptions {
  readonly real?: boolean
  readonly positive?: boolean
  readonly nonzero?: boolean
  readonly integer?: boolean
}

/** What every node has. Nodes are immutable and shared: within a graph, equal structure is the same object. */
interface NodeFacts {
  readonly graph: Graph
  /** Unique in the graph; children always have smaller ids than their parents. */
  readonly id: number
  /** The signs the value can take, where it is defined. */
  readonly signs: Signs
  /** Whether the value is known to be defined for all real values of the symbols. */
  readonly total: boolean
}

export interface ConstantNode extends NodeFacts {
  readonly kind: 'constant'
  readonly value: Rational
}

export interface SymbolNode extends NodeFacts {
  readonly kind: 'symbol'
  readonly name: string
  readonly assumptions: Assumptions
}

export interface Term {
  readonly coefficient: Rational
  readonly term: Expression
}

/**
 * `constant + Σ coefficient·term`, flattened, like terms merged, terms in order of id. `3*x` is a sum with one term and
 * constant 0. A term is never a constant; it is a sum only under a coefficient other than 1 and -1 (`2*(x + y)`), or
 * alone under -1 (`-(x + y)`). A coefficient is 0 only where dropping the term would enlarge the domain (`0*log(x)`).
 * Since coefficients are not multiplied into sums, what adding multiples of one sum gives can depend on the order when
 * some of them add up to 1 or -1 of it.
 */
export interface SumNode extends NodeFacts {
  readonly kind: 'sum'
  readonly constant: Rational
  readonly terms: readonly Term[]
}

export interface Factor {
  readonly base: Expression
  readonly exponent: Rational
}

/**
 * `Π base^exponent` in order of base id. Numeric factors appear only as radicals: an integer base, prime as far as
 * trial division shows, with exponent in (0, 1). One factor makes a power. A power with a fractional exponent is
 * defined where its base is not negative.
 */
export interface ProductNode extends NodeFacts {
  readonly kind: 'product'
  readonly factors: readonly Factor[]
}

export interface CallNode extends NodeFacts {
  readonly kind: 'call'
  readonly fn: ElementaryFunction
  readonly args: readonly Expression[]
}

export type Expression = ConstantNode | SymbolNode | SumNode | ProductNode | CallNode

/** Where expressions live. Nodes of different graphs cannot be mixed. */
export interface Graph {
  /** An exact constant; a double is read as its shortest decimal. */
  constant(value: Rational | number | bigint | string): Expression
  /** The symbol of that name; assumptions count the first time only. */
  symbol(name: string, assumptions?: Assumptions): Expression
  /** Whether the graph has a symbol of that name. */
  hasSymbol(name: string): boolean
  sum(terms: readonly Expression[]): Expression
  product(factors: readonly Expression[]): Expression
  /** Throws `undefined-value` for 0 to a negative power and for a negative number to a fractional one. */
  power(base: Expression, exponent: Expression | number | Rational): Expression
  /** Throws `wrong-argument-count`. */
  call(name: FunctionName, args: readonly Expression[]): Expression
  /** `constant + Σ coefficient·term` in one step; the terms may be any expressions. */
  linear(constant: Rational, terms: readonly Term[]): Expression
  /** `coefficient · Π base^exponent` in one step; the bases may be any expressions. */
  powers(coefficient: Rational, factors: readonly Factor[]): Expression
  readonly zero: Expression
  readonly one: Expression
  /** How many nodes the graph holds. */
  readonly size: number
}

/** How a function behaves at its worst: `kinked` is continuous, `jump` is not. */
export type Smoothness = 'analytic' | 'kinked' | 'jump'

/** One elementary function: everything any room needs to know of it. */
export interface ElementaryFunction {
  readonly name: FunctionName
  /** How many arguments; `max` may be `Infinity`. */
  readonly arity: { readonly min: number; readonly max: number }
  readonly smoothness: Smoothness
  readonly domain: FunctionDomain
  /** Partial derivatives in each argument, valid away from kinks; `self` is the call itself. */
  derivative(args: readonly Expression[], self: Expression): Expression[]
  /** The value in double precision, `NaN` outside the domain. */
  evaluate(...args: number[]): number
  /** Expressions whose zeros are where the function is not smooth; none for an analytic one. */
  kinks(args: readonly Expression[]): Expression[]
  /** Where all values lie, where that says more than their signs. */
  readonly range?: Range
  /**
   * What the call is equal to where the expressions of `kinks` have these signs, -1 and 1, and 0 for one that is not known;
   * nothing where that does not tell. Left out where no sign does.
   */
  branch?(args: readonly Expression[], signs: readonly number[]): Expression | undefined
  /** The signs of the value for arguments of these signs. */
  signs(args: readonly Signs[]): Signs
  /** An equal expression with the same domain, such as an exact value; nothing when the call stays. */
  simplify(args: readonly Expression[], graph: Graph): Expression | undefined
  /** LaTeX of a call with these arguments, raised to `exponent` where given; all are already typeset. */
  latex(args: readonly string[], exponent?: string): string
}

export interface FunctionDomain {
  /** In words, for instance `x > 0`. */
  readonly text: string
  contains(...args: number[]): boolean
  /** Whether these arguments, of these signs, are certainly inside; only ever `true` when they are. */
  certain(signs: readonly Signs[], args: readonly Expression[]): boolean
}
