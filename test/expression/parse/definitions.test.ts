import * as mathjs from 'mathjs'
import { describe, expect, it } from 'vitest'
import { describe as shown } from '../../../src/base/wording.js'
import { callableNames, evaluate, nodeCount } from '../../../src/expression/index.js'
import { readFileSync } from 'node:fs'
import { numbers, numbersOf, problemIn, read, testScope } from './scope.js'

/** The value mathjs itself computes for the last statement. */
function reference(text: string): number[] {
  const given = Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : mathjs.matrix(JSON.parse(JSON.stringify(value)) as number[]),
    ]),
  )
  const { entries } = mathjs.evaluate(text, given) as { entries: unknown[] }
  const value = entries.at(-1)
  return [mathjs.isMatrix(value) ? (value.toArray() as number[] | number[][]) : (value as number)].flat(2)
}

describe('definitions in a formula mean what they mean in mathjs', () => {
  it.each([
    'h = a + b; h^2 - h',
    'f(t) = t^2 + 1; f(a)*f(b + f(c))',
    'h = a*b; f(t) = t*h; k = f(c); k - h',
    'f(s, t) = s^t; f(a, b) - f(b, a)',
    'f(s) = s^2; g(t) = f(t) + f(2 t); g(a)',
    'h = W*x; h[1]*h[2]',
    "f(u, v) = u'*v; f(x, 2*x)",
    'f(t) = 2*t; sum(f(x)) + f(a) + sum(f(W))',
    'h=[a,b;1,2];det(h)',
    'first(v) = v[1]; first(x) + first(y)',
    '  h =\n tanh(a)\n;\n h*b',
  ])('%s', (text) => {
    const { entries } = numbersOf(text)
    const expected = reference(text.replaceAll('\n', ' '))
    expect(entries).toHaveLength(expected.length)
    expected.forEach((value, i) => expect(entries[i]).toBeCloseTo(value, 10))
  })

  it('are written in: the same objects as without', () => {
    const scope = testScope()
    const same = (left: string, right: string) =>
      expect(read(left, scope).entries).toEqual(read(right, scope).entries)
    same('h = tanh(a*b); c*h + h^2', 'c*tanh(a*b) + tanh(a*b)^2')
    same('rho(t) = t^2/(1 + t^2); sum(rho(1)*x)', 'sum(x/2)')
    expect(read('f(t) = tanh(t); f(a)', scope).entries[0]).toBe(read('tanh(a)', scope).entries[0])
  })

  it('may be unused', () => expect(numbersOf('h = a; f(t) = t; b').entries).toEqual([3]))
})

describe('a wrong definition is refused with its place', () => {
  it.each([
    ['f(t) = t; f(a, b)', 'wrong-argument-count', 11, 'f'],
    ['f(s, t) = s*t; a + f(a)', 'wrong-argument-count', 20, 'f'],
    ['f(t) = f(t - 1); f(a)', 'not-allowed', 8, 'f'],
    ['h = h + 1; h', 'not-allowed', 5, 'h'],
    ['h = k; k = a; h', 'not-allowed', 5, 'k'],
    ['f(t) = g(t); g(t) = f(t); f(a)', 'not-allowed', 8, 'g'],
    ['a = 3; a', 'name-clash', 1, 'a'],
    ['x = 3; a', 'name-clash', 1, 'x'],
    ['h = 3; h = 4; h', 'name-clash', 8, 'h'],
    ['sin = 3; a', 'name-clash', 1, 'sin'],
    ['norm(t) = t; a', 'name-clash', 1, 'norm'],
    ['pi = 3; a', 'name-clash', 1, 'pi'],
    ['end = 3; a', 'name-clash', 1, 'end'],
    ['mod = 3; a', 'not-allowed', 1, 'mod'],
    ['f(a) = a; b', 'name-clash', 3, 'a'],
    ['f(t, t) = t; b', 'name-clash', 6, 't'],
    ['f(f) = 1; b', 'name-clash', 3, 'f'],
    ['h = 1; f(h) = 1; b', 'name-clash', 10, 'h'],
    ['h = a*zz; h', 'unknown-symbol', 7, 'zz'],
    ['f(t) = t*zz; b', 'unknown-symbol', 10, 'zz'],
    ['f(t) = t*tanhh(t); b', 'unknown-function', 10, 'tanhh'],
    ['f(t) = t*log(t, t); b', 'wrong-argument-count', 10, 'log'],
    ['f(t) = t; a*f', 'not-allowed', 13, 'f'],
    ['f(t) = t; t', 'unknown-symbol', 11, 't'],
    ['h = a; h(b)', 'not-allowed', 8, 'h'],
    ['f(t) = t^2; a + f(x)', 'definition-fails', 17, 'f'],
    ['f(t) = 1/t; f(a) + f(b - b)', 'definition-fails', 20, 'f'],
    ['h = a', 'not-allowed', 3, '='],
    ['h = a;', 'bad-syntax', 6, ';'],
    ['; a', 'bad-syntax', 1, ';'],
    ['h = ; a', 'bad-syntax', 3, '='],
    [' = b; a', 'bad-syntax', 2, '='],
    ['h = k = 3; a', 'not-allowed', 7, '='],
    ['x[1] = 3; a', 'not-allowed', 1, 'x[1]'],
    ['f() = 3; a', 'not-allowed', 1, 'f()'],
    ['f(2) = 3; a', 'not-allowed', 1, 'f(2)'],
    ['f(s t) = 3; a', 'not-allowed', 1, 'f(s t)'],
    ['2 h = 3; a', 'not-allowed', 1, '2 h'],
    ['a + (h = 3)', 'not-allowed', 8, '='],
    ['(a; b)', 'not-allowed', 3, ';'],
    ['a*b; c', 'not-allowed', 4, ';'],
    ['h = a + ; h', 'bad-syntax', 8, ' '],
  ] as const)('%s', (text, code, column, under) => {
    const found = problemIn(text)
    expect([found.code, found.column, found.under]).toEqual([code, column, under])
  })

  it('in words that help', () => {
    expect(shown(problemIn('hid = a; hid*hdi').problem)).toContain('nor defined (hid). Did you mean hid?')
    expect(shown(problemIn('relo(t) = t; a*rello(b)').problem)).toContain('Did you mean relo?')
    expect(shown(problemIn('h = k; k = a; h').problem)).toContain('put that of k first')
    expect(shown(problemIn('f(t) = t^2; a + f(x)').problem)).toBe(
      [
        'formula:1:17  f(t) has no meaning here',
        '  1 │ f(t) = t^2; a + f(x)',
        '    │                 ^',
        '  Here t is a vector of 3. In its definition, at ^: shapes do not fit. ^: the left side is a vector of 3, the right side is a number. Write .^ for the power of each entry, norm(x)^2 for the squared length.',
      ].join('\n'),
    )
  })
})

describe('definitions that grow', () => {
  const doubling = (body: string, levels: number) =>
    [
      'f0(t) = t + 1',
      ...Array.from({ length: levels }, (_, i) => `f${i + 1}(t) = ${body.replaceAll('f', `f${i}`)}`),
      `f${levels}(a)`,
    ].join('; ')

  it('are read in time when what they stand for is small', () => {
    const scope = testScope()
    const { entries } = read(doubling('f(t)*f(t)', 60), scope)
    expect(nodeCount(entries)).toBeLessThan(10)
    const halves = read(doubling('f(t/2)/2 + f(t/2)/2', 40), scope).entries[0]!
    expect(evaluate(halves, scope.values)).toBeCloseTo(1, 10)
  })

  it('are refused when it is enormous, or when they are too many', () => {
    const began = performance.now()
    expect(problemIn(doubling('f(t^2)*f(tanh(t))', 40)).code).toBe('too-large')
    expect(problemIn(`${'h = 1; '.repeat(300)}a`).code).toBe('too-large')
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})

describe('docs/notation.md', () => {
  it('names everything that a formula may call', () => {
    const text = readFileSync('docs/notation.md', 'utf8')
    expect(callableNames.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})
