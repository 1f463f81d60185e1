import { reduced } from '../../../calculus/index.js'
import {
  divide,
  type Expression,
  multiply,
  nodeCount,
  type Operand,
  rational,
  scale,
  substitute,
  toText,
} from '../../../expression/index.js'
import type { Claim } from './contract.js'
import type { Bound } from './draft.js'
import { withoutContent } from './one-direction.js'

/** Names for parts of formulas and what they stand for in the model's symbols. */
export type Meanings = ReadonlyMap<Expression, Expression>

// Longer ones take seconds, and are not read.
const longestToImprove = 120
// Longer formulas are shown with names for the entries of K.
const longest = 90

/** The quotient of a bound. */
export const valueOf = ({ numerator, denominator }: Bound): Expression =>
  reduced(divide(numerator, denominator))

/** η is below all of the bounds: one bound, the largest denominator or the smallest quotient. */
export function belowAll(bounds: readonly Bound[], meanings: Meanings): Claim {
  const named = unique(bounds, (bound) => valueOf(bound))
  const claim = (parts: readonly Bound[]): Expression => {
    const [first] = parts
    const { graph } = first!.numerator
    if (parts.length === 1) return valueOf(first!)
    const shared = [parts.map(withoutNumbersBelow), parts].find((forms) => forms.every(({ numerator }) => numerator === forms[0]!.numerator))
    return shared === undefined
      ? graph.call('min', parts.map(valueOf))
      : divide(shared[0]!.numerator, graph.call('max', shared.map(({ denominator }) => denominator)))
  }
  const whole = unique(
    named.map((bound) => ({
      numerator: written(bound.numerator, meanings),
      denominator: written(bound.denominator, meanings),
    })),
    valueOf,
  )
  return withShown({ form: 'below', bound: claim(whole) }, claim(named))
} // prettier-ignore

/** The claim, with the form in names where the whole is long. */
export function withShown<C extends Extract<Claim, { form: 'below' | 'above' }>>(whole: C, named: Expression): C {
  return named === whole.bound || toText(whole.bound).length <= longest ? whole : { ...whole, shown: named }
} // prettier-ignore

/** An expression in names in the model's own symbols. */
export function written(e: Expression, meanings: Meanings): Expression {
  const whole = substitute(e, meanings)
  return whole === e || nodeCount([whole]) > longestToImprove ? whole : reduced(whole)
}

/** A bound times a quotient. */
export function times({ numerator, denominator }: Bound, above: Operand, below: Operand): Bound {
  return { numerator: divide(multiply(numerator, above), below), denominator }
}

/** 4/(5x) as (4/5)/x. */
function withoutNumbersBelow({ numerator, denominator }: Bound): Bound {
  const { content, core } = withoutContent(denominator)
  return { numerator: scale(rational.divide(rational.one, content), numerator), denominator: core }
}

function unique<T>(items: readonly T[], key: (item: T) => Expression): T[] {
  const seen = new Set<Expression>()
  return items.filter((item) => {
    const k = key(item)
    const isNew = !seen.has(k)
    seen.add(k)
    return isNew
  })
}
