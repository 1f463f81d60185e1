import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { createGraph, formulaText, parseFormula, type Value } from '../../src/expression/index.js'

const slowest = 2000

/** Reads a formula with the one name `a`; any error that is not a problem, and anything slow, fails the test. */
function attempt(text: string): { code: string } | { value: Value } {
  const graph = createGraph()
  const a: Value = { shape: [], entries: [graph.symbol('a')] }
  const began = performance.now()
  try {
    return {
      value: parseFormula(formulaText(text, 'formula'), {
        graph,
        lookup: (name) => (name === 'a' ? a : undefined),
        names: () => ({ parameters: ['a'], data: [] }),
      }),
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    expect(error.problem.span).toBeDefined()
    expect(error.problem.code).not.toBe('internal')
    return { code: error.problem.code }
  } finally {
    expect(performance.now() - began, text.slice(0, 50)).toBeLessThan(slowest)
  }
}

describe('a hostile formula is refused with a place, quickly', () => {
  it.each([
    ['', 'bad-syntax'],
    [' \n\t ', 'bad-syntax'],
    ['# comment', 'not-allowed'],
    ['a # comment', 'not-allowed'],
    ['a = 2', 'not-allowed'],
    ['f(x) = x', 'not-allowed'],
    ['a == a', 'not-allowed'],
    ['a ? a : a', 'not-allowed'],
    ['a > 0', 'not-allowed'],
    ['a; a', 'not-allowed'],
    ['a, a', 'not-allowed'],
    ['"text"', 'not-allowed'],
    ["'text'", 'not-allowed'],
    ['{a: 1}', 'not-allowed'],
    ['{a: 1}.a', 'not-allowed'],
    ['a.b', 'not-allowed'],
    ['a["b"]', 'not-allowed'],
    ['a.constructor.constructor', 'not-allowed'],
    ['a?.b', 'not-allowed'],
    ['a!', 'not-allowed'],
    ['50%', 'not-allowed'],
    ['a**2', 'not-allowed'],
    ['5 to a', 'not-allowed'],
    ['not a', 'not-allowed'],
    ['true', 'not-allowed'],
    ['Infinity', 'not-allowed'],
    ['NaN', 'not-allowed'],
    ['undefined', 'not-allowed'],
    ['null', 'not-allowed'],
    ['0x10', 'not-allowed'],
    ['0b101', 'not-allowed'],
    ['1_000', 'not-allowed'],
    ['1:3', 'not-allowed'],
    ['[]', 'not-allowed'],
    ['α', 'not-allowed'],
    ['а', 'not-allowed'], // Cyrillic
    ['a²', 'not-allowed'],
    ['a\u200b', 'not-allowed'],
    ['a\u0000', 'not-allowed'],
    ['\ud835\udc4e', 'not-allowed'],
    ['\ud800', 'not-allowed'],
    ['a−1', 'not-allowed'],
    ['$', 'not-allowed'],
    ['`a`', 'not-allowed'],
    ['a\\b', 'not-allowed'],
    ['a@b', 'not-allowed'],
    ['i', 'unknown-symbol'],
    ['end', 'unknown-symbol'],
    ['5 cm', 'unknown-symbol'],
    ['constructor', 'unknown-symbol'],
    ['__proto__', 'unknown-symbol'],
    ['toString', 'unknown-symbol'],
    ['hasOwnProperty', 'unknown-symbol'],
    ['constructor(1)', 'unknown-function'],
    ['toString()', 'unknown-function'],
    ['__proto__(a)', 'unknown-function'],
    ['valueOf(a)', 'unknown-function'],
    ['import(a)', 'unknown-function'],
    ['evaluate(a)', 'unknown-function'],
    ['simplify(a)', 'unknown-function'],
    ['cos.constructor("return 1")()', 'not-allowed'],
    ['a)(', 'bad-syntax'],
    ['(', 'bad-syntax'],
    ['a..b', 'not-allowed'],
    ['1.2.3', 'bad-syntax'],
    ['1e999999999', 'too-large'],
    ['1e-999999999', 'too-large'],
    ['9^9^9^9', 'too-large'],
    ['2^1e9', 'too-large'],
    ['0.5^1e12', 'too-large'],
    ['((2^1000)^1000)^1000', 'too-large'],
    ['0^-1', 'undefined-value'],
    ['1/(a - a)', 'undefined-value'],
  ])('%j: %s', (text, code) => {
    expect(attempt(text)).toEqual({ code })
  })

  it.each([
    ['brackets', '('.repeat(10_000) + 'a' + ')'.repeat(9_999), 'too-large'],
    ['lists', '['.repeat(9_000) + 'a' + ']'.repeat(9_000), 'too-large'],
    ['signs', '-'.repeat(15_000) + 'a', 'too-large'],
    ['powers', 'a' + '^a'.repeat(9_000), 'too-large'],
    ['powers of signs', 'a' + '^-a'.repeat(6_000), 'too-large'],
    ['transposes', 'a' + "'".repeat(15_000), 'too-large'],
    ['indices', 'a' + '[1]'.repeat(6_000), 'too-large'],
    ['calls', 'sin('.repeat(4_000) + 'a' + ')'.repeat(3_999), 'too-large'],
    ['characters', `a + ${'a'.repeat(20_000)}`, 'too-large'],
    ['a long name', 'b'.repeat(19_000), 'unknown-symbol'],
  ])('too many %s', (_, text, code) => {
    expect(attempt(text)).toEqual({ code })
  })
})

describe('an odd formula that means something is read, quickly', () => {
  it.each(
    [
      '1e400',
      '1e-400',
      '9'.repeat(19_000),
      '('.repeat(150) + 'a' + ')'.repeat(150),
      `a${' + a*a'.repeat(2_500)}`,
      `a${'*a'.repeat(9_000)}`,
      `a${' a^2'.repeat(4_000)}`,
      `a${'/a'.repeat(9_000)}`,
      `a${' - (a)'.repeat(3_000)}`,
      `sum([${'a, '.repeat(5_000)}])`,
      `max(${'a, '.repeat(5_000)}a)`,
      '123456789012345678901234567891^(1/2)',
      `${'7'.repeat(300)}^(1/3)`,
    ].map((text) => [`${text.slice(0, 30)}…`, text] as const),
  )('%s', (_, text) => {
    expect(attempt(text)).toMatchObject({ value: { shape: [] } })
  })
})
