import { describe, expect, it } from 'vitest'
import { lossOf, modelFrom, parseModel } from '../../src/model/index.js'
import { toText } from '../../src/expression/index.js'
import { problemOf, shownBy } from './problems.js'

const head = 'title: T\nparameters: {W: [2, 2], b: 2, a: 2}\ndata: {x: [[1, 0], [0, 1]], y: [1, -1]}\n'
const read = (rest: string) => () => parseModel(head + rest, 'model.yaml')
const lossText = (rest: string) => toText(lossOf(read(rest)()))

describe('definitions in a model file', () => {
  it('are written into output, residuals and loss', () => {
    const plain = lossText("output: a'*tanh(W*x + b)")
    expect(lossText('definitions:\n  hidden: tanh(W*x + b)\noutput: dot(a, hidden)')).toBe(plain)
    expect(lossText('definitions: {hidden: tanh(W*x + b)}\nresiduals: dot(a, hidden) - y')).toBe(plain)
    expect(lossText('definitions:\n  act(v): tanh(W*v + b)\n  f: dot(a, act(x))\noutput: f')).toBe(plain)
    expect(lossText("output: |\n  hidden = tanh(W*x + b);\n  a'*hidden\n")).toBe(plain)
    expect(lossText("definitions:\n  rho(t): t^2/(1 + t^2)\noutput: a'*W*x\nloss: rho(output - y)/2")).toBe(
      lossText("output: a'*W*x\nloss: (output - y)^2/(1 + (output - y)^2)/2"),
    )
  })

  it('may be numbers, have several arguments, and definitions of their own', () => {
    const rest = [
      'definitions:',
      '  c: 1/3',
      '  f(s, t): |',
      '    h = s*t;',
      '    h + h^2',
      '  "g( s , t )": f(s, t) + c',
      'loss: g(a[1], b[1])',
    ].join('\n')
    expect(lossText(rest)).toBe(lossText('loss: a[1]*b[1] + (a[1]*b[1])^2 + 1/3'))
    const object = { title: 'T', parameters: ['u'], definitions: { 'f(t)': 't^2', c: 2 }, loss: 'f(u - c)' }
    expect(toText(lossOf(modelFrom(object)))).toBe('(u - 2)^2')
    expect(lossOf(parseModel(JSON.stringify(object), 'model.json'))).toBeDefined()
  })

  it('belong to the hash, their spacing does not, and a model without them keeps its own', () => {
    const hash = (rest: string) => read(rest)().hash
    const once = hash('definitions:\n  f(s, t): s*t\nloss: f(a[1], b[1])')
    expect(hash('definitions:\n  f(s,t) : s * t\nloss: f(a[1],b[1])')).toBe(once)
    expect(hash('definitions:\n  f(s, t): s*t^2\nloss: f(a[1], b[1])')).not.toBe(once)
    // SHA-256 of {"parameters":[["a",[],false,false]],"formulas":[["loss","a"]]}, made with hashlib.
    expect(parseModel('title: T\nparameters: [a]\nloss: a', 'm').hash).toBe(
      'd9f96ee5d7cc64a196bd5060fb280537af81db9c20f877bf6f2fd5c8b280f105',
    )
  })
})

describe('a wrong definition is shown at its place', () => {
  it.each([
    ['an unknown symbol', 'definitions:\n  h: tanh(W*q + b)\noutput: a*h', 'unknown-symbol', 5, 13],
    ['one in a function that is not used', 'definitions:\n  f(t): t*q\nloss: 1', 'unknown-symbol', 5, 11],
    ['one in a block', 'definitions:\n  f(t): |\n    h = t;\n    h*q\nloss: 1', 'unknown-symbol', 7, 7],
    ['the output', 'definitions:\n  h: output^2\noutput: a[1]', 'unknown-symbol', 5, 6],
    ['an unknown function', 'definitions:\n  h: tanhh(b)\nloss: 1', 'unknown-function', 5, 6],
    ['shapes', 'definitions:\n  h: W*W*a + W\nloss: 1', 'shape-mismatch', 5, 12],
    ['recursion', 'definitions:\n  f(t): 1 + f(t)\nloss: 1', 'not-allowed', 5, 13],
    ['a forward reference', 'definitions:\n  h: 2*k\n  k: 3\nloss: 1', 'not-allowed', 5, 8],
    ['a cycle', 'definitions:\n  f(t): g(t)\n  g(t): f(t)\nloss: 1', 'not-allowed', 5, 9],
    ['a parameter', 'definitions:\n  a: 3\nloss: 1', 'name-clash', 5, 3],
    ['a datum', 'definitions:\n  x: 3\nloss: 1', 'name-clash', 5, 3],
    ['a function', 'definitions:\n  relu(t): t\nloss: 1', 'name-clash', 5, 3],
    ['the name of the output', 'definitions:\n  output: 3\nloss: 1', 'name-clash', 5, 3],
    ['a reserved word', 'definitions:\n  mod: 3\nloss: 1', 'not-allowed', 5, 3],
    ['an argument that is a datum', 'definitions:\n  f(x): x^2\nloss: 1', 'name-clash', 5, 5],
    ['an argument in a quoted key', 'definitions:\n  "f(s, s)": s\nloss: 1', 'name-clash', 5, 9],
    ['a name defined twice', 'definitions:\n  h: 3\n  h(t): 3\nloss: 1', 'name-clash', 6, 3],
    ['too many arguments', 'definitions:\n  f(t): t\nloss: f(1, 2)', 'wrong-argument-count', 6, 7],
    ['a name that is none', 'definitions:\n  2h: 3\nloss: 1', 'bad-field', 5, 3],
    ['no value', 'definitions:\n  h:\nloss: 1', 'bad-field', 5, 5],
    ['a list', 'definitions:\n  h: [1, 2]\nloss: 1', 'bad-field', 5, 6],
    ['a comma in braces', 'definitions: {h: max(a, 1)}\nloss: 1', 'bad-field', 4, 25],
    ['an argument of the wrong shape', 'definitions:\n  f(t): t^2\nloss: f(b)', 'definition-fails', 6, 7],
  ])('%s', (_, rest, code, line, column) => {
    const problem = problemOf(read(rest))
    expect([problem.code, problem.span?.line, problem.span?.column]).toEqual([code, line, column])
  })

  it('with the caret', () => {
    expect(shownBy(read('definitions:\n  hidden: tanh(W*x + c)\noutput: dot(a, hidden)'))).toBe(
      [
        'model.yaml:5:22  unknown symbol',
        '  5 │   hidden: tanh(W*x + c)',
        '    │                      ^',
        '  c is neither a parameter (W, b, a) nor data (x, y).',
      ].join('\n'),
    )
    expect(shownBy(read('definitions: {f(s, t): s*t}\nloss: f(1, 2)'))).toContain(
      'what contains a comma needs quotes',
    )
    expect(shownBy(read('definitions: {h: max(a, 1)}\nloss: 1'))).toContain(
      'what contains a comma needs quotes',
    )
  })
})
