import fc from 'fast-check'
import { type Expression, formulaText, type Graph, parseFormula } from '../../src/expression/index.js'

/** Reads a formula in which every one-letter name (except e) is a symbol; `p` and `q` are positive, `W` is a 2×12 matrix. */
export function read(graph: Graph, formula: string): Expression {
  const value = parseFormula(formulaText(formula, 'test'), {
    graph,
    lookup: (name) =>
      name === 'W'
        ? { shape: [2, 12], entries: entriesOfW(graph) }
        : /^(?!e$)[a-z]\d*$/.test(name)
          ? { shape: [], entries: [graph.symbol(name, /^[pq]/.test(name) ? { positive: true } : {})] }
          : undefined,
    names: () => ({ parameters: [], data: [] }),
  })
  return value.entries[0]!
}

function entriesOfW(graph: Graph): Expression[] {
  return Array.from({ length: 24 }, (_, i) => graph.symbol(`W[${Math.floor(i / 12) + 1},${(i % 12) + 1}]`))
}

/** A formula as plain data, to be evaluated naively and built in a graph: two routes that share nothing. */
export type Tree =
  | { readonly op: 'number'; readonly numerator: number; readonly denominator: number }
  | { readonly op: 'symbol'; readonly name: string }
  | { readonly op: 'add' | 'multiply' | 'subtract' | 'divide'; readonly args: readonly Tree[] }
  | {
      readonly op: 'power'
      readonly base: Tree
      readonly exponent: readonly [number, number]
    }
  | { readonly op: 'call'; readonly name: CallName; readonly args: readonly Tree[] }

export type CallName = 'exp' | 'log' | 'tanh' | 'abs' | 'sin' | 'relu' | 'sigmoid' | 'max' | 'sign'

export const symbolNames = ['x', 'y', 'z', 'p'] as const

const exponents: readonly (readonly [number, number])[] = [
  [2, 1],
  [3, 1],
  [-1, 1],
  [-2, 1],
  [1, 2],
  [-1, 2],
  [3, 2],
  [1, 3],
  [2, 3],
  [0, 1],
]

export const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<Tree>(
      ...symbolNames.map((name) => ({ op: 'symbol' as const, name })),
      ...[0, 1, 2, 3, -1, -2, 8].map((numerator) => ({ op: 'number' as const, numerator, denominator: 1 })),
      { op: 'number', numerator: 1, denominator: 2 },
      { op: 'number', numerator: -3, denominator: 4 },
    ),
    fc.record({
      op: fc.constantFrom('add' as const, 'multiply' as const),
      args: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      op: fc.constantFrom('subtract' as const, 'divide' as const),
      args: fc.array(tie('tree'), { minLength: 2, maxLength: 2 }),
    }),
    fc.record({
      op: fc.constant('power' as const),
      base: tie('tree'),
      exponent: fc.constantFrom(...exponents),
    }),
    fc.record({
      op: fc.constant('power' as const),
      base: tie('tree'),
      exponent: fc.constantFrom(...exponents),
    }),
    fc.record({
      op: fc.constant('call' as const),
      name: fc.constantFrom<CallName>('exp', 'log', 'tanh', 'abs', 'sin', 'relu', 'sigmoid', 'sign'),
      args: fc.array(tie('tree'), { minLength: 1, maxLength: 1 }),
    }),
    fc.record({
      op: fc.constant('call' as const),
      name: fc.constant<CallName>('max'),
      args: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).tree

/** Values with short binary expansions, so that sums and products of them are exact. `p` is positive. */
export const points: fc.Arbitrary<Readonly<Record<string, number>>> = fc.record({
  x: fc.constantFrom(-2, -1, -0.5, 0, 0.25, 1, 1.5, 3),
  y: fc.constantFrom(-1.5, -1, 0, 0.5, 1, 2),
  z: fc.constantFrom(-3, 0, 0.75, 1, 4),
  p: fc.constantFrom(0.25, 0.5, 1, 2, 3.5),
})

export function build(graph: Graph, tree: Tree): Expression {
  switch (tree.op) {
    case 'number':
      return graph.constant(`${tree.numerator}/${tree.denominator}`)
    case 'symbol':
      return graph.symbol(tree.name, tree.name === 'p' ? { positive: true } : {})
    case 'add':
      return graph.sum(tree.args.map((arg) => build(graph, arg)))
    case 'multiply':
      return graph.product(tree.args.map((arg) => build(graph, arg)))
    case 'subtract':
      return graph.sum([
        build(graph, tree.args[0]!),
        graph.product([graph.constant(-1), build(graph, tree.args[1]!)]),
      ])
    case 'divide':
      return graph.product([build(graph, tree.args[0]!), graph.power(build(graph, tree.args[1]!), -1)])
    case 'power':
      return graph.power(build(graph, tree.base), graph.constant(tree.exponent.join('/')))
    case 'call':
      return graph.call(
        tree.name,
        tree.args.map((arg) => build(graph, arg)),
      )
  }
}

/**
 * A value and a bound on its rounding error. `undefined` is outside the domain for certain; `unclear` is where rounding
 * decides, or where numbers get too large to compare.
 */
export type Naive = { readonly value: number; readonly error: number } | 'undefined' | 'unclear'

export function naive(tree: Tree, at: Readonly<Record<string, number>>): Naive {
  switch (tree.op) {
    case 'number':
      return { value: tree.numerator / tree.denominator, error: 0 }
    case 'symbol':
      return { value: at[tree.name]!, error: 0 }
    case 'add':
      return combine(tree.args, at, (values) => values.reduce((a, b) => a + b))
    case 'subtract':
      return combine(tree.args, at, ([a, b]) => a! - b!)
    case 'multiply':
      return combine(tree.args, at, (values) => values.reduce((a, b) => a * b))
    case 'divide':
      return combine(
        tree.args,
        at,
        ([a, b]) => a! / b!,
        ([, b]) => b !== 0,
      )
    case 'power': {
      const [n, d] = tree.exponent
      return combine(
        [tree.base],
        at,
        ([a]) => Math.pow(a!, n / d),
        ([a]) => !(n < 0 && a === 0) && !(d !== 1 && a! < 0),
      )
    }
    case 'call':
      return combine(
        tree.args,
        at,
        (values) => naiveCall(tree.name, values),
        ([a]) => tree.name !== 'log' || a! > 0,
      )
  }
}

function naiveCall(name: CallName, [a, b = -Infinity, c = -Infinity]: readonly number[]): number {
  const x = a!
  if (name === 'relu') return x > 0 ? x : 0
  if (name === 'sigmoid') return 1 / (1 + Math.exp(-x))
  if (name === 'max') return Math.max(x, b, c)
  return Math[name](x)
}

function combine(
  args: readonly Tree[],
  at: Readonly<Record<string, number>>,
  apply: (values: number[]) => number,
  inDomain: (values: number[]) => boolean = () => true,
): Naive {
  const inputs = args.map((arg) => naive(arg, at))
  if (inputs.includes('undefined')) return 'undefined'
  const known = inputs.filter((input) => typeof input !== 'string')
  if (known.length < inputs.length) return 'unclear'
  const values = known.map(({ value }) => value)
  // The function at the corners of the box of possible inputs tells how much rounding matters.
  let corners = [values]
  known.forEach(({ value, error }, i) => {
    if (error > 0)
      corners = corners.flatMap((c) => [c, c.with(i, value - error), c.with(i, value + error), c.with(i, 0)])
  })
  const near = corners.filter((c) => c.every((v, i) => Math.abs(v - values[i]!) <= known[i]!.error))
  const inside = near.map(inDomain)
  if (!inside.every((is) => is === inside[0])) return 'unclear'
  if (!inside[0]) return 'undefined'
  const results = near.map(apply)
  const value = apply(values)
  if (!results.every((result) => Math.abs(result) < 1e9)) return 'unclear'
  const exact = known.every(({ error }) => error === 0) && Number.isInteger(value * 2 ** 20)
  const spread = Math.max(...results.map((result) => Math.abs(result - value)))
  const size = Math.max(Math.abs(value), ...values.map(Math.abs))
  return { value, error: exact ? 0 : 2 * spread + 8 * Number.EPSILON * (size + 1) }
}
