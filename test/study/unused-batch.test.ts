import { describe, expect, it } from 'vitest'
import { modelFrom } from '../../src/model/index.js'
import { limitAt, refuseUnusedBatch, situate, theoremsFor, type Question } from '../../src/study/index.js'

const model = modelFrom({
  title: 't',
  parameters: ['a', 'b'],
  data: { x: [1, 2], y: [2, 4] },
  definitions: { h: '[b*x]' },
  output: 'a*h[1]',
  points: { p: { a: 2, b: 1 } },
})
const asked = (question: Question, theorems?: readonly string[]) => () => {
  const { situation } = situate(model, question)
  refuseUnusedBatch(situation.inputs, theoremsFor(theorems, situation))
}

describe('batches that nothing would draw', () => {
  it.each(['dropout', 'drop-connect', 'additive', 'perturbed'])('are refused with %s', (noise) => {
    const refusal = expect(asked({ noise, batchSize: 2 }, ['noise/slow-drift', 'noise/fast-drift']))
    refusal.toThrow(
      /--batch-size.*--noise label-noise or minibatch.*stability\/sgd-lyapunov.*sees all samples/,
    )
  })

  it('are refused with the option that asked for them, and where no noise is', () => {
    expect(asked({ noise: 'dropout', replacement: true }, ['noise/fast-drift'])).toThrow(/^--replacement/)
    expect(asked({ batchSize: 2 }, ['gradient-descent-threshold'])).toThrow(/only theorems about all samples/)
  })

  it('are refused by the limit of a noise, not by the view of all', async () => {
    const { situation } = situate(model, { noise: 'additive', batchSize: 1 })
    await expect(limitAt(situation)).rejects.toThrow(/additive \(additive noise in the gradient\)/)
    const all = await limitAt(situate(model, { batchSize: 2 }).situation)
    expect(
      all.noises?.find(({ model: { batches } }) => batches === 'needed')?.choice.options.batch?.size,
    ).toBe(2)
  })

  it.each<[string, Question, string[] | undefined]>([
    ['the noise has them', { noise: 'label-noise', batchSize: 2 }, ['noise/slow-drift']],
    ['the noise is made of them', { noise: 'minibatch', batchSize: 2 }, ['noise/no-drift']],
    ['a theorem beside has them', { noise: 'dropout', batchSize: 2 }, ['fast-drift', 'sgd-lyapunov']],
    ['all theorems are taken', { noise: 'dropout', batchSize: 2 }, undefined],
    ['they were not asked for', { noise: 'dropout' }, ['fast-drift']],
    ['one sample is taken without being asked for', { noise: 'minibatch' }, ['no-drift']],
  ])('are not refused where %s', (_, question, theorems) => {
    expect(asked(question, theorems)).not.toThrow()
  })
})
