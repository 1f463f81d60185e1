import { ProblemError, type ProblemCode } from '../../../src/base/problem.js'
import {
  createGraph,
  evaluate,
  type Expression,
  formulaText,
  type Graph,
  parseFormula,
  type Scope,
  type Value,
} from '../../../src/expression/index.js'

/** Names for tests: numbers a, b, c, a vector x of 3, a vector y of 2, a 2×3 matrix W, a 2×2 matrix M, with values. */
export const numbers = {
  a: 2,
  b: 3,
  c: 5,
  x: [7, 11, 13],
  y: [1.5, -2],
  W: [
    [1, -2, 3],
    [4, 0.5, -6],
  ],
  M: [
    [2, 1],
    [-1, 3],
  ],
} as const

export interface TestScope extends Scope {
  readonly values: ReadonlyMap<Expression, number>
}

export function testScope(graph: Graph = createGraph()): TestScope {
  const named = new Map<string, Value>()
  const values = new Map<Expression, number>()
  for (const [name, given] of Object.entries(numbers)) {
    const flat = [given].flat(2)
    const first = Array.isArray(given) ? (given[0] as unknown) : undefined
    const shape =
      first === undefined
        ? []
        : Array.isArray(first)
          ? [flat.length / first.length, first.length]
          : [flat.length]
    const entries = flat.map((value, i) => {
      const symbol = graph.symbol(shape.length === 0 ? name : `${name}_${i}`)
      values.set(symbol, value)
      return symbol
    })
    named.set(name, { shape, entries })
  }
  return {
    graph,
    values,
    lookup: (name) => named.get(name),
    names: () => ({ parameters: ['a', 'b', 'c', 'W', 'M'], data: ['x', 'y'] }),
  }
}

export function read(text: string, scope: Scope = testScope()): Value {
  return parseFormula(formulaText(text, 'formula'), scope)
}

/** The entries of a formula as doubles, at the values above. */
export function numbersOf(text: string): { shape: readonly number[]; entries: number[] } {
  const scope = testScope()
  const { shape, entries } = read(text, scope)
  return { shape, entries: entries.map((entry) => evaluate(entry, scope.values)) }
}

/** The problem of a formula: its code, and the text under the caret. Fails when there is none. */
export function problemIn(text: string): {
  code: ProblemCode
  column: number
  under: string
  problem: ProblemError['problem']
} {
  try {
    read(text)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { code, span } = error.problem
    if (span === undefined) throw new Error(`${code} has no place`, { cause: error })
    const under = span.text.slice(span.column - 1, span.column - 1 + span.length)
    return { code, column: span.column, under, problem: error.problem }
  }
  throw new Error(`no problem in ${text}`)
}
