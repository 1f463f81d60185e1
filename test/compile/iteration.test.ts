import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileIteration, compileTape } from '../../src/compile/index.js'
import { compileTapeIteration } from '../../src/compile/iteration.js'
import { compileWasmIteration } from '../../src/compile/wasm/iteration.js'
import {
  add,
  createGraph,
  type Expression,
  evaluateAll,
  multiply,
  subtract,
} from '../../src/expression/index.js'
import { randomExpressions } from '../calculus/random-expression.js'

const backends = { compileIteration, compileTapeIteration, compileWasmIteration }

describe.each(Object.entries(backends))('%s', (_, compileWith) => {
  it('exchanges, adds and uses fresh noise in each step', () => {
    const graph = createGraph()
    const [x, y, p, n] = ['x', 'y', 'p', 'n'].map((name) => graph.symbol(name)) as [
      Expression,
      Expression,
      Expression,
      Expression,
    ]
    const iteration = compileWith([y, add(x, multiply(multiply(p, p), n))], [x, y], [p], [n])
    const state = Float64Array.of(1, 10)
    iteration.run(state, Float64Array.of(2), Float64Array.of(1, 2, 3), 3)
    // (1,10) → (10, 1+4) → (5, 10+8) → (18, 5+12)
    expect([...state]).toEqual([18, 17])
    iteration.run(state, Float64Array.of(2), Float64Array.of(), 0)
    expect([...state]).toEqual([18, 17])
  })

  it('agrees with evaluating step by step', () => {
    fc.assert(
      fc.property(randomExpressions(), fc.integer({ min: 1, max: 5 }), ({ graph, symbols, es }, steps) => {
        const [x, y, z] = symbols as [Expression, Expression, Expression]
        const next = [graph.call('tanh', [es.at(-1)!]), subtract(y, graph.call('sin', [es[0]!]))]
        const state = Float64Array.of(0.3, -0.2)
        const noise = Float64Array.from({ length: steps }, (_, k) => Math.cos(k))
        let expected = [...state]
        for (let k = 0; k < steps; k++)
          expected = evaluateAll(
            next,
            new Map([
              [x, expected[0]!],
              [y, expected[1]!],
              [z, noise[k]!],
            ]),
          )
        compileWith(next, [x, y], [], [z]).run(state, Float64Array.of(), noise, steps)
        expect(Math.abs(state[0]! - expected[0]!) + Math.abs(state[1]! - expected[1]!)).toBeLessThan(1e-9)
      }),
      { numRuns: 60, seed: 31 },
    )
  })

  it('runs maps too long for one function, over many blocks of noise', () => {
    const graph = createGraph()
    const [x, y, z] = ['x', 'y', 'z'].map((name) => graph.symbol(name)) as [
      Expression,
      Expression,
      Expression,
    ]
    const [p, m, n] = ['p', 'm', 'n'].map((name) => graph.symbol(name)) as [
      Expression,
      Expression,
      Expression,
    ]
    const long = (start: Expression, by: Expression): Expression => {
      let e = start
      for (let depth = 0; depth < 800; depth++)
        e = subtract(graph.constant('1/2'), multiply(multiply(e, e), by))
      return e
    }
    const fixed = long(p, graph.call('tanh', [p]))
    const next = [y, m, add(long(x, multiply(p, fixed)), multiply(n, long(z, graph.constant('3/4'))))]
    const steps = 1100
    const noise = Float64Array.from({ length: 2 * steps }, (_, k) => Math.sin(k) / 3)
    const state = Float64Array.of(0.1, 0.2, 0.3)
    compileWith(next, [x, y, z], [p], [m, n]).run(state, Float64Array.of(0.7), noise, steps)
    const expected = Float64Array.of(0.1, 0.2, 0.3)
    const step = compileTape(next, [x, y, z, p, m, n])
    const input = new Float64Array(6)
    for (let k = 0; k < steps; k++) {
      input.set([...expected, 0.7, noise[2 * k]!, noise[2 * k + 1]!])
      step.run(input, expected)
    }
    expect([...expected].every((value) => Number.isFinite(value) && value !== 0)).toBe(true)
    state.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12))
  })

  it('refuses what does not fit', () => {
    const graph = createGraph()
    const x = graph.symbol('x')
    expect(() => compileWith([x, x], [x], [], [])).toThrow(/shapes do not fit/)
    const iteration = compileWith([x], [x], [], [graph.symbol('n')])
    expect(() => iteration.run(Float64Array.of(1), Float64Array.of(), Float64Array.of(1), 2)).toThrow(
      /2 steps/,
    )
  })
})
