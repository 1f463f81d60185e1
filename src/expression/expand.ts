import type { Expression, Factor, ProductNode, SumNode, Term } from './nodes.js'
import { rational } from './rational.js'
import { orderNodes } from './traverse.js'

const defaultCap = 2000

/**
 * Distributes products and positive whole powers over sums, everywhere but in arguments of functions, below a fraction
 * line and under a root. Nothing when a sum would have more than `maxTerms` terms (2000 by default). The value and the
 * domain stay the same.
 */
export function expand(e: Expression, options: { readonly maxTerms?: number } = {}): Expression | undefined {
  const cap = options.maxTerms ?? defaultCap
  const expanded = new Map<Expression, Expression>()
  for (const node of orderNodes([e], ({ kind }) => kind === 'call')) {
    const result = distributed(node, expanded, cap)
    if (result === undefined) return undefined
    expanded.set(node, result)
  }
  return expanded.get(e)
}

/** The node over its expanded operands, multiplied out. */
function distributed(
  node: Expression,
  expanded: ReadonlyMap<Expression, Expression>,
  cap: number,
): Expression | undefined {
  if (node.kind === 'sum') return overTerms(node, (term) => expanded.get(term), cap)
  return node.kind === 'product' ? multipliedOut(node, (base) => expanded.get(base)!, cap) : node
}

function overTerms(
  { graph, constant, terms }: SumNode,
  expandedTerm: (term: Expression) => Expression | undefined,
  cap: number,
): Expression | undefined {
  const parts: Term[] = []
  for (const { coefficient, term } of terms) {
    const inner = expandedTerm(term)
    if (inner === undefined) return undefined
    for (const part of partsOf(inner))
      parts.push({ coefficient: rational.multiply(coefficient, part.coefficient), term: part.term })
  }
  return settled(graph.linear(constant, parts), cap)
}

function multipliedOut(
  node: ProductNode,
  expandedBase: (base: Expression) => Expression,
  cap: number,
): Expression | undefined {
  const { graph, factors } = node
  const open = factors.filter(isWholePower)
  let product: Expression | undefined = graph.powers(
    rational.one,
    factors.filter((factor) => !isWholePower(factor)),
  )
  for (const { base, exponent } of open) {
    const inner = expandedBase(base)
    if (inner.kind !== 'sum') product = crossed(product, graph.power(inner, exponent), cap)
    else if (exponent.numerator > BigInt(cap)) return undefined
    else
      for (let i = 0n; i < exponent.numerator && product !== undefined; i++)
        product = crossed(product, inner, cap)
    if (product === undefined) return undefined
  }
  return product
}

function isWholePower({ base, exponent }: Factor): boolean {
  return base.kind !== 'constant' && exponent.denominator === 1n && exponent.numerator > 0n
}

/** The product of two expanded expressions, expanded. */
function crossed(a: Expression, b: Expression, cap: number): Expression | undefined {
  const left = partsOf(a)
  const right = partsOf(b)
  if (left.length * right.length > 16 * cap) return undefined
  const terms = left.flatMap((x) =>
    right.map((y) => ({
      coefficient: rational.multiply(x.coefficient, y.coefficient),
      term: a.graph.product([x.term, y.term]),
    })),
  )
  return settled(a.graph.linear(rational.zero, terms), cap)
}

// Multiplying two roots of a sum leaves the sum itself: such terms are expanded once more.
function settled(e: Expression, cap: number): Expression | undefined {
  if (e.kind === 'sum' && e.terms.length > cap) return undefined
  if (e.kind === 'product') return isOpen(e) ? multipliedOut(e, (base) => base, cap) : e
  if (e.kind !== 'sum' || !e.terms.some(({ term }) => isOpen(term))) return e
  return overTerms(e, (term) => settled(term, cap), cap)
}

function isOpen(term: Expression): boolean {
  if (term.kind === 'sum') return true
  return (
    term.kind === 'product' &&
    term.factors.some((factor) => factor.base.kind === 'sum' && isWholePower(factor))
  )
}

function partsOf(e: Expression): readonly Term[] {
  if (e.kind !== 'sum') return [{ coefficient: rational.one, term: e }]
  if (rational.isZero(e.constant)) return e.terms
  return [...e.terms, { coefficient: e.constant, term: e.graph.one }]
}
