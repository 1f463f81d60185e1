import {
  type Expression,
  freeSymbols,
  isKnownNonzero,
  type Kink,
  kinksOf,
  negate,
  orderNodes,
  rational,
} from '../expression/index.js'

/** Where derivatives do not hold: expressions in the parameters that are 0 there, each set once, up to a number in front. */
export interface Exceptions {
  /** The formulas need not be smooth there. */
  readonly kinks: readonly Expression[]
  /** Denominators: the formulas have no value there. None of the kinks is among them. */
  readonly poles: readonly Expression[]
  /** Whether there is a kink at which derivatives have the mean of the values on both sides, such as 1/2 for relu. */
  readonly averaged: boolean
}

/** Kinks and denominators of the formulas; what no parameter can reach is left out. */
export function exceptionsOf(formulas: readonly Expression[], symbols: readonly Expression[]): Exceptions {
  const parameters = new Set(symbols)
  const reached = (e: Expression): boolean => [...freeSymbols([e])].some((symbol) => parameters.has(symbol))
  const found = new Set<Expression>()
  const add = (e: Expression): void => {
    const set = withoutNumber(e)
    if (reached(set) && !found.has(negative(set))) found.add(set)
  }
  const reachable = kinksOf(formulas).filter(({ zeroSet }) => reached(zeroSet))
  reachable.forEach(({ zeroSet }) => add(zeroSet))
  const kinks = [...found]
  denominators(formulas).forEach(add)
  return { kinks, poles: [...found].slice(kinks.length), averaged: reachable.some(hasTwoSides) }
}

// A function with a value for every argument has one on both sides; sqrt, say, has none on one, or no slope.
function hasTwoSides({ expression }: Kink): boolean {
  if (expression.kind !== 'call') return false
  const { fn, args } = expression
  return fn.domain.certain(
    args.map((arg) => arg.signs),
    args,
  )
}

function denominators(formulas: readonly Expression[]): Expression[] {
  return orderNodes(formulas).flatMap((node) =>
    node.kind !== 'product'
      ? []
      : node.factors
          .filter(({ base, exponent }) => rational.sign(exponent) < 0 && !isKnownNonzero(base))
          .map(({ base }) => base),
  )
}

/** The negative, of a sum term by term. */
function negative(e: Expression): Expression {
  if (e.kind !== 'sum') return negate(e)
  const terms = e.terms.map(({ coefficient, term }) => ({ coefficient: rational.negate(coefficient), term }))
  return e.graph.linear(rational.negate(e.constant), terms)
}

function withoutNumber(e: Expression): Expression {
  return e.kind === 'sum' && e.terms.length === 1 && rational.isZero(e.constant) ? e.terms[0]!.term : e
}
