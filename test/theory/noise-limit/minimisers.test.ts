import { describe, expect, it } from 'vitest'
import { limitOf } from '../../../src/index.js'
import { modelFrom, type ModelObject } from '../../../src/model/index.js'

const read = (object: object) => modelFrom({ title: 't', parameters: ['u', 'v'], ...object } as ModelObject)
const data = { data: { x: [1, 1, 2], y: [1, 2, 3] }, output: 'u*v*x' }

describe('a loss with a positive minimum', () => {
  it('is refused with the minimum, exact at an exact minimiser, and with what to write instead', async () => {
    await expect(limitOf(read(data), { at: 'u=2,v=3/4', noise: 'minibatch' })).rejects.toThrow(/loss: \(output - y\)\^2\/2 - 1\/12`/) // prettier-ignore
    await expect(limitOf(read(data), { at: 'u=2,v=1/2', noise: 'minibatch' })).rejects.toThrow(/- 0\.0833333333/) // prettier-ignore
    // No minimum: the loss falls for ever.
    const falling = read({ residuals: ['exp(-u) + exp(-v)'] })
    await expect(limitOf(falling, { at: 'u=1,v=1', noise: 'label-noise' })).rejects.not.toThrow(/taken away/)
  })

  it('has its limit on the set of minimisers when it is written so', async () => {
    const { limit } = await limitOf(read({ ...data, loss: '(output - y)^2/2 - 1/12' }), { at: 'u=2,v=3/4', noise: 'minibatch' }) // prettier-ignore
    // Σ = H/12 at batches of one of three samples, H = 2(v, u)(v, u)ᵀ: −(1/48)∇_Γ tr H.
    const [u, v] = [2, 3 / 4]
    const along = (u * u - v * v) / (u * u + v * v)
    const { total } = limit!.coefficients.slowDrift
    expect(total[0]!.value).toBeCloseTo((-4 * u * along) / 48, 12)
    expect(total[1]!.value).toBeCloseTo((4 * v * along) / 48, 12)
    expect(total[0]).toMatchObject({ kind: 'exact', text: '-55/438' })
    expect(limit!.coefficients.notes.join()).toContain('left out')
  })
})

describe('a flow that comes to rest', () => {
  const until = async (residual: string, at: string, time: number) => {
    const { limit } = await limitOf(read({ residuals: [residual] }), {
      at,
      noise: 'label-noise',
      until: time,
    })
    const [path] = limit!.paths
    if (path === undefined || 'missing' in path) throw new Error(path?.missing)
    return path.states
  }

  it('stays there for as long as is asked', async () => {
    const states = await until('u*v - 1', 'u=2,v=1/2', 1e9)
    for (const { coordinates } of states.slice(1))
      for (const { value } of coordinates) expect(Math.abs(value - 1)).toBeLessThan(1e-12)
  })

  it('is followed as before until then', async () => {
    // u² − v² = (u² − v²)(0)·e⁻ᵗ.
    for (const { at, coordinates } of await until('u*v - 1', 'u=2,v=1/2', 60)) {
      const [u, v] = coordinates.map(({ value }) => value) as [number, number]
      expect(Math.abs(u * u - v * v - 3.75 * Math.exp(-at))).toBeLessThan(1e-8)
    }
  })
})
