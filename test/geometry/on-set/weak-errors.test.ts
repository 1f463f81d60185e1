import { describe, expect, it } from 'vitest'
import { orderFit } from '../../../src/numeric/index.js'
import { runs } from '../../thoroughness.js'
import { exactValues, expectations, gaussian, polar, schemes, threePoint } from './circle.js'

const exact = exactValues()

describe('weak errors of schemes on the circle, without sampling', () => {
  it('refer to the values of the diffusion', () => {
    expect(Math.abs(exact[0]! - 0.24606452563)).toBeLessThan(1e-11)
    expect(Math.abs(exact[1]! + 0.078447625004)).toBeLessThan(1e-11)
  })

  // At h = 0.05, 0.025, 0.0125, 0.00625, from an independent program: with quadrature over both Gaussian increments on a fine
  // square grid for the first two of `limit` and `euler`, by Gauss–Hermite with 20 nodes for the wrong drifts. The last two of
  // `limit` and `euler`, to five digits, are from another program and were written down before.
  const independent = {
    limit: [[-0.019132, 0.025498], [-0.008234, 0.009702], [-0.00375, 0.00463], [-0.00181, 0.00228]],
    euler: [[-0.0032479, -0.0207392], [-0.0014817, -0.0141839], [-0.00071, -0.00842], [-0.00035, -0.00462]],
    withoutMixed: [[0.117387, 0.1939184], [0.1161331, 0.2077875], [0.1152339, 0.2176763], [0.1147041, 0.2237162]],
    withoutDrift: [[0.1269578, 0.1605927], [0.1210669, 0.1897284], [0.117745, 0.2081433], [0.1159716, 0.2187916]],
  } // prettier-ignore

  it.each(['limit', 'euler', 'withoutMixed', 'withoutDrift'] as const)('%s: as in an independent program', (name) => {
    const law = name === 'limit' ? polar : gaussian(runs(16, 48))
    for (const [i, h] of [0.05, 0.025, 0.0125, 0.00625].entries()) {
      const found = expectations(schemes[name](), h, law)
      found.forEach((value, k) => {
        const expected = independent[name][i]![k]!
        const lastDigit = 10 ** -String(expected).split('.')[1]!.length
        expect(Math.abs(value - exact[k]! - expected)).toBeLessThan(1.1 * Math.max(lastDigit, 1e-6))
      })
    }
  }) // prettier-ignore

  it.each(['limit', 'euler', 'derived'] as const)('%s: of order one with increments of three values', (name) => {
    const sizes = [0.0125, 0.00625, 0.003125]
    const found = sizes.map((h) => expectations(schemes[name](), h, threePoint))
    for (const k of [0, 1]) {
      const errors = found.map((values) => Math.abs(values[k]! - exact[k]!))
      const { order } = orderFit(sizes, errors)
      expect(order.value).toBeGreaterThan(0.9)
      expect(order.value).toBeLessThan(1.1)
      expect(errors[2]).toBeLessThan(0.003)
    }
  }) // prettier-ignore

  it.each(['withoutMixed', 'withoutDrift'] as const)('%s: does not converge', (name) => {
    for (const h of [0.0125, 0.00625, 0.003125])
      expect(expectations(schemes[name](), h, threePoint)[0]! - exact[0]!).toBeGreaterThan(0.11)
  })

  it('are the same for a limit that is integrated and one that is known', () => {
    const [known, integrated] = [schemes.limit(), schemes.flow()].map((scheme) =>
      expectations(scheme, 0.05, threePoint, 4),
    )
    known!.forEach((value, k) => expect(Math.abs(value - integrated![k]!)).toBeLessThan(1e-9))
  })
})
