import { createGraph, type Expression, formulaText, parseFormula } from '../../src/expression/index.js'

/** Reads a formula in a, b, c, w1, w2, w3, x, y, z (any real numbers) and p, q (positive). */
export function formula(text: string): Expression {
  const graph = createGraph()
  const names = ['a', 'b', 'c', 'w1', 'w2', 'w3', 'x', 'y', 'z', 'p', 'q']
  return parseFormula(formulaText(text, 'test'), {
    graph,
    lookup: (name) =>
      names.includes(name)
        ? { shape: [], entries: [graph.symbol(name, 'pq'.includes(name) ? { positive: true } : {})] }
        : undefined,
    names: () => ({ parameters: names, data: [] }),
  }).entries[0]!
}
