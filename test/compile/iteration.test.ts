import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileIteration } from '../../src/compile/index.js'
import { compileTapeIteration } from '../../src/compile/iteration.js'
import {
  add,
  createGraph,
  type Expression,
  evaluateAll,
  multiply,
  subtract,
} from '../../src/expression/index.js'
import { randomExpressions } from '../calculus/random-expression.js'

const backends = { compileIteration, compileTapeIteration }

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
