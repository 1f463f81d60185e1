import { describe, expect, it } from 'vitest'
import { gradientDescentThreshold } from '../../src/theory/stability/gradient-descent-threshold.js'
import { modelFrom, type ModelObject } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { siteOf } from '../../src/theory/index.js'
import { verify } from '../../src/verify/index.js'

function threshold(model: ModelObject, at: string) {
  const { situation } = situate(modelFrom(model), { at })
  return gradientDescentThreshold.predict(siteOf(situation)).quantities['threshold']!.estimate
}

const golden: ModelObject = {
  title: 'golden',
  parameters: ['a', 'b'],
  data: { x: [1, 2], y: [2, 4] },
  output: 'a*b*x',
  points: { skewed: { a: 2, b: 1 }, balanced: { a: 'sqrt(2)', b: 'sqrt(2)' } },
}

describe('exact thresholds', () => {
  it.each([
    ['skewed', '4/25'],
    ['balanced', '1/5'],
  ])('the golden example at %s: %s', (at, text) => {
    expect(threshold(golden, at)).toMatchObject({ kind: 'exact', text })
  })
  it('two residuals: 2/λ with λ a root of a quadratic', () => {
    // J = [[1, 1, 0], [0.6, 0, 0.8]], n = 2: the reference value is printed to 12 digits.
    const model: ModelObject = {
      title: 'W3',
      parameters: ['a', 'b', 'c'],
      residuals: ['a*b - 1', '0.6*a + 0.8*c - 1.4'],
    }
    const found = threshold(model, 'a=1,b=1,c=1')
    expect(found.kind).toBe('exact')
    expect(found.value).toBeCloseTo(1.753597640023, 11)
  })
  it('three samples, a numerical eigenvalue', () => {
    const model: ModelObject = {
      title: 'W6',
      parameters: { u: [4], v: [4] },
      data: {
        x: [
          [1, 2, 0, 1],
          [0, 1, 1, -1],
          [2, 0, 1, 1],
        ],
        y: [2.5, -0.5, 2],
      },
      output: 'dot(u .* v, x)',
    }
    expect(threshold(model, 'u=[1,0.5,1,0.5],v=[1,1,-0.5,1]').value).toBeCloseTo(0.405391329058, 11)
  })
})

describe('against real gradient descent', () => {
  const check = async (model: ModelObject, at: string) => {
    const { situation } = situate(modelFrom(model), { at })
    return verify(gradientDescentThreshold, situation, { seed: 7 })
  }
  it('is supported, and every wrong prediction refuted', async () => {
    const verdict = await check(golden, 'skewed')
    expect(verdict.outcome).toBe('supported')
    expect(verdict.controls.length).toBeGreaterThanOrEqual(4)
    for (const control of verdict.controls) expect(control.outcome).toBe('refuted')
    expect(verdict.measurement!.quantities['threshold']!.estimate.value).toBeCloseTo(0.16, 3)
  })
  it('is refuted when the prediction is seeded with an error', async () => {
    const wrong = {
      ...gradientDescentThreshold,
      predict: (site: Parameters<typeof gradientDescentThreshold.predict>[0]) => {
        const right = gradientDescentThreshold.predict(site)
        const quantity = right.quantities['threshold']!
        const estimate = {
          kind: 'numerical',
          value: 1.05 * quantity.estimate.value,
          error: 0,
          method: '',
        } as const
        return { ...right, quantities: { ...right.quantities, threshold: { ...quantity, estimate } } }
      },
    }
    const { situation } = situate(modelFrom(golden), { at: 'skewed' })
    expect((await verify(wrong, situation, { seed: 7 })).outcome).toBe('refuted')
  })
  it.each([
    [
      'u·v = 0 at the origin',
      { title: 't', parameters: ['u', 'v'], residuals: ['u*v'] },
      'u=0,v=0',
      'clean-minimum',
    ],
    [
      '(uv − 1)²',
      { title: 't', parameters: ['u', 'v'], residuals: ['(u*v - 1)^2'] },
      'u=1,v=1',
      'clean-minimum',
    ],
    [
      '|u| − v at its kink',
      { title: 't', parameters: ['u', 'v'], residuals: ['abs(u) - v'] },
      'u=0,v=0',
      'smooth',
    ],
    [
      'contradicting data',
      { title: 't', parameters: ['a'], data: { x: [1, 1], y: [1, 2] }, output: 'a*x' },
      'a=1',
      'interpolates',
    ],
  ] as [string, ModelObject, string, string][])('does not apply to %s', async (_, model, at, hypothesis) => {
    const verdict = await check(model, at)
    expect(verdict.outcome).toBe('not applicable')
    expect(verdict.hypotheses.find(({ state }) => state === 'refuted')?.id).toBe(hypothesis)
    expect(verdict.prediction).toBeUndefined()
  })
})

describe('places where a careless experiment goes wrong', () => {
  const outcomeAt = async (model: ModelObject, at: string) => {
    const { situation } = situate(modelFrom(model), { at })
    return (await verify(gradientDescentThreshold, situation, { seed: 3 })).outcome
  }
  const plane = { title: 't', parameters: ['u', 'v'] }
  it.each([
    ['a kink close by, coordinates of very different size', ['abs(u)*v - 1'], 'u=1/1000,v=1000', 'supported'],
    ['a singular point close by', ['u*v'], 'u=1/1000,v=0', 'supported'],
    ['a parameter that does not occur, an isolated minimum otherwise', ['u - 1'], 'u=1,v=5', 'supported'],
    ['a set with a singular neighbour', ['u*v - 1', 'u*v - 1 + (u - v)^3'], 'u=1,v=1', 'not applicable'],
  ])('%s', async (_, residuals, at, outcome) => {
    expect(await outcomeAt({ ...plane, residuals }, at)).toBe(outcome)
  })
  it('a minimum that is not quadratic, reached only approximately', async () => {
    expect(await outcomeAt({ ...plane, loss: '(u*v - 1)^4' }, 'u=2,v=1')).toBe('not applicable')
  })
})

describe('over many seeds', () => {
  it('no displacement is so short that rounding decides its fate', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { situation } = situate(modelFrom(golden), { at: 'skewed' })
      expect([seed, (await verify(gradientDescentThreshold, situation, { seed })).outcome]).toEqual([
        seed,
        'supported',
      ])
    }
  })
})

describe('a step that is not singular', () => {
  const found = (model: Omit<ModelObject, 'title'>, at: string, learningRate: string) => {
    const { situation } = situate(modelFrom({ title: 't', ...model } as ModelObject), { at, learningRate })
    return gradientDescentThreshold.hypotheses.find(({ id }) => id === 'non-singular-step')!.check(situation)
  }
  it('is proved by an exact determinant where the Hessian is rational', () => {
    const { state, evidence } = found({ parameters: ['u', 'v'], residuals: ['u*v - 1'] }, 'u=1,v=1', '1/10')
    // I − η∇²L at the origin is [1, η; η, 1].
    expect([state, evidence]).toEqual([
      'proved',
      expect.stringContaining('the determinant is 0.99, not zero'),
    ])
  })
  it('is proved by intervals, and soon, where the Hessian is made of constants such as tanh(1/3)', () => {
    const parameters = { a: [3], b: [3] } as const
    const residuals = [1, 2, 3].map((x) => `dot(a + [1/7, 1/3, 1/5], tanh((b + [1/3, 1/5, 2/7])*${x})) - 1`)
    const model = { parameters, residuals } as unknown as ModelObject
    const start = performance.now()
    const { state, evidence } = found(model, 'a=[1,1,1],b=[1,-1,1/2]', '1/10')
    expect([state, evidence]).toEqual(['proved', expect.stringContaining('by interval arithmetic')])
    expect(performance.now() - start).toBeLessThan(5000)
  })
  it('is not claimed where no point shows it', () => {
    // 1 − η·L″ = 0 everywhere.
    const { state } = found({ parameters: ['u'], residuals: ['u*sqrt(2)'] }, 'u=0', '1/2')
    expect(state).toBe('checked')
  })
})
