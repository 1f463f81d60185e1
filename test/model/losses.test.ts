import { describe, expect, it } from 'vitest'
import { isZero } from '../../src/calculus/index.js'
import {
  evaluate,
  expand,
  type Expression,
  formulaText,
  parseFormula,
  subtract,
} from '../../src/expression/index.js'
import { lossOf, type Model, modelFrom, residualsOf } from '../../src/model/index.js'
import { readModel } from '../../src/node/read-model.js'
import { shownBy } from './problems.js'

/** An expression in the scalar parameters of a model, in its graph. */
function inParameters(model: Model, text: string): Expression {
  const named = new Map(
    model.parameters.map(({ name, shape, symbols }) => [name, { shape, entries: symbols }]),
  )
  const scope = {
    graph: model.graph,
    lookup: (name: string) => named.get(name),
    names: () => ({ parameters: [...named.keys()], data: [] }),
  }
  return parseFormula(formulaText(text, 'test'), scope).entries[0]!
}

function expectLoss(model: Model, text: string): void {
  const expected = inParameters(model, text)
  expect(isZero(subtract(lossOf(model), expected)).outcome).toBe('proved')
}

describe('the two-layer scalar network', () => {
  it('has the loss 5/4·(a·b - 2)², exactly', async () => {
    const model = await readModel('models/two-layer-scalar.yaml')
    const expected = inParameters(model, '5/4*(a*b - 2)^2')
    expect(expand(lossOf(model))).toBe(expand(expected))
    expect(residualsOf(model)).toEqual([inParameters(model, 'a*b - 2'), inParameters(model, '2*a*b - 4')])
    expect(model.loss).toMatchObject({ kind: 'squares', count: 2 })
    expect(model.data).toMatchObject({ names: ['x', 'y'], sampleCount: 2 })
  })
})

describe('what n is in 1/(2n)', () => {
  it('the number of residuals without data; every entry of a vector or matrix counts', () => {
    expectLoss(modelFrom({ title: 'T', parameters: ['u', 'v'], residuals: 'u*v - 1' }), '1/2*(u*v - 1)^2')
    const two = modelFrom({ title: 'T', parameters: ['u', 'v'], residuals: ['u*v - 1', 'u - v'] })
    expectLoss(two, '1/4*((u*v - 1)^2 + (u - v)^2)')
    const matrix = modelFrom({ title: 'T', parameters: { U: [2, 2] }, residuals: 'U - [1, 2; 3, 4]' })
    expect(residualsOf(matrix)).toHaveLength(4)
    expectLoss(matrix, '1/8*((U[1,1] - 1)^2 + (U[1,2] - 2)^2 + (U[2,1] - 3)^2 + (U[2,2] - 4)^2)')
  })

  it('the number of samples with data, however many residuals or outputs a sample has', () => {
    const residuals = modelFrom({
      title: 'T',
      parameters: ['a'],
      data: { x: [1, 2] },
      residuals: ['a*x', 'a - x'],
    })
    expectLoss(residuals, '1/4*(a^2 + (a - 1)^2 + (2*a)^2 + (a - 2)^2)')
    const vector = modelFrom({
      title: 'T',
      parameters: { w: 2 },
      data: {
        x: [3, 4],
        y: [
          [1, 2],
          [5, 6],
        ],
      },
      output: 'w*x',
    })
    expectLoss(vector, '1/4*((3*w[1] - 1)^2 + (3*w[2] - 2)^2 + (4*w[1] - 5)^2 + (4*w[2] - 6)^2)')
  })

  it('the number of samples for a loss of its own, and 1 without data', () => {
    const mean = modelFrom({ title: 'T', parameters: ['a'], data: { x: [1, 2, 5] }, loss: 'exp(a*x)' })
    expectLoss(mean, '1/3*(exp(a) + exp(2*a) + exp(5*a))')
    expect(residualsOf(mean)).toBeUndefined()
    const output = modelFrom({
      title: 'T',
      parameters: ['a'],
      data: { x: [1, 2], y: [3, -1] },
      output: 'a*x',
      loss: 'log(1 + exp(-y*output)) + a^2',
    })
    expectLoss(output, '1/2*(log(1 + exp(-3*a)) + log(1 + exp(2*a))) + a^2')
    expectLoss(modelFrom({ title: 'T', parameters: ['a'], loss: '1 - cos(a)' }), '1 - cos(a)')
  })

  it('an output without data but y is compared with y', () => {
    expectLoss(
      modelFrom({ title: 'T', parameters: ['a', 'b'], data: { y: [3] }, output: 'a*b' }),
      '1/2*(a*b - 3)^2',
    )
  })
})

describe('data', () => {
  it('are exact: decimals, quotients and doubles by their shortest decimal', () => {
    const { data } = modelFrom({
      title: 'T',
      parameters: ['a'],
      data: { x: [0.1, '1/3', 1e-7, 1e21, '2^-2'], y: ['-0.5', '-(1/2)', 0, '1e400', 1e300] },
      output: 'a*x',
    })
    const text = data!.samples.map((sample) =>
      sample.map(({ numerator, denominator }) => `${numerator}/${denominator}`),
    )
    expect(text).toEqual([
      ['1/10', '-1/2'],
      ['1/3', '-1/2'],
      ['1/10000000', '0/1'],
      [`1${'0'.repeat(21)}/1`, `1${'0'.repeat(400)}/1`],
      ['1/4', `1${'0'.repeat(300)}/1`],
    ])
  })

  it('may be vectors, with one symbol per entry', () => {
    const { data } = modelFrom({
      title: 'T',
      parameters: { w: 2 },
      data: {
        x: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        y: [1, 2, 3],
      },
      output: "w'*x",
    })
    expect(data).toMatchObject({ names: ['x', 'y'], shapes: [[2], []], sampleCount: 3 })
    expect(data!.symbols.map((symbol) => (symbol.kind === 'symbol' ? symbol.name : ''))).toEqual([
      'x[1]',
      'x[2]',
      'y',
    ])
  })

  it('for which a residual has no value are named', () => {
    const model = modelFrom({ title: 'T', parameters: ['a'], data: { x: [1, 0] }, residuals: 'a/x' })
    expect(shownBy(() => lossOf(model))).toContain('division by zero, in sample 2 of the data')
  })
})

describe('parameters', () => {
  it('have symbols named by their entries, row by row', () => {
    const model = modelFrom({
      title: 'T',
      parameters: { W: [2, 3], b: 2, c: 'scalar' },
      loss: 'sum(W) + sum(b) + c',
    })
    const names = model.symbols.map((symbol) => (symbol.kind === 'symbol' ? symbol.name : ''))
    expect(names).toEqual(['W[1,1]', 'W[1,2]', 'W[1,3]', 'W[2,1]', 'W[2,2]', 'W[2,3]', 'b[1]', 'b[2]', 'c'])
    expect(model.parameters.map(({ shape }) => shape)).toEqual([[2, 3], [2], []])
  })

  it('can be declared positive or nonzero, which lets fractions cancel', () => {
    const ratio = (assumption: object) =>
      lossOf(modelFrom({ title: 'T', parameters: { a: assumption }, loss: 'a/a' })).kind
    expect(ratio({ positive: true })).toBe('constant')
    expect(ratio({ nonzero: true })).toBe('constant')
    expect(ratio({})).not.toBe('constant')
  })

  it('may have names that are properties of every JavaScript object', () => {
    const model = modelFrom({
      title: 'T',
      parameters: ['constructor', 'toString'],
      loss: 'constructor^2 + toString',
      points: { p: { constructor: 3, toString: 4 } },
    } as never)
    const at = new Map(
      model.symbols.map((symbol, i) => [symbol, evaluate(model.points[0]!.coordinates[i]!, new Map())]),
    )
    expect(evaluate(lossOf(model), at)).toBe(13)
  })
})
