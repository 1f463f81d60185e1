import { gradient } from '../../../src/calculus/index.js'
import type { EnsembleTask, Samples } from '../../../src/compile/index.js'
import {
  add,
  createGraph,
  divide,
  type Expression,
  multiply,
  rational,
  scale,
  square,
  squareRoot,
  substitute,
  subtract,
} from '../../../src/expression/index.js'
import { generatorWords } from '../../../src/numeric/index.js'
import { rolledNetwork, startOf } from '../problem.js'

/** A random map and where its replicas start. */
export interface TimedMap {
  readonly task: EnsembleTask
  readonly start: Float64Array
  readonly parameters: Float64Array
}

const half = rational.of(1, 2)
const learningRate = 0.05
const noise = 0.3

/** Label-noise SGD of (uv − 1)²/2 from (1.5, 0.8), or of the network with h = 8 and one of its 8 samples at a time. */
export function labelNoiseMap(model: 'uv' | 'network'): TimedMap {
  if (model === 'uv') {
    const graph = createGraph()
    const [u, v, y] = [graph.symbol('u'), graph.symbol('v'), graph.symbol('y')]
    const loss = scale(half, square(subtract(multiply(u, v), y)))
    return descent(substitute(loss, new Map([[y, noisy(graph.one)]])), [u, v], Float64Array.of(1.5, 0.8))
  }
  const { loss, parameters, samples } = rolledNetwork(8, 8)
  const y = samples.symbols[2]!
  return descent(substitute(loss, new Map([[y, noisy(y)]])), parameters, startOf(32), samples)
}

function noisy(label: Expression): Expression {
  const { graph } = label
  return add(label, multiply(graph.symbol('sigma'), graph.symbol('xi')))
}

function descent(
  loss: Expression,
  state: readonly Expression[],
  start: Float64Array,
  samples?: Samples,
): TimedMap {
  const rate = loss.graph.symbol('rate')
  const slopes = gradient(loss, state)
  return {
    task: {
      next: state.map((symbol, k) => subtract(symbol, multiply(rate, slopes[k]!))),
      state,
      parameters: [rate, loss.graph.symbol('sigma')],
      normals: [loss.graph.symbol('xi')],
      ...(samples && { samples }),
    },
    start,
    parameters: Float64Array.of(learningRate, noise),
  }
}

/** A vector under factors I − ggᵀ/2, normalised after every 16; its last number is the logarithm of what was taken out. */
export function matrixProduct(dimension: number): TimedMap {
  const graph = createGraph()
  const vector = Array.from({ length: dimension }, (_, k) => graph.symbol(`w${k}`))
  const g = vector.map((_, k) => graph.symbol(`g${k}`))
  const total = graph.symbol('total')
  const along = scale(half, graph.sum(vector.map((w, k) => multiply(w, g[k]!))))
  const squares = graph.sum(vector.map(square))
  return {
    task: {
      next: [...vector.map((w, k) => subtract(w, multiply(along, g[k]!))), total],
      state: [...vector, total],
      parameters: [],
      normals: g,
      after: {
        every: 16,
        next: [
          ...vector.map((w) => divide(w, squareRoot(squares))),
          add(total, scale(half, graph.call('log', [squares]))),
        ],
      },
    },
    start: Float64Array.of(...vector.map(() => 1), 0),
    parameters: new Float64Array(0),
  }
}

/** States of replicas that all begin at the start, and their generators. */
export function replicasOf({ start }: TimedMap, count: number) {
  return {
    states: Float64Array.from({ length: count * start.length }, (_, index) => start[index % start.length]!),
    streams: generatorWords(1, 'bench', count),
  }
}

/** The mean over replicas of number `index` of the state. */
export function meanOf(states: Float64Array, width: number, index: number): number {
  let sum = 0
  for (let at = index; at < states.length; at += width) sum += states[at]!
  return sum / (states.length / width)
}
