import type { Expression, ProductNode, Term } from './nodes.js'
import { rational } from './rational.js'
import { children, orderNodes, rebuild } from './traverse.js'

const defaultCap = 2000

/**
 * Distributes products and positive whole powers over sums, inside arguments of functions too. Nothing when a sum would
 * have more than `maxTerms` terms (2000 by default). The value is the same wherever the expression is defined, and so
 * is the domain.
 */
export function expand(e: Expression, options: { readonly maxTerms?: number } = {}): Expression | undefined {
  const cap = options.maxTerms ?? defaultCap
  const expanded = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => expanded.get(child)!)
    const result = distribute(rebuildExpanded(node, operands), cap)
    if (result === undefined) return undefined
    expanded.set(node, result)
  }
  return expanded.get(e)
}

function rebuildExpanded(node: Expression, operands: readonly Expression[]): Expression {
  return operands.length === 0 ? node : rebuild(node, operands)
}

/** Multiplies out a node whose operands are expanded. */
function distribute(e: Expression, cap: number): Expression | undefined {
  if (e.kind === 'sum') return distributeCoefficients(e, cap)
  return e.kind === 'product' ? multiplyOut(e, cap) : e
}

function distributeCoefficients(e: Expression & { kind: 'sum' }, cap: number): Expression | undefined {
  let constant = e.constant
  const terms: Term[] = []
  for (const { coefficient, term } of e.terms) {
    const inner = distribute(term, cap)
    if (inner === undefined) return undefined
    const parts = partsOf(inner)
    for (const part of parts) {
      const scaled = rational.multiply(coefficient, part.coefficient)
      if (part.term.kind === 'constant')
        constant = rational.add(constant, rational.multiply(scaled, part.term.value))
      else terms.push({ coefficient: scaled, term: part.term })
    }
    if (terms.length > 4 * cap) return undefined
  }
  const sum = e.graph.linear(constant, terms)
  return countTerms(sum) > cap ? undefined : sum
}

function multiplyOut(e: ProductNode, cap: number): Expression | undefined {
  const { graph } = e
  let product: Expression = graph.one
  const atoms = e.factors.filter(({ base, exponent }) => !isOpen(base, exponent))
  for (const { base, exponent } of e.factors) {
    if (!isOpen(base, exponent)) continue
    if (exponent.numerator > BigInt(cap)) return undefined
    for (let i = 0n; i < exponent.numerator; i++) {
      const next = crossProduct(product, base, cap)
      if (next === undefined) return undefined
      product = next
    }
  }
  return atoms.length === e.factors.length ? e : crossProduct(product, graph.powers(rational.one, atoms), cap)
}

function isOpen(base: Expression, exponent: { numerator: bigint; denominator: bigint }): boolean {
  return base.kind === 'sum' && exponent.denominator === 1n && exponent.numerator > 0n
}

/** The product of two expanded expressions, expanded. */
function crossProduct(a: Expression, b: Expression, cap: number): Expression | undefined {
  const left = partsOf(a)
  const right = partsOf(b)
  if (left.length * right.length > 16 * cap) return undefined
  const terms = left.flatMap((x) =>
    right.map((y) => ({
      coefficient: rational.multiply(x.coefficient, y.coefficient),
      term: a.graph.product([x.term, y.term]),
    })),
  )
  const sum = a.graph.linear(rational.zero, terms)
  return countTerms(sum) > cap ? undefined : sum
}

function partsOf(e: Expression): readonly Term[] {
  if (e.kind !== 'sum') return [{ coefficient: rational.one, term: e }]
  if (rational.isZero(e.constant)) return e.terms
  return [...e.terms, { coefficient: e.constant, term: e.graph.one }]
}

function countTerms(e: Expression): number {
  return e.kind === 'sum' ? e.terms.length : 1
}
