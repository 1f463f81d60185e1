import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient } from '../../src/calculus/index.js'
import {
  alignedSums,
  createGraph,
  evaluate,
  type Expression,
  multiply,
  type Rational,
  rational,
  shortened,
  toText,
} from '../../src/expression/index.js'
import { randomExpressions, randomPoint } from '../calculus/random-expression.js'
import { read } from './samples.js'

/** −2 times a sum, term by term. */
function minusDouble(e: Expression): Expression {
  if (e.kind !== 'sum') return e
  const times = (c: Rational) => rational.multiply(rational.of(-2), c)
  return e.graph.linear(
    times(e.constant),
    e.terms.map(({ coefficient, term }) => ({ coefficient: times(coefficient), term })),
  )
}

describe('sums that are multiples of each other', () => {
  it('are written by one of them', () => {
    const graph = createGraph()
    const given = ['x*(1 - y^2)', 'z*(y^2 - 1)', 'x*z*(2*y^2 - 2)^3', 'y^2 - 1'].map((text) =>
      read(graph, text),
    )
    expect(alignedSums(given).map(toText)).toEqual([
      'x*(1 - y^2)',
      '-z*(1 - y^2)',
      '-8*x*z*(1 - y^2)^3',
      'y^2 - 1',
    ])
  })

  it('align what they stand in, and the arguments of odd and even functions', () => {
    const graph = createGraph()
    const given = ['x*(z*(y - x) + 1)', 'y*(z*(x - y) - 1)', 'sign(x - y)*abs(y - x)', 'z*(y - x)'].map(
      (text) => read(graph, text),
    )
    const aligned = alignedSums(given)
    const written = aligned.map(toText).join()
    expect(written.includes('x - y')).not.toBe(written.includes('y - x'))
    const at = new Map(['x', 'y', 'z'].map((name, i) => [graph.symbol(name), [0.7, -1.3, 2.1][i]!]))
    aligned.forEach((e, i) => expect(evaluate(e, at)).toBeCloseTo(evaluate(given[i]!, at), 14))
  })

  it('keep their values, on random expressions and their gradients', () => {
    let changed = 0
    fc.assert(
      fc.property(randomExpressions(), randomPoint, ({ es, symbols }, point) => {
        const given = [...es, ...es.flatMap((e) => gradient(e, symbols))]
        const all = [...given, ...given.map((e) => multiply(symbols[0]!, minusDouble(e)))]
        const values = new Map(symbols.map((symbol, i) => [symbol, point[i]!]))
        alignedSums(all).forEach((e, i) => {
          if (e !== all[i]) changed++
          const expected = evaluate(all[i]!, values)
          expect(Math.abs(evaluate(e, values) - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)))
        })
      }),
      { numRuns: 200, seed: 8 },
    )
    expect(changed).toBeGreaterThan(5)
  })

  it('share a name', () => {
    const graph = createGraph()
    const square = 'tanh(x*y + z)^2'
    const given = [`1 - ${square}`, `${square} - 1`, `3 - 3*${square}`, `1 - ${square}`].map((sum, i) =>
      read(graph, `a*b*tanh(x + y)*(${sum})*(a + b*tanh(z))*(x + ${i})*(y + z*tanh(x + y))`),
    )
    const values = shortened(alignedSums(given))!.parts.map(({ value }) => toText(value))
    expect(values.filter((value) => /\^2 - 1|1 - .*\^2/.test(value)).length).toBeLessThan(2)
  })
})
