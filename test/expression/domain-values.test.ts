import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { compileTape, compileWasm } from '../../src/compile/index.js'
import {
  createGraph,
  domainProblemsAt,
  evaluate,
  expand,
  type Expression,
  substitute,
} from '../../src/expression/index.js'
import { read } from './samples.js'

const points = [-3, -1, -0.5, 0, 0.5, 1, 3]

/** What a formula is at x, from its definition; nothing where it has no value. */
type Definition = (x: number) => number | undefined

const where =
  (isDefined: (x: number) => boolean, value: (x: number) => number): Definition =>
  (x) =>
    isDefined(x) ? value(x) : undefined
const everywhere = (value: (x: number) => number): Definition => value
const positive = (x: number): boolean => x > 0
const notNegative = (x: number): boolean => x >= 0
const notZero = (x: number): boolean => x !== 0
const itself = (x: number): number => x
const one = (): number => 1
const zero = (): number => 0

const formulas: readonly (readonly [formula: string, Definition])[] = [
  ['log(x^2)', where(notZero, (x) => 2 * Math.log(Math.abs(x)))],
  ['log(x^3)', where(positive, (x) => 3 * Math.log(x))],
  ['log(1/x)', where(positive, (x) => -Math.log(x))],
  ['log(x) - log(x)', where(positive, zero)],
  ['log(x) + log(-x)', where(() => false, zero)],
  ['log(exp(x))', everywhere(itself)],
  ['log(exp(x)^2)', everywhere((x) => 2 * x)],
  ['exp(log(x))', where(positive, itself)],
  ['exp(log(abs(x)))', where(notZero, Math.abs)],
  ['exp(2*log(x))', where(positive, (x) => x * x)],
  ['0*log(x)', where(positive, zero)],
  ['0*log(x^2)', where(notZero, zero)],
  ['x*log(x)*0 + 1', where(positive, one)],
  ['0*sqrt(x)', where(notNegative, zero)],
  ['0/x', where(notZero, zero)],
  ['x/x', where(notZero, one)],
  ['x^2/x', where(notZero, itself)],
  ['x^3/x^3', where(notZero, one)],
  ['1/(1/x)', where(notZero, itself)],
  ['(x - 1)/(x - 1)', where((x) => x !== 1, one)],
  ['(1/x)^0', where(notZero, one)],
  ['abs(x)/x', where(notZero, Math.sign)],
  ['sqrt(x^2)', everywhere(Math.abs)],
  ['sqrt(4*x^2)', everywhere((x) => 2 * Math.abs(x))],
  ['sqrt((x - 1)^2)', everywhere((x) => Math.abs(x - 1))],
  ['sqrt(x)^2', where(notNegative, itself)],
  ['sqrt(x)*sqrt(x)', where(notNegative, itself)],
  ['sqrt(-x)^2', where((x) => x <= 0, (x) => -x)], // prettier-ignore
  ['sqrt(x)*sqrt(-x)', where((x) => x === 0, zero)],
  ['sqrt(x)/sqrt(x)', where(positive, one)],
  ['x^(1/2)*x^(-1/2)', where(positive, one)],
  ['sqrt(x^4)', everywhere((x) => x * x)],
  ['sqrt(x)^4', where(notNegative, (x) => x * x)],
  ['sqrt(sqrt(x)^4)', where(notNegative, itself)],
  ['(x^2)^(1/4)', everywhere((x) => Math.sqrt(Math.abs(x)))],
  ['(x^2)^(3/2)', everywhere((x) => Math.abs(x) ** 3)],
  ['(x^3)^(1/3)', where(notNegative, itself)],
  ['(x^(1/3))^3', where(notNegative, itself)],
  ['(x^(2/3))^(3/2)', where(notNegative, itself)],
  ['(x^(-2))^(1/2)', where(notZero, (x) => 1 / Math.abs(x))],
  ['(x^(-2))^(-1/2)', where(notZero, Math.abs)],
  ['abs(x)^2', everywhere((x) => x * x)],
  ['abs(x)^3', everywhere((x) => Math.abs(x) ** 3)],
  ['sqrt(abs(x))^2', everywhere(Math.abs)],
  ['abs(x)*sign(x)', everywhere(itself)],
  ['max(x, -x)', everywhere(Math.abs)],
  ['relu(x) - relu(-x)', everywhere(itself)],
  ['relu(-2*x)', everywhere((x) => Math.max(-2 * x, 0))],
  ['abs(-x)', everywhere(Math.abs)],
  ['(-x)^3 + x^3', everywhere(zero)],
  ['tanh(1/x)', where(notZero, (x) => Math.tanh(1 / x))],
  ['exp(-1/x^2)', where(notZero, (x) => Math.exp(-1 / (x * x)))],
  ['1^(1/x)', where(notZero, one)],
]

/** (x^a)^b and (x^a)·(x^b) with exponents that are symbols, so that nothing is known of them. */
const exponents: readonly (readonly [a: number, b: number])[] = [
  [2, 0.5],
  [1, 0.5],
  [3, 1 / 3],
  [-2, 0.5],
  [0.5, 2],
  [2, -0.5],
  [0, 2],
]

function power(x: number, y: number): number | undefined {
  const isDefined = x > 0 || (x === 0 && y >= 0) || (x < 0 && Number.isInteger(y))
  return isDefined ? Math.pow(x, y) : undefined
}

function expectValue(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(4e-15 * Math.abs(expected))
}

describe.each(formulas)('%s', (formula, definition) => {
  it.each(points)('has its value, or none, at x = %d', (at) => {
    const graph = createGraph()
    const x = graph.symbol('x')
    const e = read(graph, formula)
    const expected = definition(at)
    const values = new Map([[x, at]])
    for (const form of [e, expand(e) ?? e]) {
      expect(domainProblemsAt([form], values).length > 0).toBe(expected === undefined)
      if (expected === undefined) continue
      expectValue(evaluate(form, values), expected)
      for (const compile of [compileTape, compileWasm]) expectValue(compiled(compile, form, x, at), expected)
    }
    const put = unlessUndefined(() => substitute(e, new Map([[x, graph.constant(at)]])))
    const isDefined = put !== undefined && domainProblemsAt([put], new Map()).length === 0
    expect(isDefined).toBe(expected !== undefined)
    if (expected !== undefined) expectValue(evaluate(put!, new Map()), expected)
  })
})

describe.each(exponents)('with a = %d and b = %d', (a, b) => {
  it.each(points)('(x^a)^b and x^a*x^b have their values, or none, at x = %d', (at) => {
    const graph = createGraph()
    const values = new Map(([['x', at], ['a', a], ['b', b]] as const).map(([name, value]) => [graph.symbol(name), value])) // prettier-ignore
    const inner = power(at, a)
    const other = power(at, b)
    const product = inner === undefined || other === undefined ? undefined : inner * other
    const cases = [
      ['(x^a)^b', inner === undefined ? undefined : power(inner, b)],
      ['x^a*x^b', product],
    ] as const
    for (const [formula, expected] of cases) {
      const e = read(graph, formula)
      expect(domainProblemsAt([e], values).length > 0).toBe(expected === undefined)
      if (expected !== undefined) expectValue(evaluate(e, values), expected)
    }
  })
})

function compiled(compile: typeof compileTape, e: Expression, x: Expression, at: number): number {
  const output = new Float64Array(1)
  compile([e], [x]).run(Float64Array.of(at), output)
  return output[0]!
}

function unlessUndefined(make: () => Expression): Expression | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return undefined
    throw error
  }
}
