import { expect, it } from 'vitest'
import { limitOf } from '../../../src/index.js'
import { modelFrom, type ModelObject } from '../../../src/model/index.js'

const read = (object: Omit<ModelObject, 'title'>) => modelFrom({ title: 't', ...object } as ModelObject)

/** At σ = 1/3: masks are kept with probability 9/10. */
const atThird = async (residual: string, noise: string, at: string) => {
  const { limit } = await limitOf(read({ parameters: ['u', 'v'], residuals: [residual] }), {
    at,
    noise,
    strength: '1/3',
  })
  const found = limit!.atStrength!
  if ('missing' in found) throw new Error(found.missing)
  return found
}

// The worked cases W14 and W15; with noise on u² as a whole the regulariser of W15 would be another.
it.each([
  ['drop-connect law=gaussian', '163/54'],
  ['drop-connect', '1981/1458'],
])('the regulariser of W14 with %s', async (noise, expected) => {
  const { regulariser, drift } = await atThird('u^2*v - 1', noise, 'u=2,v=1/4')
  expect(regulariser).toMatchObject({ kind: 'exact', text: expected })
  expect(drift.map(({ value }) => value)).toEqual([0, 0])
})

it.each([
  ['drop-connect law=gaussian', 5 / 12, -1 / 6],
  ['drop-connect', 419 / 1296, 0.20679012345679],
])('regulariser and drift of W15 with %s', async (noise, value, first) => {
  const { regulariser, drift, hasMasks } = await atThird('u^2 + v - 1', noise, 'u=1/2,v=3/4')
  expect(hasMasks).toBe(noise === 'drop-connect')
  expect(regulariser.value).toBeCloseTo(value, 14)
  expect(drift[0]!.value).toBeCloseTo(first, 13)
  expect(drift[1]!.value).toBeCloseTo(-first, 13)
})

it('labels in batches have a mean effect of their own, not that of noise of all samples with their covariance', async () => {
  const model = read({ parameters: ['u', 'v'], data: { x: [1, 2, 3], y: [1, 2, 3] }, output: 'u*v*x' })
  for (const batchSize of [undefined, 1, 2]) {
    const { limit } = await limitOf(model, { at: 'u=2,v=1/2', noise: 'label-noise', batchSize, strength: 1 })
    expect(limit!.coefficients.regulariser.value).toBeCloseTo(1 / 2, 14)
    expect(limit!.atStrength).toMatchObject({ regulariser: { value: 0.5 } })
  }
})

it('is refused without a noise, and where σ is no positive number', async () => {
  const model = read({ parameters: ['u', 'v'], residuals: ['u*v - 1'] })
  await expect(limitOf(model, { at: 'u=2,v=1/2', strength: 1 })).rejects.toThrow(/--noise/)
  await expect(limitOf(model, { at: 'u=2,v=1/2', noise: 'additive', strength: -1 })).rejects.toThrow(
    /positive/,
  )
})
