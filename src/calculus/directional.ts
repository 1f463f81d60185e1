import { failure } from '../base/wording.js'
import { type Expression, orderNodes, rational } from '../expression/index.js'
import { type Partial, partials, term } from './local.js'
import { dependents } from './dependents.js'

/**
 * The derivatives of `es` along a direction, J·v, by forward mode. The direction is held fixed: its entries may contain
 * the symbols and are not differentiated. Throws `shape-mismatch` when it has not one entry per symbol.
 */
export function directional(
  es: readonly Expression[],
  symbols: readonly Expression[],
  direction: readonly Expression[],
): Expression[] {
  if (direction.length !== symbols.length)
    throw failure('shape-mismatch', {
      operation: 'derivative along a direction',
      left: `${symbols.length} symbols`,
      right: `a direction with ${direction.length} entries`,
    })
  const seeds = new Map(symbols.map((symbol, index) => [symbol, direction[index]!]))
  const tangents = forward(differentials(orderNodes(es), symbols), seeds)
  return es.map((e) => tangents.get(e) ?? e.graph.zero)
}

/** The differential of every node (children first) that depends on the symbols; that of a symbol is empty. */
export function differentials(
  nodes: readonly Expression[],
  symbols: readonly Expression[],
): Map<Expression, Partial[]> {
  const active = dependents(nodes, new Set(symbols))
  return new Map([...active].map((node) => [node, partials(node, (child) => active.has(child))]))
}

/**
 * The tangents of all nodes that depend on the seeds, whose tangents are given; a node without an entry has tangent 0.
 * Nodes for which `wanted` does not hold are left out.
 */
export function forward(
  differentials: ReadonlyMap<Expression, readonly Partial[]>,
  seeds: ReadonlyMap<Expression, Expression>,
  wanted: (node: Expression) => boolean = () => true,
): Map<Expression, Expression> {
  const tangents = new Map<Expression, Expression>()
  for (const [symbol, tangent] of seeds) if (tangent !== symbol.graph.zero) tangents.set(symbol, tangent)
  for (const [node, differential] of differentials) {
    if (tangents.has(node) || !wanted(node)) continue
    const terms = differential.flatMap((partial) => {
      const tangent = tangents.get(partial.child)
      return tangent === undefined ? [] : [term(partial, tangent)]
    })
    if (terms.length > 0) tangents.set(node, node.graph.linear(rational.zero, terms))
  }
  return tangents
}
