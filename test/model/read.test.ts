import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type ModelObject, modelFrom, parseModel } from '../../src/model/index.js'
import { problemOf, shownBy } from './problems.js'

const golden = readFileSync('models/two-layer-scalar.yaml', 'utf8')
const head = 'title: T\nparameters: [a, b]\ndata: {x: [1, 2], y: [2, 4]}\n'
const read = (text: string) => () => parseModel(text, 'two-layer-scalar.yaml')

describe('the wrong name in an output', () => {
  it('is shown with line, column and caret', () => {
    expect(shownBy(read(`${head}output: a*b*z\n`))).toBe(
      [
        'two-layer-scalar.yaml:4:13  unknown symbol',
        '  4 │ output: a*b*z',
        '    │             ^',
        '  z is neither a parameter (a, b) nor data (x, y).',
      ].join('\n'),
    )
  })

  it('is the input that was meant, not the target, whatever comes first', () => {
    const text = 'title: T\nparameters: [ab]\ndata: {yz: [1], y: [3], xz: [2]}\noutput: ab*zz\n'
    expect(shownBy(read(text))).toContain('Did you mean yz?')
    expect(shownBy(read(head + 'output: beta*x\n'.replace('beta', 'A')))).toContain('Did you mean a?')
  })
})

describe('the place of a wrong name', () => {
  it.each([
    ['a plain text', 'output: a*b*q', 4, 13],
    ['a plain text over two lines', 'output: a*b*x\n  + q*a', 5, 5],
    ['single quotes', "output: 'a''*b*q'", 4, 16],
    ['double quotes', 'output: "a*b*q"', 4, 14],
    ['double quotes over two lines', 'output: "a*b*x\n  + q"', 5, 5],
    ['a literal block', 'output: |\n  a*b*x +\n    q\n', 6, 5],
    ['a literal block with a header', 'output: |2-\n  a*b*x + q\n', 5, 11],
    ['a folded block', 'output: >-\n  a*b*x +\n  q\n', 6, 3],
    ['a list', 'residuals: [a*x, b*q]', 4, 20],
    ['a list of lines', 'residuals:\n  - a*x\n  - b*q\n', 6, 7],
    ['an escaped text, where the field must do', 'output: "a*\\x62*q"', 4, 9],
    ['a point', 'output: a*x\npoints: {p: {a: 1, b: 2*q}}', 5, 25],
    ['a matrix of a point', 'output: a*x\npoints:\n  p: {a: [[1, 2], [3, q]], b: 1}', 6, 23],
    ['a sample', 'output: a*x\n', 3, 17, head.replace('[1, 2]', '[1, 2*q]')],
  ])('in %s', (_, rest, line, column, before = head) => {
    const { code, span } = problemOf(read(before + rest))
    expect([code, span?.line, span?.column]).toEqual(['unknown-symbol', line, column])
    expect(span?.text.split('\n')).toHaveLength(1)
  })

  it('is right with carriage returns and a byte order mark', () => {
    const { span } = problemOf(read(`\ufeff${head}output: a*q\n`.replaceAll('\n', '\r\n')))
    expect(span).toMatchObject({ line: 4, column: 11, text: 'output: a*q' })
  })
})

describe('what is wrong with a model is said at its place', () => {
  it.each([
    ['title: T', 'missing-field', 1, 1, 'Add it, for example:  parameters: [a, b]'],
    ['parameters: [a]\nloss: a', 'missing-field', 1, 1, 'title: Two-layer scalar linear network'],
    ['titel: T\nparameters: [a]\nloss: a', 'unknown-field', 1, 1, 'Did you mean title?'],
    ['title: T\nparameters: [a]', 'missing-field', 1, 1, 'output: a*b*x'],
    ['title: T\nparameters: [a]\noutput: a', 'missing-field', 3, 1, 'data: {y: [1]}'],
    [`${head}ouput: a`, 'unknown-field', 4, 1, 'Did you mean output?'],
    [`${head}residuals: a\nloss: b`, 'bad-field', 4, 1, 'one of output, residuals and loss'],
    ['title: 3\nparameters: [a]\nloss: a', 'bad-field', 1, 8, 'Expected a text, but found 3.'],
    [`${head}output:`, 'bad-field', 4, 8, 'found nothing'],
    [`${head}output: true`, 'bad-field', 4, 9, 'a number or a formula, but found true'],
    [`${head}loss: "[a, b]"`, 'not-scalar', 4, 7, 'a vector of 2'],
    [
      `${head}output: "[a, b]"`,
      'shape-mismatch',
      4,
      9,
      'the left side is a vector of 2, the right side is a number',
    ],
    [
      `${head}residuals: [a*x, max(a, b)]`,
      'bad-syntax',
      4,
      21,
      'put a formula that contains commas in quotes',
    ],
    ['title: T\nparameters: {W: [2, x]}\nloss: 1', 'bad-field', 2, 21, 'a whole number from 1, but found x'],
    ['title: T\nparameters: {W: [2, 3, 4]}\nloss: 1', 'bad-field', 2, 17, '[rows, columns]'],
    ['title: T\nparameters: {W: {shap: 2}}\nloss: 1', 'unknown-field', 2, 18, 'Did you mean shape?'],
    ['title: T\nparameters: {W: 200000}\nloss: 1', 'bad-field', 2, 17, 'at most 100000'],
    ['title: T\nparameters: {W: [300, 300]}\nloss: 1', 'too-large', 2, 13, '90000'],
    ['title: T\nparameters: []\nloss: 1', 'bad-field', 2, 13, 'at least one name'],
    ['title: T\nparameters: {}\nloss: 1', 'missing-field', 2, 13, 'parameters: [a, b]'],
    ['title: T\nparameters: [1a]\nloss: 1', 'bad-field', 2, 14, 'found 1a'],
    ['title: T\nparameters: {a b: 2}\nloss: 1', 'bad-field', 2, 14, 'found a b'],
    ['title: T\nparameters: [a, a]\nloss: 1', 'name-clash', 2, 17, 'again a parameter'],
    ['title: T\nparameters: [sin]\nloss: 1', 'name-clash', 2, 14, 'a function'],
    ['title: T\nparameters: [norm]\nloss: 1', 'name-clash', 2, 14, 'a function'],
    ['title: T\nparameters: [e]\nloss: 1', 'name-clash', 2, 14, 'a constant'],
    ['title: T\nparameters: [mod]\nloss: 1', 'name-clash', 2, 14, 'a word of the formula language'],
    ['title: T\nparameters: [output]\nloss: 1', 'name-clash', 2, 14, 'the output of the model'],
    ['title: T\nparameters: [x]\ndata: {x: [1]}\nloss: x', 'name-clash', 3, 8, 'a parameter and a datum'],
    [
      head.replace('4]', '4, 5]') + 'output: a',
      'bad-field',
      3,
      19,
      'as many samples as x has, 2, but found 3',
    ],
    [head.replace('4]', 'sqrt(2)]') + 'output: a', 'bad-field', 3, 26, 'a rational number'],
    [head.replace('4]', '[4]]') + 'output: a', 'bad-field', 3, 26, 'a number, but found a list of 1'],
    [head.replace('4]', '.inf]') + 'output: a', 'bad-field', 3, 26, 'found .inf'],
    [head.replace('4]', 'true]') + 'output: a', 'bad-field', 3, 26, 'found true'],
    [`${head}output: a\npoints: {p: {a: 1}}`, 'missing-coordinate', 5, 10, 'p gives no value for b'],
    [`${head}output: a\npoints: {p: {a: 1, b: 1, c: 1}}`, 'bad-field', 5, 26, 'one of the parameters (a, b)'],
    [
      `${head}output: a\npoints: {p: {a: 1, b: [1]}}`,
      'bad-field',
      5,
      23,
      'a number, but found a vector of 1',
    ],
    [`${head}output: a\npoints: {p: {a: 1, b: a}}`, 'not-a-number', 5, 23, 'an expression in a'],
    [`${head}output: a\npoints: {p: {a: 1, b: log(0)}}`, 'undefined-value', 5, 23, 'log(0)'],
    [`${head}output: a\npoints: {p: {a: 1, b: 1e400}}`, 'undefined-value', 5, 23, 'the largest double'],
    [
      'title: T\nparameters: {a: {positive: true}}\nloss: a\npoints: {p: {a: -1}}',
      'bad-field',
      4,
      17,
      'a positive number',
    ],
    [
      'title: T\nparameters: {w: 2}\nloss: sum(w)\npoints: {p: {w: [[1], [2, 3]]}}',
      'bad-field',
      4,
      17,
      'different lengths',
    ],
  ] as const)('%j', (text, code, line, column, advice) => {
    const problem = problemOf(read(text))
    expect([problem.code, problem.span?.line, problem.span?.column]).toEqual([code, line, column])
    expect(shownBy(read(text))).toContain(advice)
  })
})

describe('the same model', () => {
  const { hash } = parseModel(golden, 'golden')

  it('comes from YAML, JSON and a plain object, and has the same hash', () => {
    const object = parse(golden) as ModelObject
    expect(modelFrom(object).hash).toBe(hash)
    expect(parseModel(JSON.stringify(object, undefined, '\t'), 'model.json').hash).toBe(hash)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('has the same hash with another title, other comments, spacing and points', () => {
    const changed = golden
      .replace(/title: .*/, 'title: Other')
      .replace('a*b*x ', 'a * b*x # what else ')
      .replace('{a: 2, b: 1}', '{a: 4, b: 1/2}')
    expect(changed).not.toBe(golden)
    expect(parseModel(changed, 'changed').hash).toBe(hash)
  })

  it.each([
    ['[a, b]', '{a: {positive: true}, b: scalar}'],
    ['[2, 4]', '[2, 5]'],
    ['output: a*b*x', 'output: a*b*x*x'],
  ])('is another one when %s becomes %s', (before, after) => {
    expect(parseModel(golden.replace(before, after), 'changed').hash).not.toBe(hash)
  })

  it('keeps its text, title and references', () => {
    const model = parseModel(golden, 'golden')
    expect(model).toMatchObject({
      title: 'Two-layer scalar linear network',
      source: { name: 'golden', text: golden },
    })
    expect(modelFrom({ title: 'T', parameters: ['a'], loss: 'a', references: ['R'] })).toMatchObject({
      references: ['R'],
      source: undefined,
    })
  })
})

describe('a plain object with a mistake', () => {
  it('is told which field', () => {
    expect(shownBy(() => modelFrom({ title: 'T', parameters: ['u'], residuals: ['u - 1', 'u*w'] }))).toBe(
      [
        'residuals[2]:1:3  unknown symbol',
        '  1 │ u*w',
        '    │   ^',
        '  w is neither a parameter (u) nor in `data:`.',
      ].join('\n'),
    )
    expect(shownBy(() => modelFrom({ title: 'T', parameters: ['u'] }))).toContain('output, residuals or loss')
    expect(shownBy(() => modelFrom({ parameters: ['u'] } as never))).toContain('the field title is missing')
    expect(shownBy(() => modelFrom({ title: 'T', parameters: ['u'], loss: NaN }))).toContain('found NaN')
    expect(shownBy(() => modelFrom(null as never))).toContain('found nothing')
  })
})

describe('JSON', () => {
  it('with a mistake is called JSON', () => {
    const { code, span } = problemOf(() => parseModel('{"title": "T", "parameters": ["a"', 'model.json'))
    expect([code, span?.line]).toEqual(['bad-json', 1])
  })
})

describe('an index in a list with brackets', () => {
  const head = 'title: T\nparameters: {W: [2, 2]}\n'
  it.each(['residuals: [W[1,1]*W[2,2] - 1, W[1,2]]', 'residuals: [2,\n  W[1,1]*W[2,2] - 1]\npoints: {}'])(
    'is told from a list: %j',
    (rest) => {
      const shown = shownBy(read(`${head}${rest}\n`))
      expect(shown).toContain('write each residual on a line of its own with `- `, or put it in quotes')
    },
  )
  it('is not seen where there is none', () => {
    expect(shownBy(read(`${head}residuals: [a, b\nloss: W[1,1]\n`))).not.toContain('a line of its own')
  })
})
