import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contractThird, directional, gradient, hessian, jacobian } from '../../src/calculus/index.js'
import {
  add,
  createGraph,
  type Expression,
  evaluate,
  multiply,
  nodeCount,
  power,
  rational,
  scale,
  square,
  substitute,
  subtract,
} from '../../src/expression/index.js'
import { randomExpressions, randomPoint } from './random-expression.js'
import { tanhNetwork } from './tanh-network.js'

const valuesAt = (symbols: readonly Expression[], point: readonly number[]): Map<Expression, number> =>
  new Map(symbols.map((symbol, index) => [symbol, point[index]!]))

/** The derivative of f at 0 by central differences with steps h and h/2, and how far apart they are. */
function slope(f: (t: number) => number, h: number): { value: number; coarse: number; fine: number } {
  const coarse = (f(h) - f(-h)) / (2 * h)
  const fine = (f(h / 2) - f(-h / 2)) / h
  return { value: fine + (fine - coarse) / 3, coarse, fine }
}

const along =
  (e: Expression, symbols: readonly Expression[], point: readonly number[], direction: readonly number[]) =>
  (t: number): number =>
    evaluate(
      e,
      valuesAt(
        symbols,
        point.map((p, i) => p + t * direction[i]!),
      ),
    )

const unit = (n: number, i: number): number[] => Array.from({ length: n }, (_, k) => (k === i ? 1 : 0))

describe('the two-layer scalar model, L = 1/4((ab − 2)² + (2ab − 4)²)', () => {
  const graph = createGraph()
  const a = graph.symbol('a')
  const b = graph.symbol('b')
  const ab = multiply(a, b)
  const loss = scale(
    rational.of(1, 4),
    add(square(subtract(ab, 2)), square(subtract(scale(rational.of(2), ab), 4))),
  )
  const at = new Map<Expression, Expression>([
    [a, graph.constant(2)],
    [b, graph.one],
  ])

  it('has the Hessian [[5/2, 5], [5, 10]] at (2, 1), exactly', () => {
    const exact = hessian(loss, [a, b]).map((row) => row.map((entry) => substitute(entry, at)))
    expect(exact).toEqual([
      [graph.constant('5/2'), graph.constant(5)],
      [graph.constant(5), graph.constant(10)],
    ])
  })

  it('has a vanishing gradient there', () => {
    expect(gradient(loss, [a, b]).map((entry) => substitute(entry, at))).toEqual([graph.zero, graph.zero])
  })
})

describe('gradient', () => {
  it('differentiates 1/2 (w1⋯w8 − 1)² into (w1⋯w8 − 1) Π_{j≠i} w_j', () => {
    const graph = createGraph()
    const w = Array.from({ length: 8 }, (_, i) => graph.symbol(`w${i + 1}`))
    const residual = subtract(graph.product(w), 1)
    const loss = scale(rational.half, square(residual))
    gradient(loss, w).forEach((entry, i) =>
      expect(entry).toBe(graph.product([residual, ...w.toSpliced(i, 1)])),
    )
  })

  it('is zero in a symbol that does not occur', () => {
    const graph = createGraph()
    const x = graph.symbol('x')
    expect(gradient(square(x), [graph.symbol('y'), x])).toEqual([graph.zero, scale(rational.of(2), x)])
  })

  it('keeps what is left of the domain: d(x·log x)/dx at x = −1 has no value', () => {
    const graph = createGraph()
    const x = graph.symbol('x')
    const derivative = gradient(multiply(x, graph.call('log', [x])), [x])[0]!
    expect(evaluate(derivative, new Map([[x, 2]]))).toBeCloseTo(Math.log(2) + 1, 14)
    expect(evaluate(derivative, new Map([[x, -1]]))).toBeNaN()
  })

  it('of 0^y is 0 where y is positive and has no value elsewhere', () => {
    const graph = createGraph()
    const [x, y] = [graph.symbol('x'), graph.symbol('y')] as const
    const at = (e: Expression, a: number): number => evaluate(gradient(e, [y])[0]!, new Map([[x, 3], [y, a]])) // prettier-ignore
    const nothing = multiply(0, graph.call('log', [x]))
    for (const base of [graph.zero, nothing])
      expect([2, 0, -1].map((a) => at(power(base, y), a))).toEqual([0, NaN, NaN])
  })

  it('agrees with central differences, whose error shrinks with the square of the step', () => {
    let measured = 0
    fc.assert(
      fc.property(randomExpressions(), randomPoint, ({ symbols, es }, point) => {
        const e = es.at(-1)!
        gradient(e, symbols).forEach((entry, i) => {
          const exact = evaluate(entry, valuesAt(symbols, point))
          const { value, coarse, fine } = slope(along(e, symbols, point, unit(3, i)), 1 / 64)
          const scaleOf = 1 + Math.abs(exact) + Math.abs(value)
          if (Math.abs(coarse - exact) > 1e-6 * scaleOf && Math.abs(coarse - exact) < 1e-3 * scaleOf) {
            measured++
            const order = Math.log2(Math.abs((coarse - exact) / (fine - exact)))
            expect(order).toBeGreaterThan(1.7)
          } else if (Math.abs(coarse - fine) < 1e-5 * scaleOf)
            expect(Math.abs(value - exact)).toBeLessThan(1e-5 * scaleOf)
        })
      }),
      { numRuns: 200, seed: 20 },
    )
    expect(measured).toBeGreaterThan(50)
  })
})

describe('hessian, jacobian, directional, contractThird', () => {
  it('agree with each other and with differences of the gradient', () => {
    fc.assert(
      fc.property(randomExpressions(), randomPoint, randomPoint, ({ graph, symbols, es }, point, v) => {
        const values = valuesAt(symbols, point)
        const e = es.at(-1)!
        const first = gradient(e, symbols)
        const second = hessian(e, symbols)
        const direction = v.map((entry) => graph.constant(entry))
        const product = directional(first, symbols, direction)
        const rows = jacobian(first, symbols)
        second.forEach((row, i) => {
          const expected = row.reduce((sum, entry, j) => sum + evaluate(entry, values) * v[j]!, 0)
          const size = 1 + row.reduce((sum, entry) => sum + Math.abs(evaluate(entry, values)), 0)
          expect(Math.abs(evaluate(product[i]!, values) - expected)).toBeLessThan(1e-8 * size)
          row.forEach((entry, j) => {
            expect(entry).toBe(second[j]![i])
            const other = evaluate(rows[i]![j]!, values)
            expect(Math.abs(evaluate(entry, values) - other)).toBeLessThan(1e-8 * size)
          })
          const { value, coarse, fine } = slope(along(first[i]!, symbols, point, v), 1 / 128)
          if (Math.abs(coarse - fine) < 1e-5 * size)
            expect(Math.abs(value - expected)).toBeLessThan(1e-5 * size)
        })
      }),
      { numRuns: 100, seed: 21 },
    )
  })

  it('contracts third derivatives with a matrix that may contain the symbols', () => {
    fc.assert(
      fc.property(randomExpressions(), randomPoint, ({ graph, symbols, es }, point) => {
        const e = es.at(-1)!
        const [x, y, z] = symbols as [Expression, Expression, Expression]
        const xy = multiply(x, y)
        const matrix = [
          [graph.one, xy, graph.zero],
          [xy, graph.constant(-2), z],
          [graph.zero, z, x],
        ]
        const values = valuesAt(symbols, point)
        const weights = matrix.map((row) => row.map((entry) => evaluate(entry, values)))
        const contracted = contractThird(e, symbols, matrix)
        const second = hessian(e, symbols)
        symbols.forEach((symbol, k) => {
          let expected = 0
          let size = 1
          for (let i = 0; i < 3; i++)
            for (let j = 0; j < 3; j++) {
              const third = evaluate(gradient(second[i]![j]!, [symbol])[0]!, values)
              expected += weights[i]![j]! * third
              size += Math.abs(third)
            }
          expect(Math.abs(evaluate(contracted[k]!, values) - expected)).toBeLessThan(1e-8 * size)
        })
      }),
      { numRuns: 40, seed: 22 },
    )
  })

  it('refuses a direction of another length', () => {
    const graph = createGraph()
    const x = graph.symbol('x')
    expect(() => directional([x], [x], [])).toThrow(/shapes do not fit/)
  })
})

describe('a tanh network with 32 parameters', () => {
  it('keeps gradient and Hessian to a few thousand shared nodes, in well under a second', () => {
    const start = performance.now()
    const { loss, symbols } = tanhNetwork(8, 4)
    const first = gradient(loss, symbols)
    const second = hessian(loss, symbols)
    const elapsed = performance.now() - start
    expect(symbols).toHaveLength(32)
    expect(nodeCount([loss, ...first])).toBeLessThan(2000)
    expect(nodeCount([...first, ...second.flat()])).toBeLessThan(20_000)
    expect(elapsed).toBeLessThan(1500)
  })
})
