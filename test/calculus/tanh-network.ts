import {
  add,
  createGraph,
  type Expression,
  multiply,
  rational,
  square,
  subtract,
} from '../../src/expression/index.js'

/** The loss 1/(2n) Σ (f − y)² of a two-layer tanh network on the plane, samples written out. */
export function tanhNetwork(hidden: number, samples: number): { loss: Expression; symbols: Expression[] } {
  const graph = createGraph()
  const symbols: Expression[] = []
  const parameter = (name: string): Expression => {
    const made = graph.symbol(name)
    symbols.push(made)
    return made
  }
  const units = Array.from({ length: hidden }, (_, k) => ({
    first: parameter(`u${k}`),
    second: parameter(`v${k}`),
    shift: parameter(`b${k}`),
    out: parameter(`w${k}`),
  }))
  const losses = Array.from({ length: samples }, (_, n) => {
    const [x1, x2, y] = [rational.of(n + 1, 3), rational.of(2 - n, 5), rational.of(n - 1, 4)].map((value) =>
      graph.constant(value),
    ) as [Expression, Expression, Expression]
    const outputs = units.map(({ first, second, shift, out }) => {
      const inner = add(add(multiply(first, x1), multiply(second, x2)), shift)
      return multiply(out, graph.call('tanh', [inner]))
    })
    return square(subtract(graph.sum(outputs), y))
  })
  return { loss: multiply(graph.constant(rational.of(1, 2 * samples)), graph.sum(losses)), symbols }
}
