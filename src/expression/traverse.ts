import type { Expression, SymbolNode } from './nodes.js'
import { type Rational, rational } from './rational.js'

/** The operands of a node, in the order in which `rebuild` takes them. */
export function children(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'constant':
    case 'symbol':
      return []
    case 'sum':
      return e.terms.map(({ term }) => term)
    case 'product':
      return e.factors.map(({ base }) => base)
    case 'call':
      return e.args
  }
}

/** The same node over other operands, brought into canonical form. */
export function rebuild(e: Expression, operands: readonly Expression[]): Expression {
  switch (e.kind) {
    case 'constant':
    case 'symbol':
      return e
    case 'sum':
      return e.graph.linear(
        e.constant,
        e.terms.map(({ coefficient }, i) => ({ coefficient, term: operands[i]! })),
      )
    case 'product':
      return e.graph.powers(
        rational.one,
        e.factors.map(({ exponent }, i) => ({ base: operands[i]!, exponent })),
      )
    case 'call':
      return e.graph.call(e.fn.name, operands)
  }
}

/**
 * Every node the expressions consist of, each once, children before parents (by id). Does not descend into nodes for
 * which `stop` holds, but lists them. Takes time proportional to the number of nodes, at any depth.
 */
export function orderNodes(
  es: readonly Expression[],
  stop: (e: Expression) => boolean = () => false,
): Expression[] {
  const found = new Set<Expression>(es)
  // A set iterates over what is added while it is being iterated.
  for (const e of found) if (!stop(e)) for (const child of children(e)) found.add(child)
  return orderById([...found])
}

// Nodes made one after another have dense ids, which need no comparing.
function orderById(nodes: Expression[]): Expression[] {
  let least = Infinity
  let most = -Infinity
  for (const { id } of nodes) {
    least = Math.min(least, id)
    most = Math.max(most, id)
  }
  if (nodes.length < 2 || most - least >= 4 * nodes.length) return nodes.sort((a, b) => a.id - b.id)
  const places = new Array<Expression | undefined>(most - least + 1).fill(undefined)
  for (const node of nodes) places[node.id - least] = node
  return places.filter((node) => node !== undefined)
}

/** The symbols that occur. */
export function freeSymbols(e: Expression | readonly Expression[]): Set<SymbolNode> {
  const es = 'kind' in e ? [e] : e
  return new Set(orderNodes(es).filter((node) => node.kind === 'symbol'))
}

/** How many nodes the expressions consist of, shared ones counted once. */
export function nodeCount(es: readonly Expression[]): number {
  return orderNodes(es).length
}

/** The exact value, when the expression is a rational constant. */
export function constantValue(e: Expression): Rational | undefined {
  return e.kind === 'constant' ? e.value : undefined
}
