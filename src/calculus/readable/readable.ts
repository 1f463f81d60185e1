import {
  children,
  type Expression,
  nodeCount,
  orderNodes,
  rational,
  rebuild,
  substitute,
  toText,
} from '../../expression/index.js'
import { isZero, unlessStuck } from '../is-zero.js'
import { clear, type Cleared } from '../normal-form/clear.js'
import { convert, convertAll } from '../normal-form/convert.js'
import { keyOf, negated } from '../normal-form/polynomial.js'
import { type Polynomial, Ring } from '../normal-form/ring.js'
import { write } from '../normal-form/write.js'
import { collect } from './collect.js'
import { haveSameDomain } from './domain.js'
import { core, divideOut, factor, type Factored, writeFactored } from './factor.js'

/** Larger expressions are not for reading, and stay as they are. */
const largest = 400
/** Caps the time; a few tenths of a second at worst. */
const work = 60_000
const mostTerms = 300
const mostHints = 24

/**
 * What the length of a form counts: a product shows its zeros, which is worth a few more characters; taking common parts
 * out of sums hides symmetry, and must save some.
 */
const weights = { product: 0.85, collectedProduct: 0.98, plain: 1, collected: 1.15 } as const

interface Candidate {
  readonly form: Expression
  readonly weight: number
}

/**
 * The shortest of a few equal forms: as given, expanded, factored over a common denominator, collected; likewise inside
 * calls. A form is only used when it is proved equal and has the same domain. Bounded in time; a large expression is
 * returned as it is.
 */
export function readable(e: Expression): Expression {
  return shortest(e, { known: new Map(), isEqual: isEqualWithDomain })
}

/**
 * As `readable`, but common factors of numerator and denominator are cancelled, x²/x to x: equal wherever `e` is defined,
 * and perhaps defined at more points.
 */
export function reduced(e: Expression): Expression {
  return shortest(e, { known: new Map(), isEqual })
}

interface Search {
  readonly known: Map<Expression, Expression>
  isEqual(e: Expression, candidate: Expression): boolean
}

function shortest(e: Expression, search: Search): Expression {
  const before = search.known.get(e)
  if (before !== undefined) return before
  if (e.kind === 'constant' || e.kind === 'symbol' || nodeCount([e]) > largest) return e
  const given = withShortArguments(e, search)
  // Of equally long forms the first is taken.
  const others = [...formsWithWholeExponentials(given), ...(unlessStuck(() => otherForms(given)) ?? [])]
  const candidates = [{ form: given, weight: weights.plain }, ...others]
    .map(({ form, weight }) => ({ form: withShortArguments(form, search), weight }))
    .map((candidate) => ({ form: candidate.form, cost: costOf(candidate) }))
    .sort((a, b) => a.cost - b.cost)
  const chosen = candidates.find(({ form }) => form === e || search.isEqual(e, form))?.form ?? e
  search.known.set(e, chosen)
  return chosen
}

/** The expression with the arguments of its calls and what is under its roots made readable. */
function withShortArguments(e: Expression, search: Search): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const short = operands.map((operand, index) =>
      isArgument(node, index) ? shortest(operand, search) : operand,
    )
    const same = short.every((operand, index) => operand === children(node)[index])
    rebuilt.set(node, same ? node : rebuild(node, short))
  }
  return rebuilt.get(e)!
}

function isArgument(node: Expression, index: number): boolean {
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

function isEqualWithDomain(e: Expression, candidate: Expression): boolean {
  const sameDomain = unlessStuck(() => {
    const ring = new Ring(e.graph, work)
    return haveSameDomain(ring, e, candidate, hintsFrom(ring, [e, candidate]))
  })
  return sameDomain === true && isEqual(e, candidate)
}

function otherForms(e: Expression): Candidate[] {
  const ring = new Ring(e.graph, work)
  const form = convert(ring, e)
  if (form.terms.size > mostTerms) return []
  const { numerator, cleared } = clear(ring, form)
  const hints = hintsFrom(ring, [e])
  const reduced = cancelled(ring, numerator, cleared, hints)
  const product = (of: Factored): Candidate => ({ form: writeFactored(ring, of), weight: weights.product })
  const collectedProduct = (of: Factored): Candidate => ({
    form: writeFactored(ring, of, (base) => collect(ring, base)),
    weight: weights.collectedProduct,
  })
  return [
    ...signVariants(reduced).map(product),
    product(overDenominators(ring, numerator, cleared, hints)),
    ...signVariants(reduced).map(collectedProduct),
    { form: write(ring, form), weight: weights.plain },
    { form: collect(ring, form), weight: weights.collected },
  ]
}

/**
 * Forms in which exponentials are letters. The normal form takes exp(a - b) for exp(a)/exp(b), and multiplies a sum of such
 * by what makes it a polynomial; this keeps them as they were given.
 */
function formsWithWholeExponentials(e: Expression): Candidate[] {
  const given = orderNodes([e]).filter((node) => node.kind === 'call' && node.fn.name === 'exp')
  if (given.length < 2 || given.includes(e)) return []
  // The section sign cannot be typed in a model, so these names never meet a user's.
  const letters = given.map((node) => e.graph.symbol(`§exp[${node.id}]`, { positive: true }))
  const lettered = substitute(e, new Map(given.map((node, i) => [node, letters[i]!])))
  const back = new Map(letters.map((letter, i) => [letter, given[i]!]))
  const forms = unlessStuck(() => otherForms(lettered)) ?? []
  return forms.map(({ form, weight }) => ({ form: substitute(form, back), weight }))
}

/** The sums that the expressions are written with are likely factors of them. */
function hintsFrom(ring: Ring, es: readonly Expression[]): Polynomial[] {
  const found = new Map<string, Polynomial>()
  for (const [node, form] of convertAll(ring, es)) {
    if (node.kind !== 'sum' || es.includes(node)) continue
    const { numerator } = clear(ring, form)
    if (numerator.terms.size < 2) continue
    const hint = core(ring, numerator)
    found.set(keyOf(hint), hint)
  }
  return [...found.values()].sort((a, b) => a.terms.size - b.terms.size).slice(0, mostHints)
}

/** numerator / Π denominators, all factored, nothing cancelled. */
function overDenominators(
  ring: Ring,
  numerator: Polynomial,
  denominators: Cleared['cleared'],
  hints: readonly Polynomial[],
): Factored {
  const above = factor(ring, numerator, hints)
  const below = denominators.map(({ factor: base, times }) => ({
    times: Number(times),
    ...factor(ring, base, hints),
  }))
  return {
    content: below.reduce(
      (content, part) => rational.divide(content, rational.power(part.content, BigInt(part.times))),
      above.content,
    ),
    factors: [
      ...above.factors,
      ...below.flatMap(({ factors, times }) =>
        factors.map(({ base, exponent }) => ({ base, exponent: -exponent * times })),
      ),
    ],
  }
}

/** The same with common factors divided out. */
function cancelled(
  ring: Ring,
  numerator: Polynomial,
  denominators: Cleared['cleared'],
  hints: readonly Polynomial[],
): Factored {
  let above = numerator
  const below = denominators.map(({ factor: base, times }) => {
    const divided = divideOut(ring, above, base, Number(times))
    above = divided.quotient
    return { factor: base, times: times - BigInt(divided.times) }
  })
  return overDenominators(ring, above, below, hints)
}

/** With a minus sign in front, also the forms where a sum takes it over. */
function signVariants(factored: Factored): Factored[] {
  const { content, factors } = factored
  if (rational.sign(content) >= 0) return [factored]
  const turned = factors.flatMap(({ base, exponent }, index) =>
    base.terms.size < 2 || exponent % 2 === 0
      ? []
      : [
          {
            content: rational.negate(content),
            factors: factors.with(index, { base: negated(base), exponent }),
          },
        ],
  )
  return [factored, ...turned]
}

/** What each different exponential costs, in characters: exp(a + b) is one thing to a reader, exp(a)*exp(b) are two. */
const exponentialCost = 8

function costOf({ form, weight }: Candidate): number {
  const exponentials = orderNodes([form]).filter((node) => node.kind === 'call' && node.fn.name === 'exp')
  return weight * length(form) + exponentialCost * exponentials.length
}

// For an expression with much sharing, whose text would be very long, an estimate.
function length(e: Expression): number {
  const size = treeSize(e)
  return size > 2000 ? 4 * size : toText(e).length
}

function treeSize(e: Expression): number {
  const sizes = new Map<Expression, number>()
  for (const node of orderNodes([e])) {
    let size = 1
    if (node.kind === 'sum') for (const { term } of node.terms) size += 1 + sizes.get(term)!
    if (node.kind === 'product') for (const { base } of node.factors) size += 1 + sizes.get(base)!
    if (node.kind === 'call') for (const arg of node.args) size += sizes.get(arg)!
    sizes.set(node, size)
  }
  return sizes.get(e)!
}
