import type { CallNode, Expression, Factor, ProductNode, SumNode } from './nodes.js'
import { naturalOrder } from './natural-order.js'
import { type Rational, rational } from './rational.js'

/**
 * The order in which sums and products are written, for text and LaTeX alike. It depends on the structure only, never on
 * the order in which nodes were made: terms by falling degree, then alphabetically, pure numbers last; factors as
 * numbers, symbols, calls, sums.
 */

/** What ordering needs to know of a node that has been written already. */
export interface Written {
  readonly text: string
  readonly degree: number
  /** Whether no symbol occurs. */
  readonly numeric: boolean
}

export type WrittenNodes = ReadonlyMap<Expression, Written>

/** One signed part of a sum. Without a term it is the constant. */
export interface Part {
  readonly negative: boolean
  readonly magnitude: Rational
  readonly term: Expression | undefined
}

/** A product as a fraction: all exponents are positive. */
export interface Quotient {
  /** Numeric roots, those with equal exponent taken together: `radicand^exponent`. */
  readonly radicals: readonly { readonly radicand: bigint; readonly exponent: Rational }[]
  readonly above: readonly Factor[]
  readonly below: readonly Factor[]
}

export function arrangedParts(sum: SumNode, written: WrittenNodes): Part[] {
  const parts: Part[] = sum.terms
    .toSorted((a, b) => compareTerms(a.term, b.term, written))
    .map(({ coefficient, term }) => part(coefficient, term))
  if (!rational.isZero(sum.constant)) parts.push(part(sum.constant, undefined))
  return withoutLeadingMinus(parts)
}

function part(coefficient: Rational, term: Expression | undefined): Part {
  return { negative: rational.sign(coefficient) < 0, magnitude: rational.absolute(coefficient), term }
}

// `1 - x^2` and `b - a` rather than `-x^2 + 1` and `-a + b`; a longer sum keeps its order if it can.
function withoutLeadingMinus(parts: Part[]): Part[] {
  const positive = parts.findIndex(({ negative }) => !negative)
  const onlyOne = parts.filter(({ negative }) => !negative).length === 1
  if (positive < 1 || !(onlyOne && (parts.length === 2 || positive === parts.length - 1))) return parts
  return [parts[positive]!, ...parts.slice(0, positive), ...parts.slice(positive + 1)]
}

export function arrangedQuotient(e: Expression, written: WrittenNodes): Quotient {
  if (e.kind !== 'product') return { radicals: [], above: [{ base: e, exponent: rational.one }], below: [] }
  const radicals: { radicand: bigint; exponent: Rational }[] = []
  const above: Factor[] = []
  const below: Factor[] = []
  for (const { base, exponent } of arrangedFactors(e, written)) {
    if (base.kind === 'constant') {
      const alike = radicals.find((radical) => rational.equals(radical.exponent, exponent))
      if (alike === undefined) radicals.push({ radicand: base.value.numerator, exponent })
      else alike.radicand *= base.value.numerator
    } else if (rational.sign(exponent) > 0) above.push({ base, exponent })
    else below.push({ base, exponent: rational.negate(exponent) })
  }
  return { radicals, above, below }
}

const symmetric: ReadonlySet<string> = new Set(['max', 'min', 'logsumexp'])

/** The arguments of a call; those that may be exchanged, as of `max`, in the order of the terms of a sum. */
export function arrangedArguments({ fn, args }: CallNode, written: WrittenNodes): readonly Expression[] {
  if (!symmetric.has(fn.name)) return args
  return args.toSorted((a, b) => compareTerms(a, b, written))
}

function arrangedFactors(product: ProductNode, written: WrittenNodes): Factor[] {
  return product.factors.toSorted((a, b) => compareFactors(a, b, written))
}

function compareFactors(a: Factor, b: Factor, written: WrittenNodes): number {
  return (
    rank(a.base, written) - rank(b.base, written) ||
    naturalOrder(written.get(a.base)!.text, written.get(b.base)!.text) ||
    rational.compare(b.exponent, a.exponent)
  )
}

function rank(base: Expression, written: WrittenNodes): number {
  if (base.kind === 'constant') return 0
  if (written.get(base)!.numeric) return 1
  return { symbol: 2, call: 3, product: 4, sum: 5 }[base.kind]
}

function compareTerms(a: Expression, b: Expression, written: WrittenNodes): number {
  const left = written.get(a)!
  const right = written.get(b)!
  if (left.degree !== right.degree) return right.degree - left.degree
  if (left.numeric !== right.numeric) return left.numeric ? 1 : -1
  return compareMonomials(factorsOf(a, written), factorsOf(b, written), written)
}

function factorsOf(e: Expression, written: WrittenNodes): readonly Factor[] {
  if (e.kind !== 'product') return [{ base: e, exponent: rational.one }]
  // Numbers in front do not decide the order of terms unless nothing else does.
  const factors = arrangedFactors(e, written)
  const isNumber = ({ base }: Factor): boolean => written.get(base)!.numeric
  return [...factors.filter((factor) => !isNumber(factor)), ...factors.filter(isNumber)]
}

/** As in a dictionary of monomials: `a^2`, `a*b`, `b^2`. */
function compareMonomials(a: readonly Factor[], b: readonly Factor[], written: WrittenNodes): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareFactors(a[i]!, b[i]!, written)
    if (order !== 0) return order
  }
  return b.length - a.length
}

/** The degree in the symbols as far as products and powers show it; a function counts as degree 0. */
export function degreeOf(e: Expression, written: WrittenNodes): number {
  switch (e.kind) {
    case 'constant':
    case 'call':
      return 0
    case 'symbol':
      return 1
    case 'sum':
      return Math.max(...e.terms.map(({ term }) => written.get(term)!.degree))
    case 'product':
      return e.factors.reduce(
        (degree, { base, exponent }) => degree + written.get(base)!.degree * rational.toNumber(exponent),
        0,
      )
  }
}
