import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile, compileGradient, compileHessian, wholeMatrix } from '../../src/compile/index.js'
import { createGraph, divide, functionNamed, type Graph, subtract } from '../../src/expression/index.js'
import { inPairs, native, unitInLastPlace } from './native-calls.js'

/** The arguments, and the value as the sum of two doubles. */
const rows = JSON.parse(
  readFileSync(new URL('fixtures/logsumexp.json', import.meta.url), 'utf8'),
) as readonly (readonly number[])[]

const counts = [2, 3, 5, 6, 8]
const rowsOf = (count: number): (readonly number[])[] => rows.filter((row) => row.length === count + 2)
const definition = functionNamed('logsumexp')!.evaluate

/** What the documented bound is relative to, and what the rounding of the differences may add to it. */
function allowance(args: readonly number[]): { unit: number; differences: number } {
  const largest = Math.max(...args)
  const gaps = args.map((x) => x - largest)
  const others = gaps.toSpliced(args.indexOf(largest), 1)
  const logarithm = Math.log1p(others.reduce((sum, gap) => sum + Math.exp(gap), 0))
  const unit = unitInLastPlace(Math.max(Math.abs(largest), logarithm))
  const differences = gaps.reduce((sum, gap) => sum + (Math.exp(gap) * unitInLastPlace(gap)) / 2, 0)
  return { unit, differences: largest === 0 ? 0 : differences }
}

describe('logsumexp against 32 digits', () => {
  it.each(counts)('is within its units of the larger part, %s arguments', (count) => {
    for (const evaluate of [native('logsumexp', count), definition]) {
      let worst = 0
      for (const row of rowsOf(count)) {
        const args = row.slice(0, -2)
        const { unit, differences } = allowance(args)
        const error = Math.abs(evaluate(...args) - row.at(-2)! - row.at(-1)!)
        worst = Math.max(worst, (error - differences) / unit)
      }
      expect(worst).toBeLessThanOrEqual(count <= 3 ? 2 : 3)
      // Exact everywhere would be the wrong reference.
      expect(worst).toBeGreaterThan(0.3)
    }
  })

  it.each(counts)(
    'keeps the relative accuracy of what is small, and is never below the largest, %s',
    (count) => {
      for (const evaluate of [native('logsumexp', count), definition])
        for (const row of rowsOf(count)) {
          const args = row.slice(0, -2)
          const [value, largest] = [evaluate(...args), Math.max(...args)]
          for (const x of args) expect(value - x).toBeGreaterThanOrEqual(0)
          if (largest === 0) expect(Math.abs(value / row.at(-2)! - 1)).toBeLessThan(1e-15 + 1e-323 / value)
        }
    },
  )

  it.each(counts)('two lanes give the bits of one, %s', (count) => {
    const [one, two] = [native('logsumexp', count), inPairs('logsumexp', count)]
    const special = [0, -0, 1, -1e300, 1e300, Infinity, -Infinity, NaN, 710, -750]
    const all = [
      ...special.map((x) => Array.from({ length: count }, (_, i) => (i === 1 ? 0.5 : x))),
      ...rowsOf(count).map((row) => row.slice(0, -2)),
    ]
    for (let index = 0; index < all.length; index++) {
      const lanes = [all[index]!, all[(7 * index + 3) % all.length]!]
      expect([lanes, two(lanes)]).toEqual([lanes, lanes.map((args) => one(...args))])
    }
  })

  it('has the limits of its definition', () => {
    const special = [0, 3, -1e300, 1e300, Infinity, -Infinity, NaN]
    const evaluate = native('logsumexp', 2)
    for (const x of special)
      for (const y of special) expect([x, y, evaluate(x, y)]).toEqual([x, y, definition(x, y)])
    expect(evaluate(1000, 1000)).toBe(1000 + Math.LN2)
  })
})

function logits(graph: Graph, count: number) {
  return Array.from({ length: count }, (_, i) => graph.symbol(`x${i}`))
}

describe('logsumexp in kernels', () => {
  it.each([2, 12, 40, 1200])('has %s operands, called many times', (count) => {
    const graph = createGraph()
    const symbols = logits(graph, count)
    const calls = count > 100 ? 2 : 15
    const outputs = Array.from(
      { length: calls },
      (_, k) =>
      graph.call('logsumexp', symbols.map((x) => divide(x, k + 1))), // prettier-ignore
    )
    const input = Float64Array.from({ length: count }, (_, i) => 5 * Math.sin(i))
    const output = new Float64Array(calls)
    compile(outputs, symbols).run(input, output)
    output.forEach((value, k) => {
      const direct = Math.log(input.reduce((sum, x) => sum + Math.exp(x / (k + 1)), 0))
      expect(Math.abs(value - direct)).toBeLessThan(1e-14 * Math.abs(direct))
    })
  })

  it('has the gradient and the Hessian of softmax, also at logits of 1000', () => {
    const graph = createGraph()
    const variables = logits(graph, 12)
    const loss = subtract(graph.call('logsumexp', variables), variables[3]!)
    for (const shift of [0, 1000]) {
      const input = Float64Array.from(variables, (_, i) => shift + 2 * Math.cos(3 * i))
      const weights = input.map((x) => Math.exp(x - shift))
      const total = weights.reduce((a, b) => a + b)
      const p = weights.map((weight) => weight / total)
      const gradient = new Float64Array(12)
      compileGradient({ loss, variables }).run(input, gradient)
      const matrix = new Float64Array(144)
      wholeMatrix(compileHessian({ loss, variables }), input, matrix)
      for (let i = 0; i < 12; i++) {
        expect(Math.abs(gradient[i]! - p[i]! + (i === 3 ? 1 : 0))).toBeLessThan(1e-12)
        for (let j = 0; j < 12; j++) {
          const wanted = (i === j ? p[i]! : 0) - p[i]! * p[j]!
          expect(Math.abs(matrix[12 * i + j]! - wanted)).toBeLessThan(1e-12)
        }
      }
    }
  })
})
