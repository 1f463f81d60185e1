import {
  add,
  createGraph,
  type Expression,
  type Graph,
  multiply,
  rational,
  square,
  subtract,
} from '../../src/expression/index.js'
import type { Samples } from '../../src/compile/index.js'

/** Numbers in [-1, 1) of a linear congruential generator, the same in every language. */
export function numbersFrom(seed: number, count: number): Float64Array {
  let state = seed
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 4294967296) * 2 - 1
  })
}

/** Rows x1, x2, y. */
export function dataOf(count: number): Float64Array {
  return numbersFrom(12345, 3 * count)
}

/** Where the parameters start; several points one after another. */
export function startOf(count: number): Float64Array {
  return numbersFrom(777, count)
}

/** Two-layer tanh network f = Σ aₖ tanh(wₖ·x + bₖ) on the plane, d = 4h parameters [W (h × 2), b, a]. */
export interface Network {
  readonly parameters: readonly Expression[]
  /** Times `weight` and summed over the samples, if there are any, the mean of (f − y)²/2. */
  readonly loss: Expression
  readonly weight: number
  readonly samples?: Samples
}

/** One symbolic sample. */
export function rolledNetwork(hidden: number, count: number): Network & { readonly samples: Samples } {
  const graph = createGraph()
  const parameters = parametersOf(graph, hidden)
  const symbols = ['x1', 'x2', 'y'].map((name) => graph.symbol(name))
  return {
    parameters,
    loss: multiply(graph.constant('1/2'), squaredResidual(parameters, symbols)),
    weight: 1 / count,
    samples: { symbols, table: dataOf(count), count },
  }
}

/** The samples written out, with their data as exact constants. */
export function writtenOutNetwork(hidden: number, count: number): Network {
  const graph = createGraph()
  const parameters = parametersOf(graph, hidden)
  const table = dataOf(count)
  const squares = Array.from({ length: count }, (_, row) => {
    const sample = Array.from(table.subarray(3 * row, 3 * row + 3), (value) => graph.constant(value))
    return squaredResidual(parameters, sample)
  })
  const loss = multiply(graph.constant(rational.of(1, 2 * count)), graph.sum(squares))
  return { parameters, loss, weight: 1 }
}

function parametersOf(graph: Graph, hidden: number): Expression[] {
  return Array.from({ length: 4 * hidden }, (_, k) => graph.symbol(`p${k}`))
}

function squaredResidual(parameters: readonly Expression[], sample: readonly Expression[]): Expression {
  const hidden = parameters.length / 4
  const [x1, x2, y] = sample as [Expression, Expression, Expression]
  const { graph } = y
  const outputs = Array.from({ length: hidden }, (_, k) => {
    const inner = add(multiply(parameters[2 * k]!, x1), multiply(parameters[2 * k + 1]!, x2))
    const unit = graph.call('tanh', [add(inner, parameters[2 * hidden + k]!)])
    return multiply(parameters[3 * hidden + k]!, unit)
  })
  return square(subtract(graph.sum(outputs), y))
}

/** The entries of a symmetric matrix on and above its diagonal, row by row. */
export function upperTriangle(matrix: readonly (readonly Expression[])[]): Expression[] {
  return matrix.flatMap((row, index) => row.slice(index))
}

export function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
