import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchProgram, tapeBatch } from '../../src/compile/batch.js'
import { compile, compileBatch, compileGradient, compileGradientBatch, compileSampleSum } from '../../src/compile/index.js' // prettier-ignore
import { schedule } from '../../src/compile/schedule.js'
import { wasmBatch } from '../../src/compile/wasm/batch.js'
import { add, createGraph, multiply, rational, scale, square, subtract } from '../../src/expression/index.js'
import { randomExpressions } from '../calculus/random-expression.js'

const numbers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => Math.sin(3 * k + 1))

describe('a batch', () => {
  it('is what a kernel gives at one point after the other, to the last bit', () => {
    fc.assert(
      fc.property(randomExpressions(), fc.integer({ min: 0, max: 5 }), ({ symbols, es }, count) => {
        const terms = [...es, symbols[1]!, es[0]!.graph.constant(3), es[0]!]
        const points = numbers(3 * count)
        const results = new Float64Array(terms.length * count)
        compileBatch({ terms, inputs: symbols }).run(points, results)
        const kernel = compile(terms, symbols)
        const one = new Float64Array(terms.length)
        for (let k = 0; k < count; k++) {
          kernel.run(points.subarray(3 * k, 3 * k + 3), one)
          one.forEach((value, index) =>
            expect(results[k * terms.length + index]).toBeCloseTo(
              value,
              11 - Math.log10(1 + Math.abs(value)),
            ),
          )
        }
      }),
      { numRuns: 80, seed: 12 },
    )
  })

  it('averages over samples, also terms that are data or the same for all of them', () => {
    const graph = createGraph()
    const [u, v, s, y] = ['u', 'v', 's', 'y'].map((name) => graph.symbol(name)) as never as [typeof graph.one, typeof graph.one, typeof graph.one, typeof graph.one] // prettier-ignore
    const fit = subtract(multiply(v, graph.call('tanh', [multiply(u, s)])), y)
    const terms = [square(fit), y, u, graph.constant('2/7'), square(u), add(y, u)]
    const samples = { symbols: [s, y], table: numbers(2 * 5), count: 5 }
    const points = numbers(2 * 131)
    const results = new Float64Array(terms.length * 131)
    const batch = compileBatch({ terms, inputs: [u, v], samples })
    batch.run(points, results)
    const kernel = compileSampleSum({ terms, inputs: [u, v], samples }, 1 / 5)
    const one = new Float64Array(terms.length)
    for (let k = 0; k < 131; k++) {
      kernel.run(points.subarray(2 * k, 2 * k + 2), one)
      one.forEach((value, index) => expect(results[k * terms.length + index]).toBeCloseTo(value, 13))
    }
    const program = batchProgram(schedule(terms, [u, v, s, y]), 2, samples)
    const [fast, slow] = [wasmBatch(program), tapeBatch(program)].map((made) => {
      const found = new Float64Array(results.length)
      made.run(points, found)
      return found
    })
    slow!.forEach((value, index) => expect(fast![index]).toBeCloseTo(value, 13))
  })

  it('of gradients is the gradients, for programs of several functions as well', () => {
    const graph = createGraph()
    const variables = Array.from({ length: 400 }, (_, k) => graph.symbol(`w${k}`))
    const [s, y] = [graph.symbol('s'), graph.symbol('y')]
    const units = variables.map((w, k) =>
      multiply(
        w,
        graph.call('tanh', [add(multiply(variables[(k + 7) % 400]!, s), scale(rational.of(1, 3), w))]),
      ),
    )
    const loss = square(subtract(graph.sum(units), y))
    const samples = { symbols: [s, y], table: numbers(6), count: 3 }
    const points = numbers(400 * 3)
    const results = new Float64Array(points.length)
    compileGradientBatch({ loss, variables, samples }).run(points, results)
    const kernel = compileGradient({ loss, variables, samples })
    const one = new Float64Array(400)
    for (let k = 0; k < 3; k++) {
      kernel.run(points.subarray(400 * k, 400 * k + 400), one)
      one.forEach((value, index) =>
        expect(Math.abs(results[400 * k + index]! - value)).toBeLessThan(1e-11 * (1 + Math.abs(value))),
      )
    }
  })

  it('refuses arrays that do not fit', () => {
    const graph = createGraph()
    const [u, v] = [graph.symbol('u'), graph.symbol('v')]
    const batch = compileBatch({ terms: [multiply(u, v)], inputs: [u, v] })
    expect(() => batch.run(new Float64Array(4), new Float64Array(3))).toThrow(/batch/)
    expect(() => compileBatch({ terms: [u], inputs: [v] })).toThrow(/unknown symbol/)
  })
})
