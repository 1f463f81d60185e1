import { zeroFactors } from '../calculus/index.js'
import {
  type Expression,
  freeSymbols,
  isKnownNonzero,
  type Kink,
  kinksOf,
  orderNodes,
  rational,
  toText,
} from '../expression/index.js'
import { negative } from './negative.js'
import { deadBranches, type Side } from './dead-branches.js'

/** Where derivatives do not hold: expressions in the parameters that are 0 there, irreducible ones as far as that is found, each once. */
export interface Exceptions {
  /** The formulas need not be smooth there. */
  readonly kinks: readonly Expression[]
  /** The formulas need not be smooth there, except for regions. */
  readonly kinksInParts: readonly KinkInParts[]
  /** Denominators: the formulas have no value there. None of the kinks is among them. */
  readonly poles: readonly Expression[]
  /** Whether there is a kink at which derivatives have the mean of the values on both sides, such as 1/2 for relu. */
  readonly averaged: boolean
} // prettier-ignore

/** The formulas need not be smooth where `set` is 0, unless all the sides of one of the lists are taken: there it is 0 all around. */
export interface KinkInParts {
  readonly set: Expression
  readonly unless: readonly (readonly Side[])[]
} // prettier-ignore

/** Kinks and denominators of the formulas; what no parameter can reach is left out. */
export function exceptionsOf(formulas: readonly Expression[], symbols: readonly Expression[]): Exceptions {
  const parameters = new Set(symbols)
  const reached = (e: Expression): boolean => [...freeSymbols([e])].some((symbol) => parameters.has(symbol))
  const reachable = kinksOf(formulas).filter(({ zeroSet }) => reached(zeroSet))
  const found = new Set<Expression>()
  /** The factors that are new, as they are shown. */
  const take = (e: Expression, isWanted: (set: Expression) => boolean): Expression[] =>
    factorsOf(e).flatMap(({ factor, set }) => {
      if (!reached(set) || found.has(factor) || found.has(negative(factor)) || !isWanted(set)) return []
      found.add(factor)
      return [set]
    })
  const kinksInParts: KinkInParts[] = []
  const kinks = reachable.flatMap(({ zeroSet }) =>
    take(zeroSet, (set) => {
      const dead = deadBranches(set)
      const isNew = dead.kind === 'some' && kinksInParts.every((kink) => kink.set !== set)
      if (isNew) kinksInParts.push({ set, unless: dead.where })
      return dead.kind === 'none'
    }),
  )
  const poles = denominators(formulas).flatMap((e) => take(e, () => true))
  return { kinks, kinksInParts, poles, averaged: reachable.some(hasTwoSides) }
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

/** Its factors, and what is shown of each: where there is one only, all of it as it was given, unless that is longer. */
function factorsOf(e: Expression): { factor: Expression; set: Expression }[] {
  const factors = zeroFactors(e)
  const [only] = factors
  const isGivenForm = factors.length === 1 && (only === e || toText(e).length <= toText(only!).length)
  return factors.map((factor) => ({ factor, set: isGivenForm ? e : factor }))
}
