import { children, type Expression } from '../expression/index.js'

/** Those of the nodes (children first) that depend on one of the symbols, in the same order. */
export function dependents(nodes: readonly Expression[], symbols: ReadonlySet<Expression>): Set<Expression> {
  const found = new Set<Expression>()
  for (const node of nodes)
    if (symbols.has(node) || children(node).some((child) => found.has(child))) found.add(node)
  return found
}
