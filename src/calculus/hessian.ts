import { children, type Expression, orderNodes } from '../expression/index.js'
import { differentials, forward } from './directional.js'
import { gradient } from './gradient.js'

/**
 * The matrix of second derivatives of `e`: one forward pass over the gradient's shared graph for each symbol. It is
 * symmetric by construction; each entry on and above the diagonal is computed once.
 */
export function hessian(e: Expression, symbols: readonly Expression[]): Expression[][] {
  const first = gradient(e, symbols)
  const nodes = orderNodes(first)
  const linearised = differentials(nodes, symbols)
  const firstUse = earliestUse(first)
  const upper = symbols.map((symbol, column) => {
    const seed = new Map([[symbol, e.graph.one]])
    const tangents = forward(linearised, seed, (node) => firstUse.get(node)! <= column)
    return first.slice(0, column + 1).map((entry) => tangents.get(entry) ?? e.graph.zero)
  })
  return symbols.map((_, row) =>
    symbols.map((_, column) => upper[Math.max(row, column)]![Math.min(row, column)]!),
  )
}

/** For every node the index of the first expression that contains it. */
function earliestUse(es: readonly Expression[]): Map<Expression, number> {
  const found = new Map<Expression, number>()
  es.forEach((e, index) => {
    const pending = [e]
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (found.has(node)) continue
      found.set(node, index)
      pending.push(...children(node))
    }
  })
  return found
}
