import {
  type CallNode,
  children,
  evaluateAll,
  type Expression,
  freeSymbols,
  isKnownPositive,
  negate,
  orderNodes,
  rational,
  type Rational,
  rebuild,
  substitute,
  type Term,
} from '../../expression/index.js'
import { isZero, unlessStuck } from '../is-zero.js'
import { treeSize } from './cost.js'

/** Larger parts are not looked at. */
const largest = 40
/** That of relu(relu(x)); a single call is short already. */
const smallest = 3
const mostInner = 6
/** What a part may turn out to be, but for a number in front, of what its calls have in common. */
const calls = ['abs', 'sign', 'relu', 'softplus', 'gelu', 'swish'] as const
/** Analytic functions of which parts are looked at; of those with kinks all are. */
const looked = new Set('softplus sigmoid gelu swish cos'.split(' '))

/**
 * The expression with parts written shorter that are a multiple of a single call, of its argument or of 1: relu(x)·sign(x) is
 * relu(x), and x + softplus(−x) is softplus(x). Parts are calls, factors and terms that depend on one thing alone. Equal
 * everywhere, kinks included, with the same domain. `known` keeps what was found for nodes of other expressions.
 */
export function recognised(e: Expression, known: Map<Expression, Expression>): Expression {
  const nodes = orderNodes([e])
  if (!nodes.some(isLookedAt)) return e
  for (const node of nodes) {
    if (known.has(node)) continue
    const operands = children(node).map((child) => known.get(child)!)
    const isSame = operands.every((operand, i) => operand === children(node)[i])
    const rebuilt = isSame ? node : (unlessStuck(() => rebuild(node, operands)) ?? node)
    known.set(node, innerOf(rebuilt).reduce(withPartNamed, rebuilt))
  }
  return known.get(e)!
}

const isLookedAt = (node: Expression): boolean =>
  node.kind === 'call' && (node.fn.smoothness !== 'analytic' || looked.has(node.fn.name))

/** What stands in calls of the operands, without numbers in front: a part may depend on it alone. */
function innerOf(e: Expression): Expression[] {
  if (e.kind === 'constant' || e.kind === 'symbol' || treeSize(e) > 10 * largest) return []
  const below = orderNodes(children(e)).filter((node): node is CallNode => node.kind === 'call')
  if (!below.some(isLookedAt) && !isLookedAt(e)) return []
  const inner = new Set(
    below
      .filter(({ args }) => args.length === 1 || args.length === 2)
      .map(({ args: [x] }) => withoutNumber(x!)),
  )
  return inner.size > mostInner ? [] : [...inner].filter(({ kind }) => kind !== 'constant')
}

function withoutNumber(e: Expression): Expression {
  return e.kind === 'sum' && e.terms.length === 1 && rational.isZero(e.constant) ? e.terms[0]!.term : e
}

/** `e`, or with its factors and terms that depend on `inner` alone written as one call. */
function withPartNamed(e: Expression, inner: Expression): Expression {
  const { graph } = e
  // The section sign cannot be typed in a model, so these names never meet a user's.
  const sign = isKnownPositive(inner) ? 'positive' : 'any'
  const letter = graph.symbol(`§inner ${sign}`, { positive: sign === 'positive' })
  const lettered = (part: Expression): Expression | undefined => {
    if (treeSize(part) > largest + treeSize(inner) * largest) return undefined
    const written = unlessStuck(() => substitute(part, new Map([[inner, letter]])))
    return written !== undefined && [...freeSymbols(written)].every((symbol) => symbol === letter) ? written : undefined
  }
  const named = (part: Expression): Expression | undefined => {
    const found = treeSize(part) > largest ? undefined : asOneCall(part, letter, inner.total)
    return found && substitute(found, new Map([[letter, inner]]))
  }
  if (e.kind === 'call') {
    const whole = lettered(e)
    return (whole && named(whole)) ?? e
  }
  if (e.kind === 'product') {
    const parts = e.factors.map((factor) => ({ factor, base: lettered(factor.base) }))
    const own = parts.flatMap(({ factor, base }) => (base === undefined ? [] : [{ base, exponent: factor.exponent }]))
    const rest = parts.flatMap(({ factor, base }) => (base === undefined ? [factor] : []))
    const found = own.length === 0 ? undefined : named(graph.powers(rational.one, own))
    return found === undefined ? e : graph.powers(rational.one, [...rest, { base: found, exponent: rational.one }])
  }
  if (e.kind !== 'sum') return e
  const parts = e.terms.map((term) => ({ term, own: lettered(term.term) }))
  const own = parts.flatMap(({ term, own }): Term[] => (own === undefined ? [] : [{ coefficient: term.coefficient, term: own }]))
  const rest = parts.flatMap(({ term, own }) => (own === undefined ? [term] : []))
  if (own.length < 2) return e
  const found = named(graph.linear(rational.zero, own))
  return found === undefined ? e : graph.linear(e.constant, [...rest, { coefficient: rational.one, term: found }])
} // prettier-ignore

const places = [0.7318, 1.193, 2.31, 0.417, -0.6173, -1.471, -2.053]

/** Nothing unless a shorter form of the part, which has no symbol but the letter, is proved equal. */
function asOneCall(part: Expression, letter: Expression, mayVanish: boolean): Expression | undefined {
  if (!part.total || treeSize(part) < smallest) return undefined
  const { graph } = part
  const candidates = [
    ...(mayVanish ? [graph.one] : []),
    letter,
    ...calls.flatMap((name) => [letter, negate(letter)].map((x) => graph.call(name, [x]))),
  ]
  const points = isKnownPositive(letter) ? places.filter((x) => x > 0) : places
  const values = points.map((x) => evaluateAll([part, ...candidates], new Map([[letter, x]])))
  const size = treeSize(part)
  for (const [i, candidate] of candidates.entries()) {
    const ratio = commonRatio(values.map((row) => [row[0]!, row[i + 1]!]))
    if (ratio === undefined) continue
    const form = graph.linear(rational.zero, [{ coefficient: ratio, term: candidate }])
    if (treeSize(form) >= size) continue
    const difference = graph.linear(rational.zero, [
      { coefficient: rational.one, term: part },
      { coefficient: rational.minusOne, term: form },
    ])
    if (isZero(difference).outcome === 'proved') return form
  }
  return undefined
}

/** The number with a small denominator that the first values are of the second ones. */
function commonRatio(pairs: readonly (readonly [number, number])[]): Rational | undefined {
  const [value, of] = pairs.find(([, of]) => of !== 0) ?? [0, 0]
  const ratio = value / of
  if (!pairs.every(([a, b]) => Math.abs(a - ratio * b) <= 1e-9 * (Math.abs(a) + Math.abs(ratio * b)))) return undefined
  const denominator = [1, 2, 3, 4, 6, 8].find((d) => Math.abs(d * ratio - Math.round(d * ratio)) < 1e-9 * d)
  return denominator === undefined ? undefined : rational.of(Math.round(denominator * ratio), denominator)
} // prettier-ignore
