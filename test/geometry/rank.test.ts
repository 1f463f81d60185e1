import { describe, expect, it } from 'vitest'
import {
  landscapeOf,
  rankNotes,
  regularityAt,
  type ZeroLossPoint,
  zeroLossPoint,
} from '../../src/geometry/index.js'
import { modelFrom, type ModelObject, resolvePoint } from '../../src/model/index.js'

function pointOn(object: Partial<ModelObject>, at: string): ZeroLossPoint {
  const model = modelFrom({ title: 't', ...object } as ModelObject)
  return zeroLossPoint(landscapeOf(model), resolvePoint(model, at))
}

const three = ['u', 'v', 'w']
const crossing: Partial<ModelObject> = { parameters: ['u', 'v'], residuals: ['u*v'] }

describe('the certificate of a rank', () => {
  it('is exact at an exact point', () => {
    const { rank } = pointOn({ parameters: three, residuals: ['u*v - 1', '3*(u*v - 1)', 'w*(u*v - 1)'] }, 'u=2,v=1/2,w=1') // prettier-ignore
    expect(rank).toMatchObject({ rank: 1, certainty: 'exact', clear: true, atLeast: 1 })
  })

  it('is enclosed where the Jacobian has full row rank, with a bound below the smallest singular value', () => {
    const { rank, enclosure, coordinates } = pointOn({ parameters: three, residuals: ['u*v - 1', 'v*w^2 - 1'] }, 'u=1,v=2,w=1') // prettier-ignore
    expect(rank).toMatchObject({ rank: 2, certainty: 'enclosed', clear: true })
    expect(rank.smallestAtLeast).toBeGreaterThan(1)
    expect(rank.smallestAtLeast).toBeLessThan(rank.singularValues[1]!)
    // v = 1/u and w = √u at a zero: the point must lie within the radius of one.
    const [u, v, w] = coordinates
    const conditioning = 1 / rank.smallestAtLeast!
    expect(Math.abs(u! * v! - 1)).toBeLessThan(4 * enclosure!.radius * conditioning)
    expect(Math.abs(w! - Math.sqrt(u!))).toBeLessThan(4 * enclosure!.radius * conditioning)
    expect(enclosure!.radius).toBeLessThan(1e-11)
  })

  it('is only numerical for redundant residuals at a rounded point, but bounded from below', () => {
    const { rank, enclosure } = pointOn({ parameters: three, residuals: ['u*v - 1', '3*(u*v - 1)'] }, 'u=2,v=1/3,w=1') // prettier-ignore
    expect(rank).toMatchObject({ rank: 1, certainty: 'numerical', clear: true, atLeast: 1 })
    // One of two residuals three times the other: at a regular point it is redundant, and only that.
    expect(rankNotes(rank, 'clean').join()).toMatch(/1 of the 2 residuals adds no condition/)
    expect(rankNotes(rank, 'undecided').join()).toMatch(/redundant, or the point is singular/)
    expect(rankNotes(rank, 'singular')).toEqual([])
    expect(enclosure).toBeUndefined()
  })

  it('keeps a singular value of 1e-7, proved not to be 0, and warns of it', () => {
    const { rank } = pointOn({ parameters: three, residuals: ['u*v - 1', '1e-7*(w - 2)'] }, 'u=2,v=1/3,w=1')
    expect(rank).toMatchObject({ rank: 2, certainty: 'enclosed' })
    expect(rank.singularValues[1]).toBeCloseTo(1e-7, 20)
    expect(rank.smallestAtLeast! / 1e-7).toBeCloseTo(1, 9)
    expect(rank.conditioning).toBeLessThan(1e-7)
    expect(rank.notes.join()).toMatch(/near-deficient/)
  })

  it('is not clear where a singular value of 1e-11 was dropped that is no rounding error', () => {
    const point = pointOn({ parameters: three, residuals: ['u*v - 1', '1e-11*(w - 2)'] }, 'u=2,v=1/3,w=1')
    expect(point.rank).toMatchObject({ rank: 1, certainty: 'numerical', clear: false })
    expect(point.rank.notes.join()).toMatch(/not decided/)
    expect(regularityAt(point).state).toBe('undecided')
  })

  it('does not take a singular point known to 1e-13 for a regular one', () => {
    const point = pointOn(crossing, 'u=1,v=1')
    expect(Math.hypot(...point.coordinates)).toBeLessThan(1e-10)
    expect(point.rank).toMatchObject({ rank: 0, certainty: 'numerical', clear: false, atLeast: 0 })
    expect(regularityAt(point)).toMatchObject({ state: 'singular' })
  })

  it('counts the Hessian of a general loss', () => {
    const { rank } = pointOn({ parameters: ['u', 'v'], loss: 'log(cosh(u*v - 1))' }, 'u=2,v=1')
    expect(rank).toMatchObject({ of: 'Hessian', rank: 1, clear: true, certainty: 'numerical', atLeast: 1 })
  })
})

describe('singular points', () => {
  it('the crossing of two lines has a rank drop', () => {
    const found = regularityAt(pointOn(crossing, 'u=0,v=0'))
    expect(found.state).toBe('singular')
    expect(found.higher?.rank).toBe(1)
    const [u, v] = found.higher!.coordinates
    expect(Math.abs(u! * v!)).toBeLessThan(1e-15)
    expect(regularityAt(pointOn(crossing, 'u=0,v=2'))).toMatchObject({ state: 'clean', certainty: 'exact' })
  })

  it('an isolated zero where all derivatives vanish is smaller than the kernel', () => {
    const found = regularityAt(pointOn({ parameters: ['u', 'v'], residuals: ['u^2 + v^2'] }, 'u=0,v=0'))
    expect(found.state).toBe('singular')
    expect(found.reason).toMatch(/kernel is larger/)
  })

  it('a product of matrices with a deficient target is singular where both factors are deficient, and only there', () => {
    const factorisation: Partial<ModelObject> = {
      parameters: { U: [2, 2], V: [2, 2] },
      residuals: 'U*V - [1, 0; 0, 0]',
      points: {
        both: { U: [[1, 0], [0, 0]], V: [[1, 0], [0, 0]] },
        one: { U: [[1, 0], [0, 1]], V: [[1, 0], [0, 0]] },
      },
    } // prettier-ignore
    const both = pointOn(factorisation, 'both')
    expect(both.rank).toMatchObject({ rank: 3, certainty: 'exact' })
    expect(regularityAt(both)).toMatchObject({ state: 'singular', higher: { rank: 4 } })
    expect(regularityAt(pointOn(factorisation, 'one'))).toMatchObject({ state: 'clean', certainty: 'exact' })
  })

  it('redundant residuals are not: the rank is as large as it is anywhere, exactly', () => {
    const redundant = { parameters: three, residuals: ['u*v - 1', '3*(u*v - 1)'] }
    expect(regularityAt(pointOn(redundant, 'u=2,v=1/2,w=1'))).toMatchObject({ state: 'clean', certainty: 'exact' })
    expect(regularityAt(pointOn(redundant, 'u=2,v=1/3,w=1'))).toMatchObject({ state: 'clean', certainty: 'numerical' })
  }) // prettier-ignore

  it('a rank below its largest that is constant along the set is clean', () => {
    const found = regularityAt(pointOn({ parameters: ['u', 'v'], residuals: ['u', 'u*v'] }, 'u=0,v=0'))
    expect(found).toMatchObject({ state: 'clean', certainty: 'numerical' })
  })
})
