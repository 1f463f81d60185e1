import { createGraph, type Expression, formulaText, parseFormula } from '../../src/expression/index.js'

/** Reads a formula in a, b, c, w1, w2, w3, x, y, z (any real numbers), p, q (positive) and m, n (whole numbers). */
export function formula(text: string): Expression {
  const graph = createGraph()
  const names = ['a', 'b', 'c', 'w1', 'w2', 'w3', 'x', 'y', 'z', 'p', 'q', 'm', 'n']
  return parseFormula(formulaText(text, 'test'), {
    graph,
    lookup: (name) =>
      names.includes(name)
        ? {
            shape: [],
            entries: [graph.symbol(name, { positive: 'pq'.includes(name), integer: 'mn'.includes(name) })],
          }
        : undefined,
    names: () => ({ parameters: names, data: [] }),
  }).entries[0]!
}
