import { failure } from '../base/wording.js'
import { children, type Expression } from '../expression/index.js'

/**
 * Those of the nodes (children first) that depend on one of the symbols, in the same order. Throws `misuse` for a symbol of
 * another graph, on which nothing here can depend.
 */
export function dependents(nodes: readonly Expression[], symbols: ReadonlySet<Expression>): Set<Expression> {
  for (const { graph } of symbols)
    if (nodes.length > 0 && graph !== nodes[0]!.graph)
      throw failure('misuse', { detail: 'A derivative was asked for in a symbol of another graph.' })
  const found = new Set<Expression>()
  const isFound = (node: Expression): boolean => found.has(node)
  for (const node of nodes) if (symbols.has(node) || children(node).some(isFound)) found.add(node)
  return found
}
