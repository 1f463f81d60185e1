import {
  type Expression,
  type Factor,
  isKnownNonnegative,
  orderNodes,
  rational,
  toText,
} from '../../expression/index.js'

/** An equal form, and how its length counts. */
export interface Candidate {
  readonly form: Expression
  readonly weight: number
  /** Factors with several terms that a plain look does not find. */
  readonly factorsFound?: number
}

/**
 * What the length of a form counts: a product shows its zeros, which is worth a few more characters; taking common parts
 * out of sums hides symmetry, and must save some, and so must taking a fraction apart, which hides where it is 0.
 */
export const weights = {
  product: 0.85,
  uncancelled: 0.95,
  collectedProduct: 0.98,
  plain: 1,
  apart: 1.15,
  collected: 1.15,
} as const

/** What each different exponential costs, in characters: exp(a + b) is one thing to a reader, exp(a)*exp(b) are two. */
const exponentialCost = 8

/** What each factor that was hidden is worth, in characters: u²v² − 1 is better read as (uv − 1)(uv + 1), x³ − 1 as it is. */
const factorGain = 9

/** What it costs when a sum of squares is no longer seen not to be negative. */
const lostSquares = 1.5

/** What it costs when a form that does not overflow becomes one that does. */
const lostRange = 10

/** What a reader pays for the form of `given`; inside a call, as in exp(x² − y²), factors are worth nothing of their own. */
export function costOf(
  { form, weight, factorsFound = 0 }: Candidate,
  { given, isArgument }: { given: Expression; isArgument: boolean },
): number {
  const exponentials = orderNodes([form]).filter((node) => node.kind === 'call' && node.fn.name === 'exp')
  const losesSquares = given.kind === 'sum' && isKnownNonnegative(given) && !isKnownNonnegative(form)
  const losesRange = overflows(form) && !overflows(given)
  return (
    (losesSquares ? lostSquares : 1) * (losesRange ? lostRange : 1) * weight * length(form) +
    exponentialCost * exponentials.length -
    (isArgument ? 0 : factorGain * factorsFound)
  )
}

/** Whether a sum of exponentials, of either sign, stands below a fraction bar. */
const overflows = (e: Expression): boolean =>
  orderNodes([e]).some((node) => node.kind === 'product' && node.factors.some(isUnderExponentials))

const isUnderExponentials = ({ base, exponent }: Factor): boolean =>
  rational.sign(exponent) < 0 &&
  base.kind === 'sum' &&
  base.terms.every(({ term }) => term.kind === 'call' && term.fn.name === 'exp')

// For an expression with much sharing, whose text would be very long, an estimate.
function length(e: Expression): number {
  const size = treeSize(e)
  return size > 2000 ? 4 * size : toText(e).length
}

/** The number of nodes of the expression as a tree. */
export function treeSize(e: Expression): number {
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
