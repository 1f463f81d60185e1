import fc from 'fast-check'
import { ProblemError } from '../../src/base/problem.js'
import {
  add,
  createGraph,
  divide,
  type Expression,
  type Graph,
  multiply,
  power,
  rational,
  scale,
  square,
  squareRoot,
  subtract,
} from '../../src/expression/index.js'

/** A random expression in the symbols x, y, z: defined and smooth everywhere, of moderate size near the origin. */
export interface RandomExpressions {
  readonly graph: Graph
  readonly symbols: readonly Expression[]
  readonly es: readonly Expression[]
}

type Operation = (a: Expression, b: Expression) => Expression

const arithmetic: readonly Operation[] = [
  add,
  subtract,
  multiply,
  (a, b) => scale(rational.of(-3, 2), add(a, b)),
  (a) => add(a, 1),
  (a) => power(a, 3),
  (a, b) => divide(a, add(1, square(b))),
  (a) => squareRoot(add(2, square(a))),
]

const call =
  (name: Parameters<Graph['call']>[0]): Operation =>
  (a) =>
    a.graph.call(name, [a])

const elementary: readonly Operation[] = [
  call('tanh'),
  call('sin'),
  call('cos'),
  call('sigmoid'),
  call('softplus'),
  call('erf'),
  call('atan'),
  (a) => a.graph.call('exp', [a.graph.call('sin', [a])]),
  (a) => a.graph.call('log', [add(1, square(a))]),
  (a, b) => a.graph.call('power', [add(1, square(a)), a.graph.call('sin', [b])]),
]

/** Shared graphs: each step combines two of what is there already; the last few steps are the expressions. */
export function randomExpressions(only: 'arithmetic' | 'all' = 'all'): fc.Arbitrary<RandomExpressions> {
  const operations = only === 'all' ? [...arithmetic, ...arithmetic, ...elementary] : arithmetic
  const step = fc.tuple(fc.nat(operations.length - 1), fc.nat(), fc.nat())
  return fc.array(step, { minLength: 1, maxLength: 12 }).map((steps) => {
    const graph = createGraph()
    const symbols = ['x', 'y', 'z'].map((name) => graph.symbol(name))
    const made: Expression[] = [...symbols]
    for (const [operation, a, b] of steps)
      made.push(operations[operation]!(made[a % made.length]!, made[b % made.length]!))
    return { graph, symbols, es: made.slice(-3) }
  })
}

/** Values for the symbols. */
export const randomPoint: fc.Arbitrary<[number, number, number]> = fc.tuple(
  coordinate(),
  coordinate(),
  coordinate(),
)

function coordinate(): fc.Arbitrary<number> {
  return fc.double({ min: -1.2, max: 1.2, noNaN: true, noDefaultInfinity: true })
}

const partial: readonly Operation[] = [
  (a, b) => divide(a, b),
  (a) => power(a, -2),
  squareRoot,
  (a) => power(a, rational.of(2, 3)),
  (a) => power(a, rational.of(-1, 2)),
  call('log'),
  call('abs'),
  call('tan'),
  call('asin'),
  (a, b) => a.graph.call('power', [a, b]),
]

/** Small expressions in x, y and the positive p, that are not defined everywhere. Nothing where none came about. */
export function randomPartialExpressions(): fc.Arbitrary<Omit<RandomExpressions, 'es'> & { e: Expression }> {
  const operations = [...arithmetic.slice(0, 6), ...elementary.slice(0, 5), ...partial, ...partial]
  const step = fc.tuple(fc.nat(operations.length - 1), fc.nat(), fc.nat())
  return fc.array(step, { minLength: 2, maxLength: 8 }).map((steps) => {
    const graph = createGraph()
    const symbols = [graph.symbol('x'), graph.symbol('y'), graph.symbol('p', { positive: true })]
    const made: Expression[] = [...symbols, graph.one, graph.constant(2)]
    for (const [operation, a, b] of steps) {
      const next = unlessUndefined(() =>
        operations[operation]!(made[a % made.length]!, made[b % made.length]!),
      )
      if (next !== undefined) made.push(next)
    }
    return { graph, symbols, e: made.at(-1)! }
  })
}

function unlessUndefined(make: () => Expression): Expression | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return undefined
    throw error
  }
}
