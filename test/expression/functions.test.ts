import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  createGraph,
  evaluate,
  type ElementaryFunction,
  type Expression,
  functionNamed,
  isFunctionName,
} from '../../src/expression/index.js'
import { erfc } from '../../src/expression/error-function.js'
import { functions } from '../../src/expression/functions/index.js'
import { functionValues } from './fixtures/function-values.js'

const all: readonly ElementaryFunction[] = Object.values(functions)

it('lists every file of functions/', () => {
  const files = readdirSync(new URL('../../src/expression/functions', import.meta.url))
    .filter((file) => file !== 'index.ts')
    .map((file) => file.replace(/\.ts$/, ''))
  expect(Object.keys(functions).toSorted()).toEqual(files.toSorted())
})

describe.each(all.map((fn) => [fn.name, fn] as const))('%s', (name, fn) => {
  const counts = argumentCounts(fn)

  it('is listed under its own name', () => {
    expect(functionNamed(name)).toBe(fn)
    expect(isFunctionName(name)).toBe(true)
  })

  it.each(counts)('has the derivative that differences show, with %i arguments', (count) => {
    const graph = createGraph()
    const symbols = argumentSymbols(graph, count)
    const call = graph.call(name, symbols)
    const derivatives = call.kind === 'call' ? fn.derivative(symbols, call) : []
    expect(derivatives).toHaveLength(count)
    let compared = 0
    for (const at of samples(count, 400)) {
      if (!isRegular(fn, graph, symbols, at)) continue
      derivatives.forEach((derivative, i) => {
        const exact = evaluate(derivative, valuesOf(symbols, at))
        if (Math.abs(exact) > 15) return
        const shown = difference((x) => fn.evaluate(...at.with(i, x)), at[i]!)
        expect(Math.abs(exact - shown), `at ${at.join(', ')}`).toBeLessThan(1e-9 * (1 + Math.abs(exact)))
        compared++
      })
    }
    if (count > 0) expect(compared).toBeGreaterThan(20)
  })

  it.each(counts)('keeps value and signs when called in a graph, with %i arguments', (count) => {
    for (const at of [...exactSamples(count), ...samples(count, 60)]) {
      if (!fn.domain.contains(...at)) continue
      const graph = createGraph()
      const call = graph.call(
        name,
        at.map((x) => graph.constant(x)),
      )
      const value = evaluate(call, new Map())
      expect(value, `at ${at.join(', ')}`).toBeCloseTo(fn.evaluate(...at), 12)
      const signs = fn.signs(at.map(signOf))
      expect(signs & signOf(value), `signs at ${at.join(', ')}`).not.toBe(0)
    }
  })

  it.each(counts)('only claims to be defined where it is, with %i arguments', (count) => {
    const graph = createGraph()
    for (const at of [...exactSamples(count), ...samples(count, 60)])
      if (
        fn.domain.certain(
          at.map(signOf),
          at.map((x) => graph.constant(x)),
        )
      ) {
        expect(fn.domain.contains(...at)).toBe(true)
        expect(fn.evaluate(...at)).not.toBeNaN()
      }
  })

  it('reports kinks exactly where it is not smooth', () => {
    const count = Math.max(...counts)
    const graph = createGraph()
    const symbols = argumentSymbols(graph, count)
    const kinks = fn.kinks(symbols)
    if (fn.smoothness === 'analytic') expect(kinks).toEqual([])
    else expect(kinks.length).toBeGreaterThan(0)
    for (const kink of kinks) {
      const places = samples(count, 200).flatMap((at) => rootsAlongAnArgument(kink, symbols, at))
      expect(places.length).toBeGreaterThan(5)
      expect(places.some(({ at, i }) => isRough(fn, at, i))).toBe(true)
    }
  })

  it('is typeset with balanced braces, raised or not', () => {
    const args = ['x', 'y', 'z'].slice(0, Math.max(...counts))
    for (const latex of [fn.latex(args), fn.latex(args, '3')]) {
      expect(latex.split('{').length).toBe(latex.split('}').length)
      expect(latex.split('\\left').length).toBe(latex.split('\\right').length)
      for (const arg of args) expect(latex).toContain(arg)
    }
    expect(fn.latex(args, '3')).toContain('3')
  })
})

describe('values', () => {
  it.each(Object.entries(functionValues))('of %s agree with 40-digit arithmetic', (name, rows) => {
    const f = name === 'erfc' ? erfc : functionNamed(name)!.evaluate
    for (const [x, value] of rows) {
      // Below the smallest normal double only absolute accuracy is left.
      const tolerance = 1e-15 * Math.abs(value) * (Math.abs(x) < 8 ? 1 : 4) + 1e-307
      expect(Math.abs(f(x) - value), `at ${x}: ${f(x)} against ${value}`).toBeLessThanOrEqual(tolerance)
    }
  })

  it('stay finite for huge arguments', () => {
    for (const name of ['sigmoid', 'softplus', 'erf', 'gelu', 'swish', 'tanh'] as const) {
      expect(functions[name].evaluate(1e4)).toBeGreaterThan(0.99)
      expect(Math.abs(functions[name].evaluate(-1e4))).toBeLessThanOrEqual(1)
    }
  })
})

function argumentCounts({ arity }: ElementaryFunction): number[] {
  const most = Math.min(arity.max, 3)
  return Array.from({ length: most - arity.min + 1 }, (_, i) => arity.min + i).filter(
    (count) => arity.max < Infinity || count > 1,
  )
}

function argumentSymbols(graph: ReturnType<typeof createGraph>, count: number): Expression[] {
  return ['x', 'y', 'z'].slice(0, count).map((name) => graph.symbol(name))
}

/** A fixed low-discrepancy sequence in [-3, 3]. */
function samples(dimension: number, count: number): number[][] {
  const steps = [0.7548776662466927, 0.5698402909980532, 0.8191725133961645]
  return Array.from({ length: count }, (_, n) =>
    steps.slice(0, dimension).map((step) => 6 * ((0.5 + (n + 1) * step) % 1) - 3),
  )
}

function exactSamples(dimension: number): number[][] {
  const values = [-2, -1, -0.5, 0, 0.5, 1, 1.5]
  if (dimension === 0) return [[]]
  return values.flatMap((x) => exactSamples(dimension - 1).map((rest) => [x, ...rest]))
}

function signOf(x: number): number {
  return x < 0 ? 1 : x > 0 ? 4 : 2
}

function valuesOf(symbols: readonly Expression[], at: readonly number[]): Map<Expression, number> {
  return new Map(symbols.map((symbol, i) => [symbol, at[i]!]))
}

/** Away from kinks, poles and the edge of the domain by more than the reach of the differences. */
function isRegular(
  fn: ElementaryFunction,
  graph: ReturnType<typeof createGraph>,
  symbols: readonly Expression[],
  at: readonly number[],
): boolean {
  const reach = 0.2
  const corners = at.flatMap((x, i) => [at.with(i, x - reach), at.with(i, x + reach)])
  const values = valuesOf(symbols, at)
  return (
    corners.every((corner) => fn.domain.contains(...corner) && Math.abs(fn.evaluate(...corner)) < 20) &&
    fn.domain.contains(...at) &&
    fn.kinks(symbols).every((kink) => Math.abs(evaluate(kink, values)) > 2 * reach)
  )
}

/** The tenth-order central difference. */
function difference(f: (x: number) => number, x: number): number {
  const h = 0.01
  const weights = [5 / 6, -5 / 21, 5 / 84, -5 / 504, 1 / 1260]
  return weights.reduce((sum, w, k) => sum + (w * (f(x + (k + 1) * h) - f(x - (k + 1) * h))) / h, 0)
}

function rootsAlongAnArgument(
  kink: Expression,
  symbols: readonly Expression[],
  at: readonly number[],
): { at: number[]; i: number }[] {
  return at.flatMap((_, i) => {
    const value = (x: number): number => evaluate(kink, valuesOf(symbols, at.with(i, x)))
    let [lo, hi] = [0.123, 3.01]
    if (value(lo) * value(hi) > 0) [lo, hi] = [-3.02, 0.123]
    if (!(value(lo) * value(hi) <= 0)) return []
    for (let k = 0; k < 60; k++) {
      const middle = (lo + hi) / 2
      if (value(lo) * value(middle) <= 0) hi = middle
      else lo = middle
    }
    return [{ at: at.with(i, hi), i }]
  })
}

/** Whether the slopes on both sides differ, or one side is undefined. */
function isRough(fn: ElementaryFunction, at: readonly number[], i: number): boolean {
  const f = (x: number): number => fn.evaluate(...at.with(i, x))
  const h = 1e-5
  const right = (f(at[i]! + 2 * h) - f(at[i]! + h)) / h
  const left = (f(at[i]! - h) - f(at[i]! - 2 * h)) / h
  const jump = Math.abs(f(at[i]! + h) - f(at[i]! - h))
  return !(Math.abs(right - left) < 1e-2) || jump > 1e-2
}
