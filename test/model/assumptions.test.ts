import { describe, expect, it } from 'vitest'
import { toText } from '../../src/expression/index.js'
import { brokenAssumption, lossOf, modelFrom, parseModel, sampleLossOf } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { problemOf, shownBy } from './problems.js'

const lossText = (parameters: object, loss: string) =>
  toText(lossOf(modelFrom({ title: 'T', parameters, loss } as never)))

describe('assumptions in a model file', () => {
  it('let roots of squares go for positive parameters, and only for them', () => {
    expect(lossText({ s: { positive: true } }, 'sqrt(s^2)')).toBe('s')
    expect(lossText({ s: { nonzero: true } }, 'sqrt(s^2)')).toBe('sqrt(s^2)')
    expect(lossText({ s: { real: true } }, 'sqrt(s^2)')).toBe('sqrt(s^2)')
    expect(lossText({ s: { shape: 2, positive: true } }, 'sum(sqrt(s.^2))')).toBe('s[1] + s[2]')
    expect(lossText({ s: { positive: false } }, 'sqrt(s^2)')).toBe('sqrt(s^2)')
  })

  it('can be made of data, whose samples must keep to them', () => {
    const model = (assumed: object, loss = 'a*sqrt(x^2)') =>
      modelFrom({ title: 'T', parameters: ['a'], data: { x: { samples: [1, 2], ...assumed } }, loss } as never)
    const perSample = (assumed: object, loss?: string) => toText(sampleLossOf(model(assumed, loss)))
    expect(perSample({ positive: true })).toBe('a*x')
    expect(perSample({})).toBe('a*sqrt(x^2)')
    expect(perSample({ integer: true }, 'a*cos(2*pi*x)')).toBe('a')
    expect(toText(lossOf(model({})))).toBe(toText(lossOf(model({ positive: true, integer: true }))))
  })

  it('belong to the hash when they are made, and not when they say nothing', () => {
    const hash = (x: unknown) =>
      modelFrom({ title: 'T', parameters: ['a'], data: { x }, loss: 'a*x' } as never).hash
    expect(hash({ samples: [1, 2] })).toBe(hash([1, 2]))
    expect(hash({ samples: [1, 2], real: true, positive: false })).toBe(hash([1, 2]))
    expect(hash({ samples: [1, 2], positive: true })).not.toBe(hash([1, 2]))
    expect(hash({ samples: [1, 2], integer: true })).not.toBe(hash({ samples: [1, 2], nonzero: true }))
  })

  const head = 'title: T\nparameters: {a: {positive: true}, w: {shape: 2, nonzero: true}}\nloss: a*sum(w)\n'
  it.each([
    ['a start', `${head}points: {p: {a: -1, w: [1, 1]}}`, 4, 17, 'points.p.a', 'a positive number, as declared', '-1'],
    ['an entry', `${head}points: {p: {a: 1, w: [1, 0]}}`, 4, 27, 'points.p.w[2]', 'a nonzero number, as declared', '0'],
    ['a list as a formula', `${head}points: {p: {a: 1, w: "[1, 0]"}}`, 4, 23, 'points.p.w[2]', 'a nonzero', '0'],
    ['an exact start', `${head}points: {p: {a: 1 - sqrt(2), w: [1, 1]}}`, 4, 17, 'points.p.a', 'a positive', '-0.41421'],
    ['a sample', 'title: T\nparameters: [a]\ndata: {x: {samples: [1, -2], positive: true}}\nloss: a*x', 3, 25, 'data.x.samples[2]', 'a positive', '-2'],
    ['a part', 'title: T\nparameters: [a]\ndata: {x: {samples: [[1, 2], [3, 1/2]], integer: true}}\nloss: a*x[1]', 3, 34, 'data.x.samples[2][2]', 'a whole number, as declared', '1/2'],
    ['a sample of 0', 'title: T\nparameters: [a]\ndata: {x: {samples: [0], nonzero: true}}\nloss: a*x', 3, 22, 'data.x.samples[1]', 'a nonzero', '0'],
    ['an integer parameter', 'title: T\nparameters: {a: {integer: true}}\nloss: a', 2, 27, 'parameters.a.integer', 'cannot be whole; a datum can', 'true'],
    ['a parameter that is not real', 'title: T\nparameters: {a: {real: false}}\nloss: a', 2, 24, 'parameters.a.real', 'all numbers here are real', 'false'],
    ['no samples', 'title: T\nparameters: [a]\ndata: {x: {samples: []}}\nloss: a*x', 3, 21, 'data.x.samples', 'at least one sample', 'an empty list'],
  ])('%s that breaks them is refused at its place', (_, text, line, column, field, expected, got) => {
    const { code, facts, span } = problemOf(() => parseModel(text, 'model.yaml'))
    expect([code, span?.line, span?.column]).toEqual(['bad-field', line, column])
    expect(facts).toMatchObject({ field, expected: expect.stringContaining(expected), got: expect.stringContaining(got) })
  })

  it('must be known words', () => {
    const text = 'title: T\nparameters: [a]\ndata: {x: {samples: [1], postive: true}}\nloss: a*x'
    expect(shownBy(() => parseModel(text, 'm'))).toContain('Did you mean positive?')
  })
}) // prettier-ignore

describe('a start on the command line or at random', () => {
  const model = (parameters: object, residuals = 'u*v - 1') =>
    modelFrom({ title: 'T', parameters, residuals } as never)

  it('is refused where it breaks an assumption, by the name of the entry', () => {
    const shown = shownBy(() => situate(model({ u: { positive: true }, v: 'scalar' }), { at: 'u=-1,v=-1' }))
    expect(shown).toContain('Expected a positive number, as declared, but found -1.')
    const vector = model({ u: { shape: 2, positive: true } }, 'u[1]*u[2] - 1')
    expect(shownBy(() => situate(vector, { at: 'u=[1,-1]' }))).toContain('u[2] cannot be read')
  })

  it('keeps to them when it is drawn', () => {
    const given = model({ u: { shape: 40, positive: true }, v: { shape: 40, nonzero: true } }, "u'*v - 1")
    const { at } = situate(given, { seed: 3 })
    const values = at.coordinates.map((e) => (e.kind === 'constant' ? Number(e.value.numerator) : NaN))
    expect(values.slice(0, 40).every((value) => value > 0)).toBe(true)
    expect(values.slice(40).some((value) => value < 0)).toBe(true)
  })

  it('that is moved to where they do not hold is no point of the set', () => {
    // From (0.1, -2) the flow of (u v - 1)^2 ends with both negative; v alone may be.
    const { situation } = situate(model({ u: { positive: true }, v: 'scalar' }), { at: 'u=0.1,v=-2' })
    expect(situation.landing).toMatchObject({ problem: { code: 'beyond-assumption' } })
    const { problem } = situation.landing as { problem: { facts: { reached: string } } }
    expect(problem.facts.reached).toMatch(/^u = -\d.*, where u is declared positive$/)
    const { situation: free } = situate(model({ u: 'scalar', v: 'scalar' }), { at: 'u=0.1,v=-2' })
    expect(brokenAssumption(model({ u: { positive: true }, v: 'scalar' }), 'point' in free.landing ? free.landing.point.coordinates : [])).toMatch(/^u = -/)
  })
}) // prettier-ignore
