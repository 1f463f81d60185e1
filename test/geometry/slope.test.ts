import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { describe as sentence } from '../../src/base/wording.js'
import { landscapeOf, pointRecord, type ZeroLossPoint, zeroLossPoint } from '../../src/geometry/index.js'
import { type ModelObject, modelFrom, resolvePoint } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { interpolates } from '../../src/theory/hypotheses/index.js'

const made = (object: Partial<ModelObject>) => modelFrom({ title: 't', ...object } as ModelObject)

function landed(object: Partial<ModelObject>, at: string): ZeroLossPoint | ProblemError['problem'] {
  const model = made(object)
  try {
    return zeroLossPoint(landscapeOf(model), resolvePoint(model, at))
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
}

const found = (object: Partial<ModelObject>, at: string) =>
  interpolates.check(situate(made(object), { at }).situation)

describe('a loss that is 0 with a slope', () => {
  it.each([
    [['a', 'b'], 'a - b', 'a=1,b=1', Math.SQRT2],
    // Not exact: the crossing is where b = exp(a).
    [['a', 'b'], 'exp(a) - b', 'a=1,b=exp(1)', Math.hypot(Math.E, 1)],
    [['a', 'b'], 'a^2 - b', 'a=1,b=1', Math.sqrt(5)],
    [['a', 'b'], 'sin(a) + b^2', 'a=0,b=0', 1],
    // However small the slope is.
    [['a', 'b'], 'a^2 + 1e-9*b', 'a=0,b=0', 1e-9],
    [['a', 'b'], '(a^2 + b^2 - 1)*(a + 3)', 'a=3/5,b=4/5', 7.2],
  ])('%j: %s is refused at %s', (parameters, loss, at, slope) => {
    const problem = landed({ parameters, loss }, at) as ProblemError['problem']
    expect(problem.code).toBe('loss-crosses-zero')
    const facts = problem.facts as { slope: number; lower: number }
    expect(facts.slope / slope).toBeCloseTo(1, 9)
    expect(facts.lower).toBeLessThan(0)
    expect(sentence(problem)).toMatch(/not its minimum/)
    expect(found({ parameters, loss }, at)).toMatchObject({ state: 'refuted' })
  })
  it('of many samples too', () => {
    const x = Array.from({ length: 60 }, (_, i) => i - 29.5)
    const problem = landed({ parameters: ['a'], data: { x }, loss: 'x^2*(exp(a) - 1)' }, 'a=0')
    expect(problem).toMatchObject({ code: 'loss-crosses-zero' })
  })
  it('is not taken for a set when a search comes down to it', () => {
    const problem = landed({ parameters: ['a', 'b'], loss: 'a - b' }, 'a=2,b=1') as ProblemError['problem']
    expect(problem.code).toBe('no-zero-loss-set')
    expect(sentence(problem)).toMatch(/falls below 0/)
  })
})

describe('a loss that is 0 and least there', () => {
  it.each([
    // A kink has a slope on either side only.
    ['abs(a - b)', 'a=1,b=1'],
    ['max(a - b, b - a)', 'a=1,b=1'],
    ['(a^2 + b^2 - 1)^4', 'a=3/5,b=4/5'],
    ['a^2 + b^4', 'a=0,b=1e-4'],
    ['a^2 + b^8', 'a=0,b=0.03'],
    ['log(1 + exp(a*b - 1)) + log(1 + exp(1 - a*b)) - 2*log(2)', 'a=2,b=1/2'],
    ['a^4 + 2*a^2*b^2 + b^4 - 2*a^2 - 2*b^2 + 1', 'a=0.123,b=0.9924067714397583'],
    ['1e8*(a*b - 1)^2', 'a=3,b=0.3333333333333333'],
  ])('%s is not refused at %s', (loss, at) => {
    const model = { parameters: ['a', 'b'], loss }
    expect(landed(model, at)).toHaveProperty('coordinates')
    expect(found(model, at).state).not.toBe('refuted')
  })
  it('only on one part of its zeros is refuted on the other', () => {
    // 4(2p + 1) is the eigenvalue across the circle: 12 at p = 1, −4 at p = −1.
    const model = { parameters: ['p', 'q'], loss: '(p^2 + q^2 - 1)^2*(p + 1/2)' }
    expect(found(model, 'p=1,q=0').state).toBe('proved')
    expect(found(model, 'p=-1,q=0')).toMatchObject({
      state: 'refuted',
      evidence: expect.stringMatching(/not least/),
    })
    const point = landed(model, 'p=-1,q=0') as ZeroLossPoint
    expect(pointRecord(point).below).toMatchObject({ proved: true })
  })
  it.each([
    ['a*b', 'a=0,b=0'],
    ['a^3 + b^2', 'a=0,b=0'],
  ])('is not so for %s at %s', (loss, at) => {
    expect(found({ parameters: ['a', 'b'], loss }, at).state).toBe('refuted')
  })
  it('has no residual at a point that is exact, whatever doubles say', () => {
    const point = landed({ parameters: ['a'], residuals: ['a^2 - 2'] }, 'a=sqrt(2)') as ZeroLossPoint
    expect(Math.SQRT2 ** 2 - 2).not.toBe(0)
    expect(point).toMatchObject({ certainty: 'exact', loss: 0, residual: 0 })
  })
})
