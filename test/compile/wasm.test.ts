import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, hessian } from '../../src/calculus/index.js'
import { compile, compileTape, compileWasm, type Kernel } from '../../src/compile/index.js'
import { add, createGraph, type Expression, multiply, square, subtract } from '../../src/expression/index.js'
import { randomExpressions, randomPoint } from '../calculus/random-expression.js'
import { tanhNetwork } from '../calculus/tanh-network.js'

function run(kernel: Kernel, input: readonly number[]): Float64Array {
  const output = new Float64Array(kernel.outputs)
  kernel.run(Float64Array.from(input), output)
  return output
}

describe('compileWasm', () => {
  it('does arithmetic as the tape does, bit for bit', () => {
    fc.assert(
      fc.property(randomExpressions('arithmetic'), randomPoint, ({ symbols, es }, point) => {
        const outputs = [...es, ...gradient(es.at(-1)!, symbols), ...symbols]
        expect(run(compileWasm(outputs, symbols), point)).toEqual(run(compileTape(outputs, symbols), point))
      }),
      { numRuns: 200, seed: 60 },
    )
  })

  it('agrees with the tape to rounding on all functions', () => {
    fc.assert(
      fc.property(randomExpressions(), randomPoint, ({ symbols, es }, point) => {
        const outputs = [...es, ...hessian(es.at(-1)!, symbols).flat()]
        const expected = run(compileTape(outputs, symbols), point)
        const largest = Math.max(1, ...expected.map(Math.abs))
        run(compileWasm(outputs, symbols), point).forEach((value, i) =>
          expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-11 * largest),
        )
      }),
      { numRuns: 200, seed: 61 },
    )
  })

  it('does every function the way its definition does, at ordinary and at extreme arguments', () => {
    const graph = createGraph()
    const [x, y] = [graph.symbol('x'), graph.symbol('y')] as [Expression, Expression]
    const unary = [
      'exp',
      'log',
      'abs',
      'sign',
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
      'relu',
      'leakyrelu',
      'erf',
      'gelu',
      'swish',
    ] as const
    const outputs = [
      ...unary.map((name) => graph.call(name, [x])),
      graph.call('leakyrelu', [x, y]),
      graph.call('max', [x, y, graph.one]),
      graph.call('min', [x, y, graph.one]),
      graph.call('logsumexp', [x, y]),
      graph.call('logsumexp', [x, y, graph.one]),
      graph.call('power', [x, y]),
    ]
    const kernels = [compileTape(outputs, [x, y]), compileWasm(outputs, [x, y])] as const
    const special = [
      0,
      -0,
      1,
      -1,
      0.5,
      1e-300,
      -1e-310,
      700,
      -700,
      1e5,
      -3e7,
      1e300,
      Infinity,
      -Infinity,
      NaN,
    ]
    for (const a of special)
      for (const b of [2, -3, 0.5, NaN]) {
        const [expected, value] = kernels.map((kernel) => run(kernel, [a, b])) as [Float64Array, Float64Array]
        expected.forEach((wanted, i) => {
          const got = value[i]!
          const same =
            Object.is(got, wanted) || got === wanted || Math.abs(got - wanted) <= 1e-15 * Math.abs(wanted)
          if (!same)
            expect([outputs[i]!.kind === 'call' ? outputs[i]!.fn.name : '', a, b, got]).toEqual([wanted])
        })
      }
  })

  it('cuts long programs into several functions without changing a bit', () => {
    const graph = createGraph()
    const symbols = Array.from({ length: 6 }, (_, i) => graph.symbol(`x${i}`))
    const made: Expression[] = [...symbols]
    for (let step = 0; step < 15_000; step++) {
      const [a, b] = [made[(step * 7919) % made.length]!, made[made.length - 1 - ((step * 31) % 5)]!]
      // Bounded, and never the same twice.
      made.push(
        subtract(
          multiply(square(a), graph.constant('1/3')),
          add(multiply(b, graph.constant('1/2')), (step % 9) / 10),
        ),
      )
    }
    const outputs = [made.at(-1)!, symbols[2]!, made[5000]!, graph.constant('1/7'), made.at(-1)!]
    const point = [0.1, 0.2, -0.3, 0.4, 0.5, -0.6]
    const tape = run(compileTape(outputs, symbols), point)
    expect(tape.every(Number.isFinite)).toBe(true)
    expect(run(compileWasm(outputs, symbols), point)).toEqual(tape)
  })

  it('takes long chains', () => {
    const graph = createGraph()
    const x = graph.symbol('x')
    let e: Expression = x
    for (let depth = 0; depth < 9000; depth++) e = subtract(1, multiply(graph.constant('9/10'), square(e)))
    expect(run(compileWasm([e], [x]), [0.3])).toEqual(run(compileTape([e], [x]), [0.3]))
  })

  it('gives the Hessian of a tanh network, quickly', () => {
    const { loss, symbols } = tanhNetwork(8, 4)
    const outputs = [...gradient(loss, symbols), ...hessian(loss, symbols).flat()]
    const point = symbols.map((_, i) => Math.sin(i + 1))
    const expected = run(compileTape(outputs, symbols), point)
    const start = performance.now()
    const value = run(compile(outputs, symbols), point)
    expect(performance.now() - start).toBeLessThan(1000)
    value.forEach((entry, i) => expect(Math.abs(entry - expected[i]!)).toBeLessThan(1e-14))
  })
})
