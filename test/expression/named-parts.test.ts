import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, hessian } from '../../src/calculus/index.js'
import {
  createGraph,
  domainProblemsAt,
  evaluate,
  type Expression,
  freeSymbols,
  latexWidth,
  namedParts,
  type NamedParts,
  printedWidth,
  substitute,
  toLatex,
  toText,
} from '../../src/expression/index.js'
import { randomExpressions, randomPartialExpressions } from '../calculus/random-expression.js'
import { tanhNetwork } from '../calculus/tanh-network.js'
import { read } from './samples.js'

/** The expressions with the values of the parts put back, the last first. */
function restored({ parts, expressions }: NamedParts): Expression[] {
  return expressions.map((e) =>
    parts.reduceRight((whole, { symbol, value }) => substitute(whole, new Map([[symbol, value]])), e),
  )
}

const width = (es: readonly Expression[]) => es.reduce((sum, e) => sum + latexWidth(toLatex(e)), 0)

describe('named parts', () => {
  it('give the same objects when they are put back, on random expressions and their derivatives', () => {
    let named = 0
    fc.assert(
      fc.property(randomExpressions(), ({ es, symbols }) => {
        const all = [...es, ...es.flatMap((e) => gradient(e, symbols))]
        const given = namedParts(all, { least: 0.1, most: 10 })
        named += given.parts.length
        restored(given).forEach((e, i) => expect(e).toBe(all[i]))
        given.parts.forEach(({ value }, i) => {
          const later: ReadonlySet<Expression> = new Set(given.parts.slice(i).map(({ symbol }) => symbol))
          expect([...freeSymbols(value)].some((symbol) => later.has(symbol))).toBe(false)
        })
      }),
      { numRuns: 300, seed: 5 },
    )
    expect(named).toBeGreaterThan(300)
  })

  it('also where expressions are not defined everywhere', () => {
    let named = 0
    fc.assert(
      fc.property(randomPartialExpressions(), ({ e, symbols }) => {
        const all = [e, ...gradient(e, symbols), ...hessian(e, symbols).flat()]
        const given = namedParts(all, { least: 0.1 })
        named += given.parts.length
        restored(given).forEach((again, i) => expect(again).toBe(all[i]))
      }),
      { numRuns: 500, seed: 6 },
    )
    expect(named).toBeGreaterThan(100)
  })

  it('leave out a part whose name would forget its domain', () => {
    const graph = createGraph()
    const logarithm = read(graph, 'log(a*x + b*y + c*z)')
    const others = [read(graph, 'x'), read(graph, 'y'), read(graph, '3*z')]
    const es = others.map((e) => graph.product([logarithm, e]))
    const demanding = graph.sum([graph.product([graph.zero, logarithm]), read(graph, 'x^2')])
    expect(toText(demanding)).toContain('0*log')
    expect(namedParts(es).parts.map(({ value }) => value)).toEqual([logarithm])
    const given = namedParts([...es, demanding])
    expect(given.parts.map(({ value }) => toText(value))).toEqual(['a*x + b*y + c*z'])
    expect(restored(given)).toEqual([...es, demanding])
  })

  it('make the Hessian of a network shorter in print', () => {
    const { loss, symbols } = tanhNetwork(2, 2)
    const entries = hessian(loss, symbols).flat()
    const given = namedParts(entries, { avoid: symbols.map(toText) })
    const before = width(entries)
    const after =
      width(given.expressions) + width(given.parts.flatMap(({ symbol, value }) => [symbol, value]))
    expect(given.parts.length).toBeGreaterThan(3)
    expect(given.parts.length).toBeLessThanOrEqual(24)
    expect(after).toBeLessThan(0.45 * before)
    expect(restored(given).every((e, i) => e === entries[i])).toBe(true)
  })

  it('come where they save the most, the innermost first', () => {
    const graph = createGraph()
    const inner = read(graph, 'tanh(2*l*x + 3*m*y + 5*n*z + w)')
    const outer = graph.power(graph.sum([read(graph, 'a + b + c + f*g + h*k + 7*p*q'), inner]), 3)
    const es = [graph.product([outer, read(graph, 'x')]), graph.product([outer, inner, read(graph, 'y')])]
    const { parts, expressions } = namedParts(es)
    expect(parts.map(({ symbol, value }) => `${toText(symbol)} = ${toText(value)}`)).toEqual([
      's_1 = tanh(2*l*x + 3*m*y + 5*n*z + w)',
      's_2 = f*g + h*k + 7*p*q + a + b + c + s_1',
    ])
    expect(expressions.map(toText)).toEqual(['s_2^3*x', 's_1*s_2^3*y'])
    expect(namedParts(es, { most: 1 }).parts).toHaveLength(1)
  })

  it('are the same on every call, and for the same expressions in another graph', () => {
    const printed = () => {
      const { loss, symbols } = tanhNetwork(3, 3)
      const entries = [...gradient(loss, symbols), ...hessian(loss, symbols).flat()]
      const first = namedParts(entries)
      expect(namedParts(entries)).toEqual(first)
      return [...first.parts.map(({ value }) => toText(value)), ...first.expressions.map(toText)]
    }
    const once = printed()
    expect(once.length).toBeGreaterThan(100)
    expect(printed()).toEqual(once)
  })

  it('keep the domain, also where a value alone would not show it', () => {
    const graph = createGraph()
    const es = [
      'tanh(1/(a*x + b*y + c))',
      '0*log(a*x + b*y + c)',
      'sqrt(a*x + b*y + c)^2',
      'x/(a*x + b*y + c)',
    ].map((text) => read(graph, text))
    const { parts, expressions } = namedParts(es)
    expect(parts.map(({ value }) => toText(value))).toEqual(['a*x + b*y + c'])
    for (const c of [-7, -3, 0, 4]) {
      const given = [
        ['a', 1],
        ['b', 1],
        ['x', 1],
        ['y', 2],
        ['c', c],
      ] as const
      const at = new Map<Expression, number>(given.map(([name, value]) => [graph.symbol(name), value]))
      const named = new Map([...at, [parts[0]!.symbol, evaluate(parts[0]!.value, at)]])
      es.forEach((e, i) => {
        const problems = (shown: Expression, values: ReadonlyMap<Expression, number>) =>
          domainProblemsAt([shown], values).length
        expect(problems(expressions[i]!, named) > 0, `${toText(e)} at ${c}`).toBe(problems(e, at) > 0)
      })
    }
  })

  it('are not made where nothing repeats, or too little', () => {
    const graph = createGraph()
    const es = ['tanh(x*y + z)', 'x + 1', 'a*(x + 1)', 'exp(a*b)*x', 'exp(a*b)'].map((text) =>
      read(graph, text),
    )
    expect(namedParts(es)).toEqual({ parts: [], expressions: es })
    expect(namedParts([])).toEqual({ parts: [], expressions: [] })
  })

  it('take a letter that nothing else is typeset with', () => {
    const graph = createGraph()
    const long = graph.call('tanh', [graph.sum([...'abcdefgh'].map((name) => graph.symbol(name)))])
    const name = (avoid: string[]) => {
      const es = [graph.product([long, graph.symbol('x')]), graph.product([long, graph.symbol('y')])]
      return toText(namedParts(es, { avoid }).parts[0]!.symbol)
    }
    expect(name([])).toBe('s_1')
    expect(name(['s'])).toBe('t_1')
    expect(name(['s[1]', 't_2'])).toBe('u_1')
    expect(name(['s1', 't[1,2]', 'u'])).toBe('q_1')
    expect(name(['sigma'])).toBe('s_1')
    expect(name([...'stuqzpkvrmnwxyjo'])).toBe('part_1')
  })

  it('are few and quick for expressions whose print would have no end', () => {
    const graph = createGraph()
    let e = graph.symbol('x')
    for (let i = 0; i < 60; i++) e = graph.call('tanh', [graph.sum([e, graph.call('sin', [e])])])
    const began = performance.now()
    const given = namedParts([e])
    expect(given.parts.length).toBeGreaterThan(20)
    expect(restored(given)[0]).toBe(e)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('the width in print', () => {
  it.each([
    'x', '-3/4', 'a + b*c', '5/2*b*(a*b - 2)', 'tanh(x)^2', '1/(x + 1)', '3*x/(2*y*z^2)', 'sqrt(x + y)', 'exp(-x)',
    'W[1,2]*x + 12*y', 'max(x, y)*sin(a + b + c + x)^3', '(x + y)^2*(a - b)^3*tanh(x*y*z)',
  ])('of %s is about that of its LaTeX', (formula) => {
    const e = read(createGraph(), formula)
    const [estimated, measured] = [printedWidth(e), latexWidth(toLatex(e))]
    expect(Math.abs(estimated - measured)).toBeLessThan(1.5 + 0.15 * measured)
  })
}) // prettier-ignore
