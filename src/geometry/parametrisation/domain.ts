import { reduced, reducedArgument } from '../../calculus/index.js'
import {
  evaluate,
  type Expression,
  freeSymbols,
  isKnownNonnegative,
  isKnownNonzero,
  isKnownPositive,
  multiply,
  negate,
  orderNodes,
  rational,
  square,
  substitute,
  subtract,
  type SymbolNode,
} from '../../expression/index.js'
import { factorsOf, neverVanishes } from './factors.js'
import { constantSign } from './simplest.js'

/** A condition on the values of the symbols under which expressions are defined. */
export interface DomainCondition {
  /** `inside`: the expression, a call of a function, has a value. */
  readonly kind: 'nonzero' | 'nonnegative' | 'positive' | 'inside'
  readonly expression: Expression
}

/**
 * Conditions under which all the expressions are defined, taken apart and each once: denominators not 0, what is under
 * roots not negative, arguments inside the domains of functions. Nothing when they can never hold.
 */
export function domainOf(es: readonly Expression[]): DomainCondition[] | undefined {
  return simplified(orderNodes(es).flatMap(conditionsOf))
}

/** The conditions taken apart, without those that always hold; nothing when one never does. */
export function simplified(conditions: readonly DomainCondition[]): DomainCondition[] | undefined {
  const parts = conditions.flatMap(takenApart)
  if (parts.some(isImpossible)) return undefined
  const kept: DomainCondition[] = []
  for (const part of parts) {
    const same = (other: DomainCondition): boolean => other.expression === part.expression
    if (kept.some((other) => same(other) && implies(other, part))) continue
    kept.splice(0, kept.length, ...kept.filter((other) => !(same(other) && implies(part, other))), part)
  }
  return kept.filter(
    ({ kind, expression }) =>
      kind !== 'nonzero' || !kept.some((o) => o.kind === 'positive' && o.expression === negate(expression)),
  )
}

/** The symbols that are positive under the conditions. */
export function positiveSymbols(conditions: readonly DomainCondition[]): SymbolNode[] {
  return conditions.flatMap(({ kind, expression }) =>
    kind === 'positive' && expression.kind === 'symbol' ? [expression] : [],
  )
}

/** Whether the conditions hold at a point, as far as doubles can tell. */
export function contains(
  conditions: readonly DomainCondition[],
  values: ReadonlyMap<Expression, number>,
): boolean {
  return conditions.every(({ kind, expression }) => {
    const value = evaluate(expression, values)
    if (!Number.isFinite(value)) return false
    return (
      kind === 'inside' || (kind === 'nonzero' ? value !== 0 : kind === 'positive' ? value > 0 : value >= 0)
    )
  })
}

function conditionsOf(node: Expression): DomainCondition[] {
  if (node.total) return []
  if (node.kind === 'product')
    return node.factors.flatMap(({ base, exponent }): DomainCondition[] => {
      const isRoot = !rational.isInteger(exponent)
      const isBelow = rational.sign(exponent) < 0
      if (!isRoot && !isBelow) return []
      return [{ kind: !isRoot ? 'nonzero' : isBelow ? 'positive' : 'nonnegative', expression: base }]
    })
  if (
    node.kind !== 'call' ||
    node.fn.domain.certain(
      node.args.map((arg) => arg.signs),
      node.args,
    )
  )
    return []
  const argument = node.args[0]!
  switch (node.fn.name) {
    case 'log':
      return [{ kind: 'positive', expression: argument }]
    case 'asin':
    case 'acos':
      return [{ kind: 'nonnegative', expression: subtract(1, square(argument)) }]
    case 'tan':
      return [{ kind: 'nonzero', expression: node.graph.call('cos', [argument]) }]
    default:
      return [{ kind: 'inside', expression: node }]
  }
}

// Conditions on parts of an expression are listed on their own, so that simplifying it loses none.
function takenApart({ kind, expression }: DomainCondition): DomainCondition[] {
  if (kind === 'inside') return [{ kind, expression }]
  const short = kind === 'nonzero' ? reduced(expression) : reducedArgument(expression)
  const { coefficient, factors } = factorsOf(short)
  const sign = rational.sign(coefficient)
  if (sign === 0) return kind === 'nonnegative' ? [] : [{ kind, expression: short.graph.zero }]
  if (kind === 'nonzero')
    return factors
      .filter(({ base }) => !isKnownNonzero(withConstantSigns(base)))
      .map(({ base }) => nonzeroOf(base))
  const signs = withConstantSigns(short)
  if (kind === 'positive' ? isKnownPositive(signs) : isKnownNonnegative(signs)) return []
  // Powers with even exponents do not change the sign; nor does |x|, as long as it is not 0.
  const even = factors.filter(
    ({ base, exponent: { numerator, denominator } }) =>
      denominator !== 1n || numerator % 2n === 0n || (kind === 'positive' && isKnownNonnegative(base)),
  )
  const odd = factors.filter(
    (factor) => !even.includes(factor) && !isKnownPositive(withConstantSigns(factor.base)),
  )
  const rest = odd.reduce<Expression>((product, { base }) => multiply(product, base), short.graph.one)
  const signed = sign < 0 ? negate(rest) : rest
  const nonzero = even
    .filter(({ base }) => kind === 'positive' && !isKnownNonzero(withConstantSigns(base)))
    .map(({ base }) => nonzeroOf(base))
  return odd.length === 0 && sign > 0 ? nonzero : [...nonzero, { kind, expression: signed }]
}

// relu(x) is not 0 exactly where x is positive, |x| where x is not 0.
function nonzeroOf(base: Expression): DomainCondition {
  const inner = base.kind === 'call' ? base.args[0] : undefined
  if (base.kind === 'call' && base.fn.name === 'relu') return { kind: 'positive', expression: inner! }
  if (base.kind === 'call' && base.fn.name === 'abs') return nonzeroOf(inner!)
  return { kind: 'nonzero', expression: upToSign(base) }
}

/** With constants such as log(3) replaced by symbols of their sign, so that the signs of sums are known. */
function withConstantSigns(e: Expression): Expression {
  const replacements = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const sign = node.kind === 'constant' || node.kind === 'symbol' ? undefined : constantSign(node)
    if (sign === undefined) continue
    const symbol = e.graph.symbol(`§constant ${node.id}`, { positive: true })
    replacements.set(node, sign > 0 ? symbol : negate(symbol))
  }
  return replacements.size === 0 ? e : substitute(e, replacements)
}

// x − y and y − x vanish together.
function upToSign(e: Expression): Expression {
  const other = negate(e)
  return e.kind === 'sum' && other.kind === 'sum' && other.id < e.id && other.terms.length > 1 ? other : e
}

function implies(a: DomainCondition, b: DomainCondition): boolean {
  return a.kind === b.kind || a.kind === 'positive'
}

function isImpossible({ kind, expression }: DomainCondition): boolean {
  if (freeSymbols(expression).size > 0) return false
  const value = evaluate(expression, new Map())
  if (!Number.isFinite(value)) return true
  if (kind === 'inside' || (kind === 'nonnegative' && value >= 0)) return false
  return kind === 'nonzero' ? !neverVanishes(expression) : !(value > 0)
}
