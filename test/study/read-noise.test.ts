import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { modelFrom } from '../../src/model/index.js'
import { noiseText, readNoise } from '../../src/study/index.js'

const model = modelFrom({
  title: 't',
  parameters: { a: 2, c: 'scalar' },
  data: { x: [1, 2], y: [1, 2] },
  definitions: { h: 'a*x' },
  output: 'c*(h[1] + h[2])',
})

describe('noise as it is typed', () => {
  it.each([
    'label-noise',
    'dropout law=gaussian layers=[h] masks=each',
    'additive law=rademacher covariance=[[3,0,0],[0,1,1/2],[0,1/2,1]]',
    'drop-connect parameters=[a[1],c]',
    'label-noise deviations=[1,1/2]',
  ])('%s is read and written again', (text) => {
    expect(noiseText(readNoise(model, text)!)).toBe(text)
  })

  it('reads what is written with other spaces', () => {
    expect(readNoise(model, '  additive   covariance=[[1, 0, 0], [0, 1, 0],[0,0,2]] ')).toEqual({
      model: 'additive',
      options: { covariance: [['1', '0', '0'], ['0', '1', '0'], ['0', '0', '2']] },
    }) // prettier-ignore
  })

  it('gives batches to the noises that have them', () => {
    expect(readNoise(model, 'minibatch')!.options.batch).toEqual({ size: 1, replacement: false })
    const batch = { size: 2, replacement: true }
    expect(readNoise(model, 'label-noise', batch)!.options.batch).toEqual(batch)
    expect(readNoise(model, 'dropout', batch)!.options.batch).toBeUndefined()
  })

  it.each([
    ['droput', 1, 6, 'dropout'],
    ['', 1, 1, 'label-noise'],
    ['dropout law=normal', 9, 10, 'gaussian'],
    ['dropout layer=[h]', 9, 9, 'layers'],
    ['dropout law=gaussian law=uniform', 22, 11, 'once'],
    ['additive covariance=[[1,a]]', 10, 18, 'rows of numbers'],
    ['additive covariance=[[1,2]', 10, 17, 'rows of numbers'],
    ['label-noise deviations=[x]', 13, 14, 'numbers'],
  ])('%j is refused at the place', (text, column, length, advice) => {
    const problem = refusal(() => readNoise(model, text))
    expect(problem.span).toMatchObject({ source: '--noise', column, length })
    expect(JSON.stringify(problem.facts)).toContain(advice)
  })

  it.each([
    ['dropout layers=[g]', 'g is not defined'],
    [
      'written',
      'label-noise, minibatch, dropout, drop-connect, additive, perturbed, which this model can have',
    ],
    ['label-noise deviations=[1]', '2 deviations are needed'],
  ])('%j is refused for this model', (text, reason) => {
    expect(JSON.stringify(refusal(() => readNoise(model, text)).facts)).toContain(reason)
  })
})

function refusal(read: () => unknown) {
  try {
    read()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('it was not refused')
}
