import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { parseModel } from '../../src/model/index.js'

const head = 'title: T\nparameters: [a, b]\nloss: a*b\n'

/** The code of the problem with a text; anything that is not a problem, has no place, or is slow fails the test. */
function codeOf(text: string): string {
  const began = performance.now()
  try {
    parseModel(text, 'model.yaml')
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    expect(error.problem.span, error.message).toBeDefined()
    return error.problem.code
  } finally {
    expect(performance.now() - began).toBeLessThan(5000)
  }
  return 'read'
}

describe('a hostile model text is refused with a place, quickly', () => {
  it.each([
    ['nothing', '', 'bad-field'],
    ['null', 'null', 'bad-field'],
    ['a number', '3', 'bad-field'],
    ['a list', '[1, 2]', 'bad-field'],
    ['a text', 'hello', 'bad-field'],
    ['a NUL', '\u0000', 'bad-field'],
    ['two documents', `${head}---\n${head}`, 'bad-yaml'],
    ['a tab as indentation', 'data:\n\tx: [1]', 'bad-yaml'],
    ['an open bracket', `${head}data: [`, 'bad-yaml'],
    ['a key given twice', `${head}title: U\n`, 'bad-yaml'],
    ['a key given twice deep down', `${head}points: {p: {a: 1, b: 2, a: 3}}`, 'bad-yaml'],
    ['a local tag', `${head}description: !secret x`, 'bad-yaml'],
    ['a tag that makes a function', `${head}description: !!js/function 'x'`, 'bad-yaml'],
    ['a binary', `${head}description: !!binary aGVsbG8=`, 'bad-yaml'],
    ['a set', `${head}points: !!set {p}`, 'bad-yaml'],
    ['a directive', `%YAML 1.1\n---\n${head}`, 'bad-yaml'],
    ['an alias to nothing', `${head}description: *t`, 'bad-yaml'],
    ['a formula that begins with *', 'title: T\nparameters: [a]\nloss: *a', 'bad-yaml'],
    ['a merge key', `${head}<<: {description: x}`, 'unknown-field'],
    ['a key that is a list', `${head}? [a]\n: b`, 'bad-yaml'],
    ['__proto__ as a field', `${head}__proto__: {x: 1}`, 'bad-yaml'],
    ['__proto__ as a parameter', 'title: T\nparameters: {__proto__: 2}\nloss: a', 'bad-yaml'],
    ['__proto__ in a list of names', 'title: T\nparameters: [__proto__]\nloss: a', 'bad-field'],
    ['constructor as a field', `${head}constructor: x`, 'unknown-field'],
    ['an alias of itself', `${head}description: &d [*d]`, 'too-large'],
    ['an assignment as a loss', 'title: T\nparameters: [a]\nloss: a = 2', 'not-allowed'],
    ['a title that is a map', 'title: {a: 1}\nparameters: [a]\nloss: a', 'bad-field'],
  ])('%s', (_, text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('an alias that stands for many aliases', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} [${`*l${i - 1}, `.repeat(9)}]`)
    levels[0] = 'l0: &l0 [x]'
    expect(codeOf(levels.join('\n'))).toBe('too-large')
  })

  // The YAML parser would end the process with these; they must not reach it.
  it.each([
    ['lists in lists on a line', '- '.repeat(20_000) + 'a'],
    ['keys of keys on a line', '? '.repeat(20_000) + 'a'],
    ['lists and keys', '- ? '.repeat(20_000) + 'a'],
    ['brackets', '['.repeat(20_000)],
    ['braces', '{a: '.repeat(20_000)],
    ['brackets that close', '['.repeat(2_000) + ']'.repeat(2_000)],
    ['maps in maps', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['lists over lines', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}-`).join('\n')],
    ['brackets after a scalar', `title: T\nx: ${'['.repeat(20_000)}`],
    ['characters', `title: ${'x'.repeat(5_000_001)}`],
  ])('too many %s', (_, text) => {
    expect(codeOf(text)).toBe('too-large')
  })

  it('that is merely long is read', () => {
    const comments = '# a comment: [ { - \n'.repeat(5_000)
    const entries = Array.from({ length: 1_000 }, (_, i) => `  p${i}:\n    a: ${i}\n    b: "1"\n`).join('')
    expect(codeOf(`${comments}${head}points:\n${entries}`)).toBe('read')
    const data = Array.from({ length: 5_000 }, (_, i) => `${i}.25`).join(', ')
    expect(codeOf(`${head}data: {x: [${data}]}`)).toBe('read')
  })

  it('that is nested as deeply as a model needs is read', () => {
    const text =
      'title: T\nparameters:\n  W:\n    shape:\n      - 2\n      - 1\nloss: sum(W)\npoints:\n  p:\n    W:\n      - - 1\n      - - 2\n'
    expect(codeOf(text)).toBe('read')
  })
})
