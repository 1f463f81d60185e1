import { describe, expect, it } from 'vitest'
import { createGraph, evaluate, type Expression, kinksAt, toText } from '../../src/expression/index.js'
import { formula } from '../../src/engine.js'
import { exceptionsOf } from '../../src/study/exceptions.js'

const graph = createGraph()
const names = ['u', 'v', 'w', 'x']
const symbols = names.map((name) => graph.symbol(name))
const read = (text: string): Expression =>
  formula(text, graph, Object.fromEntries(names.map((name, i) => [name, symbols[i]!])))
const found = (...texts: string[]) => exceptionsOf(texts.map(read), symbols.slice(0, 3))

describe('where derivatives hold', () => {
  it.each([
    [['u*relu(v*relu(w))'], ['w', 'v']],
    [['abs(u - v)', 'relu(2*u - 2*v)', 'relu(v*x - u*x)'], ['u - v']],
    [['max(u, u*v)'], ['u', 'v - 1']],
    [['abs(u^3*v^2 - u*v^2)'], ['u', 'v', 'u - 1', 'u + 1']],
    [['abs(u*exp(v) - u)'], ['u', 'exp(v) - 1']],
    [['relu((u^2 + 1)*v)'], ['v']],
    [['max(u, u + 1, v)'], ['u - v + 1']],
    [['abs(abs(u) - 1)'], ['u', 'abs(u) - 1']],
    [['sign(relu(u))'], ['u']],
    [['relu(abs(u) - u)'], ['u']],
    [['relu(v*relu(u*relu(w)))'], ['w', 'u', 'v']],
  ])('kinks of %j', (texts, kinks) => {
    const { kinks: sets, kinksInParts } = found(...texts)
    expect(sets.map(toText).sort()).toEqual([...kinks].sort())
    expect(kinksInParts).toEqual([])
  })

  it('poles, in factors', () => {
    expect(found('1/(u*v - u) + 1/(2*v - 2)').poles.map(toText)).toEqual(['u', 'v - 1'])
    expect(found('1/relu(u)').poles.map(toText)).toEqual(['relu(u)'])
  })

  it.each([
    ['relu(v*(abs(u) - u) + w*relu(-u))', 'v*(abs(u) - u) + w*relu(-u)', ['u > 0']],
    ['abs(u*relu(v) + w*relu(v - 1))', 'u*relu(v) + w*relu(v - 1)', ['v < 0 and v - 1 < 0']],
  ])('in parts of %s', (text, set, unless) => {
    const { kinksInParts } = found(text)
    const written = kinksInParts.map((kink) => [
      toText(kink.set),
      kink.unless.map((sides) =>
        sides.map((s) => `${toText(s.expression)} ${s.sign > 0 ? '>' : '<'} 0`).join(' and '),
      ),
    ])
    expect(written).toEqual([[set, unless]])
  })

  it('no point off these sets is on a kink, and open sets are not excluded', () => {
    let state = 11
    const random = (n: number): number => (state = (state * 48271) % 2147483647) % n
    const nest = (depth: number): string => {
      if (depth === 0) return ['u', 'v', 'w', '-u', '1'][random(5)]!
      const [a, b] = [nest(depth - 1), nest(depth - 1)]
      return [
        `relu(${a})`,
        `abs(${a})`,
        `max(${a}, ${b})`,
        `(${a} + ${b})`,
        `(${a})*(${b})`,
        `relu(${a})*(${b})`,
      ][random(6)]!
    }
    let [on, off] = [0, 0]
    for (let i = 0; i < 150; i++) {
      const text = nest(3)
      const { kinks, kinksInParts } = found(text)
      const e = read(text)
      for (let k = 0; k < 12; k++) {
        const isGeneric = k % 2 === 0
        const at = new Map(
          symbols
            .slice(0, 3)
            .map((s) => [s, random(3) - 1 + (isGeneric ? (random(1000003) + 1) / 3000017 : 0)] as const),
        )
        const isValid =
          kinks.every((set) => Math.abs(evaluate(set, at)) > 1e-12) &&
          kinksInParts.every(
            ({ set, unless }) =>
              Math.abs(evaluate(set, at)) > 1e-12 ||
              unless.some((sides) =>
                sides.every(({ expression, sign }) => evaluate(expression, at) * sign > 0),
              ),
          )
        if (isGeneric) expect(isValid, text).toBe(true)
        if (isValid) expect(kinksAt([e], at), `${text} at ${JSON.stringify([...at.values()])}`).toEqual([])
        if (isValid) off++
        else on++
      }
    }
    expect(Math.min(on, off)).toBeGreaterThan(100)
  })
})
