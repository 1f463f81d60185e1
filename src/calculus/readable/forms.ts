import { type CallNode, type Expression, orderNodes, rational, substitute } from '../../expression/index.js'
import { unlessStuck } from '../is-zero.js'
import { clear } from '../normal-form/clear.js'
import { convert, convertAll } from '../normal-form/convert.js'
import { keyOf } from '../normal-form/polynomial.js'
import { type Depth, type Polynomial, Ring } from '../normal-form/ring.js'
import { write } from '../normal-form/write.js'
import { apart } from './apart.js'
import { collect } from './collect.js'
import { type Candidate, treeSize, weights } from './cost.js'
import { core, type Factored, writeFactored } from './factor.js'
import { cancelled, type Fraction, overDenominators, signVariants, sumsAbove } from './fraction.js'

/** Caps the time; a few tenths of a second at worst. */
export const work = 60_000
const mostTerms = 300
const mostHints = 24

/** Equal forms of an expression wherever it is defined; their domains may differ. */
export function equalForms(e: Expression): Candidate[] {
  return [
    ...formsWithWholeExponentials(e),
    ...(unlessStuck(() => polynomialForms(e)) ?? []),
    ...formsOfRelatedCalls(e),
  ]
}

/** Expanded, factored over a common denominator, fractions apart, collected. */
function polynomialForms(e: Expression): Candidate[] {
  const ring = new Ring(e.graph, work)
  const form = convert(ring, e)
  if (form.terms.size > mostTerms) return []
  const { numerator, cleared: denominators } = clear(ring, form)
  const hints = hintsFrom(ring, [e])
  const whole: Fraction = { numerator, denominators }
  const lowest = cancelled(ring, whole, hints)
  const collectedProduct = (of: Factored): Candidate => ({
    form: writeFactored(ring, of, (base) => collect(ring, base)),
    weight: weights.collectedProduct,
  })
  const plain = overDenominators(ring, lowest, hints)
  const full = overDenominators(ring, lowest, hints, true)
  // x − 1/x is not (x + 1)(x − 1)/x.
  const isFraction = lowest.denominators.length > 0 || full.factors.some(({ exponent }) => exponent < 0)
  // What is hidden must not depend on the form that is given, or that would be another one the second time.
  const seen = isFraction ? Infinity : sumsAbove(overDenominators(ring, lowest, []))
  const product = (of: Factored): Candidate => ({
    form: writeFactored(ring, of),
    weight: weights.product,
    factorsFound: Math.max(0, sumsAbove(of) - seen),
  })
  return [
    ...signVariants(plain).map(product),
    ...(sameFactors(plain, full) ? [] : signVariants(full).map(product)),
    { ...product(overDenominators(ring, whole, hints)), weight: weights.uncancelled },
    ...signVariants(plain).map(collectedProduct),
    { form: write(ring, form), weight: weights.plain },
    ...apart(ring, whole, hints).map((form) => ({ form, weight: weights.apart })),
    { form: collect(ring, form), weight: weights.collected },
  ]
}

const sameFactors = (a: Factored, b: Factored): boolean =>
  a.factors.length === b.factors.length &&
  a.factors.every(({ base }, i) => keyOf(base) === keyOf(b.factors[i]!.base))

/**
 * Forms in which exponentials are letters. The normal form takes exp(a - b) for exp(a)/exp(b), and multiplies a sum of such
 * by what makes it a polynomial; this keeps them as they were given.
 */
function formsWithWholeExponentials(e: Expression): Candidate[] {
  const given = orderNodes([e]).filter((node) => node.kind === 'call' && node.fn.name === 'exp')
  const isShared = given.length > 1 || given.some((node) => callsIn(node) > 1)
  if (given.length === 0 || !isShared || given.includes(e)) return []
  // The section sign cannot be typed in a model, so these names never meet a user's.
  const letters = given.map((node) => e.graph.symbol(`§exp[${node.id}]`, { positive: true }))
  const lettered = substitute(e, new Map(given.map((node, i) => [node, letters[i]!])))
  const back = new Map(letters.map((letter, i) => [letter, given[i]!]))
  const forms = unlessStuck(() => polynomialForms(lettered)) ?? []
  return forms.map((candidate) => ({ ...candidate, form: substitute(candidate.form, back) }))
}

/** Functions of which sums can be something simpler: relu(x) − relu(−x) is x. */
const related = new Set('abs relu leakyrelu max min softplus sigmoid swish tan'.split(' '))
const largestRelated = 60

function formsOfRelatedCalls(e: Expression): Candidate[] {
  const calls = orderNodes([e]).filter(
    (node): node is CallNode => node.kind === 'call' && related.has(node.fn.name),
  )
  if (calls.length === 0 || treeSize(e) > largestRelated) return []
  const sigmoids = calls.filter(({ fn }) => fn.name === 'sigmoid')
  const byTanh = new Map(sigmoids.map((node) => [node, sigmoidByTanh(node)]))
  return [
    ...(calls.length < 2 ? [] : lowestForms(e, 'exponential')),
    ...(sigmoids.length === 0 ? [] : lowestForms(substitute(e, byTanh), 'plain')),
  ].filter(({ form }) => callsIn(form) < callsIn(e) || isCall(form))
}

const callsIn = (e: Expression): number => orderNodes([e]).filter((node) => node.kind === 'call').length

/** A single call, but for a number in front. */
const isCall = (e: Expression): boolean =>
  e.kind === 'call' ||
  (e.kind === 'sum' && e.terms.length === 1 && rational.isZero(e.constant) && isCall(e.terms[0]!.term))

/** 1/2 + tanh(x/2)/2. */
function sigmoidByTanh({ args: [x], graph }: CallNode): Expression {
  const inner = graph.linear(rational.zero, [{ coefficient: rational.half, term: x! }])
  return graph.linear(rational.half, [{ coefficient: rational.half, term: graph.call('tanh', [inner]) }])
}

function lowestForms(e: Expression, depth: Depth): Candidate[] {
  const forms = unlessStuck(() => {
    const ring = new Ring(e.graph, work, depth)
    const form = convert(ring, e)
    if (form.terms.size > mostTerms) return []
    const { numerator, cleared: denominators } = clear(ring, form)
    const lowest = cancelled(ring, { numerator, denominators }, [])
    return [write(ring, form), writeFactored(ring, overDenominators(ring, lowest, []))]
  })
  return (forms ?? []).map((form) => ({ form, weight: weights.plain }))
}

/** The sums that the expressions are written with are likely factors of them. */
export function hintsFrom(ring: Ring, es: readonly Expression[]): Polynomial[] {
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
