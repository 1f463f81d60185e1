import fc from 'fast-check'
import { ProblemError } from '../../src/base/problem.js'
import {
  add,
  createGraph,
  divide,
  type Expression,
  type FunctionName,
  type Graph,
  multiply,
  power,
  rational,
  scale,
  square,
  squareRoot,
  subtract,
  toText,
} from '../../src/expression/index.js'

/** Expressions that share parts, in the symbols x, y, z and the positive p. They need not be defined everywhere. */
export interface RandomGraph {
  readonly graph: Graph
  readonly symbols: readonly Expression[]
  /** The last three that were made. */
  readonly es: readonly Expression[]
}

type Operation = (a: Expression, b: Expression, c: Expression) => Expression

const call =
  (name: FunctionName, count = 1): Operation =>
  (...operands) =>
    operands[0].graph.call(name, operands.slice(0, count))

const raise =
  (numerator: number, denominator = 1): Operation =>
  (a) =>
    power(a, rational.of(numerator, denominator))

/** What all backends compute with the same operations: sums, products, quotients, roots, and functions that only choose. */
const exactly: readonly Operation[] = [
  add,
  subtract,
  multiply,
  divide,
  (a, b, c) => a.graph.product([a, b, c]),
  (a, b, c) => add(multiply(a, b), c),
  (a, b) => scale(rational.of(-3, 2), add(a, b)),
  (a, b) => subtract(scale(rational.of(1, 3), a), scale(rational.of(1, 3), b)),
  (a) => add(a, 1),
  (a) => subtract(1, a),
  square,
  squareRoot,
  raise(3),
  raise(7),
  raise(-1),
  raise(-2),
  raise(-1, 2),
  raise(3, 2),
  raise(-5, 2),
  call('abs'),
  call('sign'),
  call('relu'),
  call('leakyrelu'),
  call('leakyrelu', 2),
  call('max', 2),
  call('min', 2),
  call('max', 3),
  (a, b) => a.graph.call('min', [a, b, a.graph.constant('1/2')]),
]

const names: readonly FunctionName[] = [
  'exp',
  'log',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'sigmoid',
  'softplus',
  'erf',
  'gelu',
  'swish',
]

const rounding: readonly Operation[] = [
  ...names.map((name) => call(name)),
  call('logsumexp', 2),
  call('logsumexp', 3),
  call('power', 2),
  call('power', 2),
  (a, b) => power(add(1, square(a)), b),
  raise(1, 3),
  raise(-2, 3),
  raise(70),
  (a) => multiply(a.graph.call('pi', []), a),
  (a) => add(a, a.graph.call('e', [])),
]

/** Graphs of up to 12 steps, made with arithmetic that is the same everywhere or with all functions there are. */
export function randomGraphs(vocabulary: 'exact' | 'all'): fc.Arbitrary<RandomGraph> {
  const operations = vocabulary === 'exact' ? exactly : [...exactly, ...rounding]
  const step = fc.tuple(fc.nat(operations.length - 1), fc.nat(1000), fc.nat(1000), fc.nat(1000))
  return fc.array(step, { minLength: 3, maxLength: 12 }).map((steps) => {
    const graph = createGraph()
    const symbols = [
      ...['x', 'y', 'z'].map((name) => graph.symbol(name)),
      graph.symbol('p', { positive: true }),
    ]
    const made: Expression[] = [...symbols]
    for (const [operation, a, b, c] of steps) {
      const recent = made[made.length - 1 - (a % Math.min(made.length, 5))]!
      const operands = [recent, made[b % made.length]!, made[c % made.length]!] as const
      const next = unlessUndefined(() => operations[operation]!(...operands))
      if (next !== undefined) made.push(next)
    }
    return written({ graph, symbols, es: made.slice(-3) })
  })
}

/** A failing graph is reported as formulas. */
function written(random: RandomGraph): RandomGraph {
  return Object.assign(random, { [fc.toStringMethod]: () => random.es.map(toText).join('   and   ') })
}

/** Nothing where `make` refuses because something has no value anywhere. */
export function unlessUndefined<Result>(make: () => Result): Result | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return undefined
    throw error
  }
}

/** Values for x, y, z and p: arbitrary doubles, or numbers at which kinks, poles and ends of domains lie. */
export const graphPoints: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.tuple(ordinary(-2, 2), ordinary(-2, 2), ordinary(-2, 2), ordinary(0.01, 3)),
  fc.tuple(special(), special(), special(), fc.constantFrom(0.25, 0.5, 1, 2, 3.5)),
)

function ordinary(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true, noDefaultInfinity: true }).filter((x) => Math.abs(x) > 1e-9)
}

function special(): fc.Arbitrary<number> {
  return fc.constantFrom(-3, -2, -1, -0.5, 0, 0.25, 0.5, 1, 1.5, 2)
}
