import { children, type Expression } from '../expression/index.js'

/** Those of the nodes (children first) that depend on one of the symbols, in the same order. */
export function dependents(nodes: readonly Expression[], symbols: ReadonlySet<Expression>): Set<Expression> {
  const found = new Set<Expression>()
  const isFound = (node: Expression): boolean => found.has(node)
  for (const node of nodes) if (symbols.has(node) || children(node).some(isFound)) found.add(node)
  return found
}
