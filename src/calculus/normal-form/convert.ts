import {
  type Expression,
  type Graph,
  orderNodes,
  rational,
  isKnownNonnegative,
  isKnownPositive,
  type SymbolNode,
} from '../../expression/index.js'
import { callForm } from './calls.js'
import { constant, fromPowers, productOf, scaled, sum } from './polynomial.js'
import { raise } from './power.js'
import { type Depth, type Polynomial, Ring, unit } from './ring.js'

/**
 * The normal form of an expression: a polynomial in the ring's generators, equal to the expression wherever that is
 * defined. Throws `NoNormalForm` when the ring's work runs out.
 */
export function convert(ring: Ring, e: Expression): Polynomial {
  return convertAll(ring, [e]).get(e)!
}

/** The normal forms of expressions and of all nodes in them. */
export function convertAll(ring: Ring, es: readonly Expression[]): Map<Expression, Polynomial> {
  const forms = new Map<Expression, Polynomial>()
  for (const node of orderNodes(es)) forms.set(node, formOf(ring, node, forms))
  return forms
}

/**
 * The normal forms in a ring of their own. Where angles turn out to occur in parts, as x in sin(x) and sin(x/2), they are
 * made again with those parts.
 */
export function convertInRing(
  graph: Graph,
  work: number,
  depth: Depth,
  es: readonly Expression[],
): { ring: Ring; forms: Map<Expression, Polynomial> } {
  const fineness = new Map<Expression, bigint>()
  for (let round = 1; ; round++) {
    const ring = new Ring(graph, work, depth, fineness)
    const forms = convertAll(ring, es)
    if (!ring.isOutgrown || round === mostRounds) return { ring, forms }
  }
}

// An angle in the argument of another may change the terms of that one.
const mostRounds = 4

function formOf(ring: Ring, node: Expression, forms: ReadonlyMap<Expression, Polynomial>): Polynomial {
  switch (node.kind) {
    case 'constant':
      return constant(ring, node.value)
    case 'symbol':
      return symbolForm(ring, node)
    case 'sum':
      return sum(ring, [
        constant(ring, node.constant),
        ...node.terms.map(({ coefficient, term }) => scaled(coefficient, forms.get(term)!)),
      ])
    case 'product':
      return productOf(
        ring,
        node.factors.map(({ base, exponent }) => raise(ring, forms.get(base)!, exponent)),
      )
    case 'call':
      return callForm(
        ring,
        node,
        node.args.map((arg) => forms.get(arg)!),
      )
  }
}

function symbolForm(ring: Ring, node: SymbolNode): Polynomial {
  const generator = ring.generator(`symbol ${node.name}`, () => ({
    kind: { name: 'free' },
    positive: isKnownPositive(node),
    nonnegative: isKnownNonnegative(node),
    write: (exponent) => (rational.isOne(exponent) ? node : ring.graph.power(node, exponent)),
  }))
  return fromPowers(ring, [{ generator, exponent: unit }])
}
