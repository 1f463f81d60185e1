import { ProblemError } from '../base/problem.js'
import {
  type Expression,
  freeSymbols,
  kinksOf,
  nodeCount,
  type Rational,
  rational,
  substitute,
  type SymbolNode,
} from '../expression/index.js'

/** What is larger, or has more kinks, is not looked at. */
const mostNodes = 200
const mostKinks = 6
/** How many signs are looked at; each makes three cases. */
const mostSigns = 3

/**
 * Whether `e` is 0 in every case of the signs of what it has kinks at: where such a thing is 0, positive and negative, for
 * which a symbol in it is solved. `prove` is asked about each case; the first that is not proved ends the search.
 */
export function isZeroByCases(e: Expression, prove: (e: Expression) => boolean, left = mostSigns): boolean {
  if (left === 0 || nodeCount([e]) > mostNodes) return false
  const kinks = kinksOf([e])
  if (kinks.length > mostKinks) return false
  // Operands come before what is made of them, so that the first kink has none inside.
  const equation = kinks.map(({ zeroSet }) => linearPart(zeroSet)).find((part) => part !== undefined)
  if (equation === undefined) return false
  return casesOf(equation, left).every((value) => {
    const there = unlessUndefined(() => substitute(e, new Map([[equation.symbol, value]])))
    return there === undefined || prove(there) || isZeroByCases(there, prove, left - 1)
  })
}

/** coefficient·symbol + rest, with a rest that is free of the symbol. */
interface LinearPart {
  readonly symbol: SymbolNode
  readonly coefficient: Rational
  readonly rest: Expression
}

/** Something linear in a symbol on whose sign that of `e` depends: itself, a factor, or what is inside of a call. */
function linearPart(e: Expression): LinearPart | undefined {
  const { graph } = e
  switch (e.kind) {
    case 'constant':
      return undefined
    case 'symbol':
      return e.assumptions.integer ? undefined : { symbol: e, coefficient: rational.one, rest: graph.zero }
    case 'product':
      return e.factors.map(({ base }) => linearPart(base)).find((part) => part !== undefined)
    case 'call':
      return e.args.length === 1 ? linearPart(e.args[0]!) : undefined
    case 'sum': {
      const [only, ...more] = e.terms
      if (only !== undefined && more.length === 0 && rational.isZero(e.constant)) return linearPart(only.term)
      for (const { coefficient, term: symbol } of e.terms) {
        if (symbol.kind !== 'symbol' || symbol.assumptions.integer) continue
        const others = e.terms.filter(({ term }) => term !== symbol)
        if (!others.some(({ term }) => freeSymbols(term).has(symbol)))
          return { symbol, coefficient, rest: graph.linear(e.constant, others) }
      }
      return undefined
    }
  }
}

/** What the symbol is where the linear part is 0, positive and negative. */
function casesOf({ symbol, coefficient, rest }: LinearPart, left: number): Expression[] {
  const { graph } = symbol
  // The section sign cannot be typed in a model, so this name never meets a user's.
  const size = graph.symbol(`§size[${left}]`, { positive: true })
  return [rational.zero, rational.one, rational.minusOne].map((side) =>
    graph.linear(rational.zero, [
      { coefficient: rational.divide(side, coefficient), term: size },
      { coefficient: rational.divide(rational.minusOne, coefficient), term: rest },
    ]),
  )
}

/** Nothing where the expression has no value in this case. */
function unlessUndefined(make: () => Expression): Expression | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return undefined
    throw error
  }
}
