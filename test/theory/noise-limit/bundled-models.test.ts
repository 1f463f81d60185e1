import { describe, expect, it } from 'vitest'
import { bundledModels, readBundledModel } from '../../../src/node/catalogue.js'
import { situate } from '../../../src/study/index.js'

const names = await bundledModels()

/** The class of a noise at the first point, or why there is none. */
async function classOf(name: string, noise: string) {
  const model = await readBundledModel(name)
  const { situation } = situate(model, { at: model.points[0]!.name, noise })
  return 'problem' in situation.landing ? 'no zero-loss set' : situation.noise!.kind
}

// What the theory says of these noises on every model that fits all samples.
describe.each(names)('%s', async (name) => {
  const model = await readBundledModel(name)
  const hasSet = (await classOf(name, 'additive')) !== 'no zero-loss set'

  if (!hasSet)
    it('has no zero-loss set', async () => {
      expect(await classOf(name, 'perturbed')).toBe('no zero-loss set')
    })

  if (hasSet && model.loss.kind === 'squares')
    it('label noise drifts on the slow time, without diffusion', async () => {
      expect(await classOf(name, 'label-noise')).toMatchObject({
        kind: 'strictly degenerate',
        diffuses: false,
        timeScales: [{ alpha: 2, sigma: 2 }],
      })
    })

  if (hasSet && model.loss.count > 1)
    it('batches move nothing', async () => {
      expect(await classOf(name, 'minibatch')).toMatchObject({
        kind: 'trivial',
        frozen: true,
        timeScales: [],
      })
    })

  if (hasSet) {
    it('additive noise diffuses on the slow time', async () => {
      expect(await classOf(name, 'additive')).toMatchObject({
        kind: 'strictly degenerate',
        diffuses: true,
        timeScales: [{ alpha: 2, sigma: 2 }],
      })
    })

    it('anti-correlated noise descends the trace of the Hessian on the fast time', async () => {
      expect(await classOf(name, 'perturbed')).toMatchObject({
        kind: 'non-degenerate',
        timeScales: [{ alpha: 1, sigma: 2 }],
      })
    })
  }
})

it('masks on factors of a product cannot be seen along the set, Gaussian factors can', async () => {
  expect(await classOf('scalar-factorisation', 'drop-connect')).toMatchObject({ kind: 'trivial' })
  expect(await classOf('scalar-factorisation', 'drop-connect law=gaussian')).toMatchObject({
    kind: 'conditionally degenerate',
    timeScales: [{ alpha: 2, sigma: 2 }],
  })
})
