import { describe, expect, it } from 'vitest'
import {
  createGraph,
  evaluate,
  type Expression,
  freeSymbols,
  kinksAt,
  toText,
} from '../../src/expression/index.js'
import { formula as read } from '../../src/engine.js'

const at = (formula: string, values: Record<string, number>): string[] => {
  const graph = createGraph()
  const e = read(
    formula,
    graph,
    Object.fromEntries(Object.keys(values).map((name) => [name, graph.symbol(name)])),
  )
  const map = new Map([...freeSymbols(e)].map((symbol) => [symbol as Expression, values[symbol.name]!]))
  return kinksAt([e], map).map(({ expression }) => toText(expression))
}

describe('a kink lies at a point', () => {
  it.each([
    ['u*relu(v*relu(w))', { u: 1, v: 1, w: 0 }, ['relu(w)']],
    ['u*relu(v*relu(w))', { u: 1, v: 0, w: 2 }, ['relu(v*w)']],
    ['max(x, y, z)', { x: 1, y: 1, z: 0 }, ['max(x, y)']],
    ['min(x, y, z)', { x: 1, y: 1, z: 2 }, ['min(x, y)']],
    ['relu(abs(x) + x)', { x: 0 }, ['abs(x)']],
    ['sqrt(relu(x))', { x: 0 }, ['relu(x)']],
    ['abs(x + relu(y) - 1)', { x: 0, y: 1 }, ['abs(x + y - 1)']],
  ])('of %s at %o', (formula, values, kinks) => {
    expect(at(formula, values)).toEqual(expect.arrayContaining(kinks))
  })

  it.each([
    ['u*relu(v*relu(w))', { u: 1, v: 1, w: -1 }],
    ['u*relu(v*relu(w))', { u: 1, v: 0, w: -1 }],
    ['relu(w)*abs(v)', { v: 0, w: -1 }],
    ['max(x, y, z)', { x: 1, y: 1, z: 3 }],
    ['min(x, y, z)', { x: 1, y: 1, z: 0 }],
    ['relu(abs(x) - x)', { x: 2 }],
    ['sign(v*relu(w))', { v: 3, w: -1 }],
    ['sqrt(relu(x))', { x: -1 }],
    ['relu(leakyrelu(x, 0)*y)', { x: -1, y: 0 }],
    ['abs((relu(x) + 1)^2 - x^2 - 2*x - 1)', { x: 1 }],
  ])('but not of %s at %o, near which it is smooth', (formula, values) => {
    expect(at(formula, values)).toEqual([])
  })

  it('only where one-sided slopes differ, of random nests of relu, abs and max', () => {
    const graph = createGraph()
    const [x, y] = [graph.symbol('x'), graph.symbol('y')]
    let state = 7
    const random = (n: number): number => (state = (state * 48271) % 2147483647) % n
    const nest = (depth: number): Expression => {
      if (depth === 0)
        return [
          x,
          y,
          graph.linear({ numerator: 0n, denominator: 1n }, [
            { coefficient: { numerator: -1n, denominator: 1n }, term: x },
          ]),
          graph.constant(1),
        ][random(4)]!
      const [a, b] = [nest(depth - 1), nest(depth - 1)]
      return [
        () => graph.call('relu', [a]),
        () => graph.call('abs', [a]),
        () => graph.call('max', [a, b]),
        () => graph.sum([a, b]),
        () => graph.product([a, b]),
      ][random(5)]!()
    }
    let [smooth, kinked] = [0, 0]
    for (let i = 0; i < 400; i++) {
      const e = nest(4)
      const [px, py] = [random(3) - 1, random(3) - 1]
      const value = (a: number, b: number): number =>
        evaluate(
          e,
          new Map([
            [x, px + a],
            [y, py + b],
          ]),
        )
      const h = 1e-5
      // Second differences are of the order h² where it is smooth, and of the order h at a kink of the first order.
      const bent = [
        [1, 0],
        [0, 1],
        [1, 1],
        [1, -2],
      ].some(([a, b]) => Math.abs(value(a! * h, b! * h) - 2 * value(0, 0) + value(-a! * h, -b! * h)) > 1e-7)
      const found =
        kinksAt(
          [e],
          new Map([
            [x, px],
            [y, py],
          ]),
        ).length > 0
      if (bent) expect(found, toText(e)).toBe(true)
      if (found) kinked++
      else smooth++
    }
    expect(Math.min(smooth, kinked)).toBeGreaterThan(40)
  })
})
