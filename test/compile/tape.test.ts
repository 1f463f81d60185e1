import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hessian } from '../../src/calculus/index.js'
import { compileTape } from '../../src/compile/index.js'
import { createGraph, type Expression, evaluateAll, power, rational } from '../../src/expression/index.js'
import { randomExpressions, randomPoint } from '../calculus/random-expression.js'

function run(kernel: ReturnType<typeof compileTape>, input: readonly number[]): Float64Array {
  const output = new Float64Array(kernel.outputs)
  kernel.run(Float64Array.from(input), output)
  return output
}

describe('compileTape', () => {
  it('agrees with the slow evaluator to rounding', () => {
    fc.assert(
      fc.property(randomExpressions(), randomPoint, ({ symbols, es }, point) => {
        const outputs = [...es, ...hessian(es.at(-1)!, symbols).flat()]
        const expected = evaluateAll(outputs, new Map(symbols.map((symbol, i) => [symbol, point[i]!])))
        const largest = Math.max(1, ...expected.map(Math.abs))
        run(compileTape(outputs, symbols), point).forEach((value, i) =>
          expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-11 * largest),
        )
      }),
      { numRuns: 200, seed: 30 },
    )
  })

  it('computes powers of every kind', () => {
    const graph = createGraph()
    const x = graph.symbol('x')
    const exponents = ['1', '2', '7', '-1', '-3', '1/2', '-1/2', '5/2', '-7/2', '1/3', '-4/3', '100', '-100']
    const kernel = compileTape(
      exponents.map((exponent) => power(x, rational.of(exponent))),
      [x],
    )
    run(kernel, [1.3]).forEach((value, i) => {
      const { numerator, denominator } = rational.of(exponents[i]!)
      const expected = Math.pow(1.3, Number(numerator) / Number(denominator))
      expect(Math.abs(value / expected - 1)).toBeLessThan(1e-13)
    })
    const atZero = run(kernel, [0])
    expect([...atZero.subarray(0, 7)]).toEqual([0, 0, 0, Infinity, Infinity, 0, Infinity])
    expect(run(kernel, [-1]).map((value) => (Number.isNaN(value) ? 1 : 0))).toEqual(
      Float64Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]),
    )
  })

  it('gives inputs and constants through, and several outputs at once', () => {
    const graph = createGraph()
    const [x, y] = [graph.symbol('x'), graph.symbol('y')] as [Expression, Expression]
    const kernel = compileTape([y, graph.constant('3/4'), graph.call('pi', []), y, x], [x, y])
    expect([...run(kernel, [5, 6])]).toEqual([6, 0.75, Math.PI, 6, 5])
  })

  it('names a symbol that is not an input', () => {
    const graph = createGraph()
    expect(() => compileTape([graph.symbol('q')], [graph.symbol('x')])).toThrow(/q is not a parameter \(x\)/)
  })

  it('takes expressions of any depth', () => {
    const graph = createGraph()
    const x = graph.symbol('x')
    let e: Expression = x
    for (let depth = 0; depth < 20_000; depth++) e = graph.call('sin', [e])
    let expected = 1
    for (let depth = 0; depth < 20_000; depth++) expected = Math.sin(expected)
    expect(run(compileTape([e], [x]), [1])[0]).toBe(expected)
  })
})
