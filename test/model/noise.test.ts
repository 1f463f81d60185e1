import { describe, expect, it } from 'vitest'
import { evaluate, toText } from '../../src/expression/index.js'
import { parseModel } from '../../src/model/index.js'
import { problemOf, shownBy } from './problems.js'

const head = 'title: T\nparameters: [u, v]\n'
const plain = `${head}residuals: u*v - 1\n`
const read = (text: string) => () => parseModel(text, 'model.yaml')

describe('noise in a model file', () => {
  it('has variables with a law, and formulas with them', () => {
    const model = read(`${plain}noise:
  variables:
    eta: {shape: 2, covariance: [[4, 2], [2, 3]]}
    m: {law: bernoulli}
    s: {law: uniform, shape: [1, 2], deviation: [1, sqrt(2)]}
  residuals: (u + eta[1])*(v + eta[2])*(1 + m) - 1 + s[1,2]
`)()
    const { variables, loss } = model.noise!
    expect(variables.map(({ name, law, per, shape }) => [name, law, per, shape])).toEqual([
      ['eta', 'gaussian', 'step', [2]],
      ['m', 'bernoulli', 'step', []],
      ['s', 'uniform', 'step', [1, 2]],
    ])
    expect(variables[0]!.root!.map((row) => row.map(toText))).toEqual([['2', '0'], ['1', 'sqrt(2)']]) // prettier-ignore
    expect(evaluate(variables[2]!.root![1]![1]!, new Map())).toBeCloseTo(Math.SQRT2, 14)
    expect(loss.kind === 'squares' && loss.residuals.map(toText)).toEqual([
      '(eta[1] + u)*(eta[2] + v)*(m + 1) + s[1,2] - 1',
    ])
  })

  it('takes from the model what is not given', () => {
    const data = `title: T\nparameters: [a]\ndata: {x: [1, 2], y: [1, 2]}\noutput: a*x\n`
    const general = read(
      `${data}loss: (output - y)^4\nnoise: {variables: {q: {per: sample}}, output: a*x + q}`,
    )()
    expect(general.noise!.loss.kind === 'general' && toText(general.noise!.loss.perSample)).toBe(
      '(a*x + q - y)^4',
    )
    const squares = read(`${data}noise: {variables: [q], loss: (output - y)^2/2 + q*a}`)()
    expect(squares.noise!.loss.kind).toBe('general')
    const total = read(
      `title: T\nparameters: [u, v]\nresiduals: [u - 1, v]\nnoise: {variables: [q], loss: ((u - 1)^2 + v^2)/4 + q*u}`,
    )
    expect(total().noise!.loss.count).toBe(1)
    expect(problemOf(read(`title: T\nparameters: [u, v]\nresiduals: [u - 1, v]\nnoise: {variables: [q], loss: ((u - 1)^2 + v^2)/2 + q*u}`)).code).toBe('bad-field') // prettier-ignore
  })

  it('belongs to the hash', () => {
    const noisy = (text: string) => read(`${plain}noise:\n  variables: [q]\n  residuals: ${text}\n`)().hash
    expect(noisy('u*v - 1 - q')).toBe(noisy('u*v-1 - q'))
    expect(noisy('u*v - 1 - q')).not.toBe(noisy('u*v - 1 + q'))
    expect(noisy('u*v - 1 - q')).not.toBe(read(plain)().hash)
  })

  const withVariable = (variable: string) => `${plain}noise:\n  variables:\n    q: ${variable}\n  residuals: u*v - 1 - ${variable.includes('shape') ? 'q[1]' : 'q'}\n` // prettier-ignore
  it.each([
    ['something left at 0', `${plain}noise:\n  variables: [q]\n  residuals: u*v - 2 + q\n`, 'bad-field', 6, 14],
    ['no value at 0', `${plain}noise:\n  variables: [q]\n  residuals: u*v - 1 + u/q - u/q\n`, 'bad-field', 6, 14],
    ['an unknown name', `${plain}noise:\n  variables: [q]\n  residuals: u*v - 1 + f\n`, 'unknown-symbol', 6, 24],
    ['no formula', `${plain}noise:\n  variables: [q]\n`, 'missing-field', 4, 1],
    ['no variables', `${plain}noise:\n  residuals: u*v - 1\n`, 'missing-field', 5, 3],
    ['a misspelt field', `${plain}noise:\n  variables: [q]\n  residual: u*v - 1\n`, 'unknown-field', 6, 3],
    ['a parameter', `${plain}noise:\n  variables: [u]\n  residuals: u*v - 1\n`, 'name-clash', 5, 15],
    ['a definition', `${head}definitions: {q: 1}\nresiduals: u*v - q\nnoise:\n  variables: [q]\n  residuals: u*v - q\n`, 'name-clash', 6, 15],
    ['a law there is not', withVariable('{law: cauchy}'), 'bad-field', 6, 14],
    ['samples without data', withVariable('{per: sample}'), 'bad-field', 6, 14],
    ['masks with a deviation', withVariable('{law: bernoulli, deviation: 2}'), 'bad-field', 6, 36],
    ['deviation and covariance', withVariable('{deviation: 2, covariance: [[1]]}'), 'bad-field', 6, 35],
    ['a negative deviation', withVariable('{deviation: -2}'), 'bad-field', 6, 20],
    ['deviations for others', withVariable('{shape: 2, deviation: [1, 2, 3]}'), 'bad-field', 6, 30],
    ['no covariance', withVariable('{shape: 2, covariance: [[1, 2], [2, 1]]}'), 'bad-field', 6, 31],
    ['a matrix that is not symmetric', withVariable('{shape: 2, covariance: [[1, 2], [0, 1]]}'), 'bad-field', 6, 36],
    ['a matrix of another shape', withVariable('{shape: 2, covariance: [[1]]}'), 'bad-field', 6, 31],
    ['two ways to say it', `${plain}noise:\n  variables: [q]\n  residuals: u*v - 1 + q\n  loss: q\n`, 'bad-field', 6, 3],
  ])('refuses %s', (_, text, code, line, column) => {
    const problem = problemOf(read(text))
    expect([problem.code, problem.span?.line, problem.span?.column]).toEqual([code, line, column])
  }) // prettier-ignore

  it('shows what is left without noise', () => {
    expect(shownBy(read(`${plain}noise:\n  variables: [q]\n  residuals: u*v - 2 + q\n`))).toBe(
      [
        'model.yaml:6:14  noise.residuals cannot be read',
        '  6 │   residuals: u*v - 2 + q',
        '    │              ^^^^^^^^^^^',
        '  Expected the formula of the model where q is 0, but found a difference of -1.',
      ].join('\n'),
    )
  })
})
