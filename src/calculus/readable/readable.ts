import {
  children,
  type Expression,
  nodeCount,
  orderNodes,
  rational,
  rebuild,
} from '../../expression/index.js'
import { isZero, unlessStuck } from '../is-zero.js'
import { Ring } from '../normal-form/ring.js'
import { costOf, weights } from './cost.js'
import { haveSameDomain } from './domain.js'
import { recognised } from './recognise.js'
import { equalForms, hintsFrom, work } from './forms.js'

/** Larger expressions are not for reading, and stay as they are. */
const largest = 400

/**
 * The shortest of a few equal forms: as given, expanded, factored over a common denominator, in separate fractions, collected;
 * likewise inside calls. A form is only used when it is proved equal and has the same domain. Bounded in time; a large
 * expression is returned as it is.
 */
export function readable(e: Expression): Expression {
  return readableWhere(e, [])
}

/**
 * As `readable`, for places where none of the expressions `nonzero` is 0: with x among them x²/x becomes x. Elsewhere the form
 * may have a value where `e` has none.
 */
export function readableWhere(e: Expression, nonzero: readonly Expression[]): Expression {
  return shortest(
    e,
    search((a, b) => isEqualWithDomain(a, b, nonzero)),
    false,
  )
}

/**
 * As `readable`, but common factors of numerator and denominator are cancelled, x²/x to x: equal wherever `e` is defined,
 * and perhaps defined at more points.
 */
export function reduced(e: Expression): Expression {
  return shortest(e, search(isEqual), false)
}

/** As `reduced`, for what stands in a call, under a root or in a condition: 1 − x² is not taken into factors there. */
export function reducedArgument(e: Expression): Expression {
  return shortest(e, search(isEqual), true)
}

interface Search {
  readonly known: Map<Expression, Expression>
  readonly knownArguments: Map<Expression, Expression>
  readonly named: Map<Expression, Expression>
  isEqual(e: Expression, candidate: Expression): boolean
}

const search = (isEqual: Search['isEqual']): Search => ({
  known: new Map(),
  knownArguments: new Map(),
  named: new Map(),
  isEqual,
})

/** The cheapest form that is equal; `isArgument` for what stands in a call or under a root. */
function shortest(e: Expression, search: Search, isArgument: boolean): Expression {
  const known = isArgument ? search.knownArguments : search.known
  const before = known.get(e)
  if (before !== undefined) return before
  if (e.kind === 'constant' || e.kind === 'symbol' || nodeCount([e]) > largest) return e
  const given = recognised(withShortArguments(e, search), search.named)
  const costs = new Map<Expression, number>()
  for (const candidate of [{ form: given, weight: weights.plain }, ...equalForms(given)]) {
    const form = recognised(withShortArguments(candidate.form, search), search.named)
    const cost = costOf({ ...candidate, form }, { given, isArgument })
    if (cost < (costs.get(form) ?? Infinity)) costs.set(form, cost)
  }
  // Of forms that cost the same the first is taken.
  const candidates = [...costs].sort(([, a], [, b]) => a - b)
  const found = candidates.find(([form]) => form === given || search.isEqual(given, form))?.[0] ?? given
  known.set(e, found)
  return found
}

/** The expression with the arguments of its calls and what is under its roots made readable, where it has a value with these. */
function withShortArguments(e: Expression, search: Search): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const short = operands.map((operand, index) =>
      isInside(node, index) ? shortest(operand, search, true) : operand,
    )
    const same = short.every((operand, index) => operand === children(node)[index])
    rebuilt.set(node, same ? node : (unlessStuck(() => rebuild(node, short)) ?? node))
  }
  return rebuilt.get(e)!
}

function isInside(node: Expression, index: number): boolean {
  return (
    node.kind === 'call' || (node.kind === 'product' && !rational.isInteger(node.factors[index]!.exponent))
  )
}

function isEqual(e: Expression, candidate: Expression): boolean {
  const difference = e.graph.linear(rational.zero, [
    { coefficient: rational.one, term: e },
    { coefficient: rational.minusOne, term: candidate },
  ])
  return isZero(difference).outcome === 'proved'
}

function isEqualWithDomain(e: Expression, candidate: Expression, nonzero: readonly Expression[]): boolean {
  const sameDomain = unlessStuck(() => {
    const ring = new Ring(e.graph, work)
    return haveSameDomain(ring, e, candidate, { hints: hintsFrom(ring, [e, candidate]), nonzero })
  })
  return sameDomain === true && isEqual(e, candidate)
}
