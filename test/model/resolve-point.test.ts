import { describe, expect, it } from 'vitest'
import { evaluate, toText } from '../../src/expression/index.js'
import { modelFrom, resolvePoint } from '../../src/model/index.js'
import { problemOf, shownBy } from './problems.js'

const model = modelFrom({
  title: 'T',
  parameters: { a: 'scalar', w: 2, M: [2, 2], p: { positive: true } },
  loss: 'a + sum(w) + sum(M) + p',
  points: {
    'far away': {
      a: 1,
      w: [2, 3],
      M: [
        [4, 5],
        [6, 7],
      ],
      p: 8,
    },
  },
})

const scalars = modelFrom({
  title: 'T',
  parameters: ['a', 'b'],
  loss: 'a*b',
  points: { skewed: { a: 2, b: 1 } },
})

describe('a point that is asked for', () => {
  it('can be one of the model', () => {
    expect(resolvePoint(scalars, 'skewed')).toBe(scalars.points[0])
    expect(resolvePoint(model, ' far away ')).toBe(model.points[0])
    expect(model.points[0]!.coordinates.map((entry) => evaluate(entry, new Map()))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ])
  })

  it('can be coordinates, exactly', () => {
    const { name, coordinates } = resolvePoint(scalars, ' b=sqrt(2), a = max(1/3, 0.1) ')
    expect(name).toBe('b=sqrt(2), a = max(1/3, 0.1)')
    expect(coordinates.map(toText)).toEqual(['1/3', 'sqrt(2)'])
  })

  it('can have vectors and matrices as coordinates', () => {
    const { coordinates } = resolvePoint(model, 'w=[1,2],M=[1,2;3,4],a=0,p=e')
    expect(coordinates.map(toText)).toEqual(['0', '1', '2', '1', '2', '3', '4', 'e'])
  })

  it('can be given entry by entry, as points are printed', () => {
    const { coordinates } = resolvePoint(
      model,
      'w[1] = 1, w[2]=2, M[1,1]=1,M[1, 2]=2,M[2,1]=3,M[2,2]=4, a=0,p=1',
    )
    expect(coordinates.map(toText)).toEqual(['0', '1', '2', '1', '2', '3', '4', '1'])
  })

  it.each([
    ['a=0,p=1,w=[1,2],M[1,1]=1', 'missing-coordinate', 'M[1,2]'],
    ['a=0,p=1,w=[1,2],M[1,3]=1', 'bad-index', 'M[1,3]'],
    ['a[1]=0', 'bad-index', 'a[1]'],
    ['w[1]=0,w=[1,2]', 'bad-option', 'w twice'],
    ['w=[1,2],w[1]=0', 'bad-option', 'w[1] twice'],
    ['w[1]=[1,2]', 'bad-field', 'a vector of 2'],
    ['p[1]=-1', 'bad-index', 'p[1]'],
  ])('%j is refused', (at, code, advice) => {
    expect(problemOf(() => resolvePoint(model, at)).code).toBe(code)
    expect(shownBy(() => resolvePoint(model, at))).toContain(advice)
  })

  it('can have a vector for a matrix of one column', () => {
    const column = { title: 'T', parameters: { w: [2, 1] as [number, number] }, loss: 'sum(w)' }
    const given = modelFrom({ ...column, points: { p: { w: [1, 2] } } })
    expect(given.points[0]!.coordinates.map(toText)).toEqual(['1', '2'])
    expect(resolvePoint(given, 'w=[3,4]').coordinates.map(toText)).toEqual(['3', '4'])
    expect(() => resolvePoint(given, 'w=[3,4,5]')).toThrow()
  })

  it.each([
    ['skew', 'unknown-point', 1, 'Did you mean skewed?'],
    ['', 'bad-option', undefined, 'found nothing'],
    ['a=2', 'missing-coordinate', 1, 'gives no value for b'],
    ['a=2,b=', 'bad-syntax', 7, 'The formula is empty.'],
    ['a=2,b=1+q', 'unknown-symbol', 9, 'q is not a parameter'],
    ['a=2,c=1', 'unknown-symbol', 5, 'c is not a parameter (a, b)'],
    ['a=2,a=3', 'bad-option', 5, 'a twice'],
    ['a=2,', 'bad-option', 5, 'found nothing'],
    ['a=2,3', 'bad-option', 5, 'found 3'],
    ['a=2,b=[1,2]', 'bad-field', 7, 'a vector of 2'],
    ['a=b,b=1', 'not-a-number', 3, 'an expression in b'],
    ['a=1/0,b=1', 'undefined-value', 4, 'division by zero'],
    ['a=1,b=10^400', 'undefined-value', 7, 'the largest double'],
    ['a==1,b=1', 'not-allowed', 3, 'an assignment'],
    ['a=(1', 'bad-syntax', 3, 'never closed'],
    ['__proto__=1', 'bad-option', 1, 'coordinates such as'],
    ['constructor=1', 'unknown-symbol', 1, 'constructor is not a parameter'],
  ])('%j has a caret where it is wrong', (at, code, column, advice) => {
    const problem = problemOf(() => resolvePoint(scalars, at))
    expect([problem.code, problem.span?.column]).toEqual([code, column])
    expect(problem.span?.source ?? '--at').toBe('--at')
    expect(shownBy(() => resolvePoint(scalars, at))).toContain(advice)
  })

  it('must keep to what was declared', () => {
    expect(shownBy(() => resolvePoint(model, 'a=1,w=[1,1],M=[1,1;1,1],p=-1'))).toContain(
      'a positive number, as declared',
    )
  })
})
