import { describe, expect, it } from 'vitest'
import {
  createGraph,
  evaluate,
  type Graph,
  isKnownInteger,
  kinksOf,
  toText,
} from '../../src/expression/index.js'
import { read } from './samples.js'

/** Whole numbers m and n; x is any number. */
function graphWithIntegers(): Graph {
  const graph = createGraph()
  graph.symbol('m', { integer: true })
  graph.symbol('n', { integer: true })
  return graph
}

const simplified = (text: string) => toText(read(graphWithIntegers(), text))

describe('whole numbers', () => {
  it.each(['3', 'n', '-n', '2*n - 5*m + 7', 'n^2*m', 'abs(n) + sign(x)', 'max(m, n, 4)', 'relu(n - m)^3', '0*log(x) + n'])(
    '%s is one', (text) => expect(isKnownInteger(read(graphWithIntegers(), text))).toBe(true),
  )
  it.each(['1/2', 'x', 'n/2', 'n + x', '1/n', 'm^n', 'sqrt(n)', 'n + 1/3', 'exp(n)', 'pi', 'max(n, 1/2)'])(
    '%s need not be one', (text) => expect(isKnownInteger(read(graphWithIntegers(), text))).toBe(false),
  )

  it.each([
    ['sin(pi*n)', '0'],
    ['sin(3*pi*n - pi*m)', '0'],
    ['sin(pi*(n + m^2))', '0'],
    ['tan(pi*n)', '0'],
    ['(-1)^(n + 1) + (-1)^n', '0'],
    ['cos(pi*n)', '(-1)^n'],
    ['cos(2*pi*n)', '1'],
    ['cos(pi*(2*n + 3*m + 1))', '-(-1)^m'],
    ['(-1)^(2*n)', '1'],
    ['(-1)^(2*n + 1)', '-1'],
    ['(-1)^(4*n - 3*m)', '(-1)^m'],
  ])('%s is %s', (text, expected) => expect(simplified(text)).toBe(expected))

  it.each(['sin(pi*x)', 'cos(pi*x)', 'cos(pi*n/2)', 'sin(n)', 'sin(pi*n + x)', '(-1)^x', '(-1)^(n + x)', 'cos(n/pi)'])(
    '%s stays as it is', (text) => {
      const before = toText(read(createGraph(), text))
      expect(simplified(text)).toBe(before)
    },
  )

  it('give the values they stand for', () => {
    const texts = ['sin(pi*(3*n - m))', 'cos(pi*(3*n - m))', 'cos(pi*(2*n + m + 5))', '(-1)^(5*m - 4*n + 2)', 'tan(pi*n*m)']
    for (const text of texts) {
      const [plain, known] = [createGraph(), graphWithIntegers()]
      const [written, rewritten] = [read(plain, text), read(known, text)]
      expect(rewritten, text).not.toBe(written)
      for (const [m, n] of [[0, 0], [1, 2], [-3, 4], [5, -7]] as const) {
        const at = (graph: Graph) => new Map([[graph.symbol('m'), m], [graph.symbol('n'), n]])
        expect(evaluate(rewritten, at(known)), text).toBeCloseTo(evaluate(written, at(plain)), 12)
      }
    }
  })

  it('have no kink in their powers, and others do', () => {
    expect(kinksOf([read(graphWithIntegers(), 'x^n')])).toEqual([])
    expect(kinksOf([read(createGraph(), 'x^n')])).toHaveLength(1)
  })
}) // prettier-ignore
