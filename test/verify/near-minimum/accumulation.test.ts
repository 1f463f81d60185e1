import { describe, expect, it } from 'vitest'
import { unlimited, within } from '../../../src/base/budget.js'
import { readBundledModel } from '../../../src/node/catalogue.js'
import { runs } from '../../thoroughness.js'
import { accumulation, near, one, run, twoResiduals } from './cases.js'

const golden = await readBundledModel('two-layer-scalar')
const settled = ({ quantities }: Awaited<ReturnType<typeof run>>) => quantities['settled']!
const distances = [1e-2, 1e-4, 1e-6, 1e-8]
const replicas = runs(512, 8192)

describe('where runs settle that begin close to a point', () => {
  it('is there below the threshold', async () => {
    const found = await run(twoResiduals, accumulation(near(twoResiduals, 'p', 0.8, one), { replicas }))
    expect(settled(found).estimate.value).toBe(1)
    expect(settled(found).estimate.halfWidth).toBeLessThan(0.02)
    expect(found.run).toMatchObject({ replicas, cutShort: false })
    expect(found.charts[0]!.measured.map(({ x }) => x)).toEqual([-1, -2, -3])
  })

  it('is not there above it, where runs leave and come near again', async () => {
    const place = near(twoResiduals, 'p', 1.2, one)
    const found = await run(
      twoResiduals,
      accumulation(place, { replicas: 512, mostSteps: 1200, distances: [1e-2, 1e-3] }),
    )
    expect(settled(found).estimate.value).toBe(0)
    expect(settled(found).systematic).toBe(0)
    expect(found.remarks.join()).toMatch(/had left and were under way at the end/)
  })

  it('is elsewhere on the set for runs that escape: the distance decides, not the loss', async () => {
    const below = await run(golden, accumulation(near(golden, 'skewed', 0.22, one), { replicas, distances }))
    expect(settled(below).estimate.value).toBeGreaterThan(0.99)
    const above = accumulation(near(golden, 'skewed', 0.3, one), { replicas, distances })
    const escaped = await run(golden, above)
    // Factors 0.5 and 5: a run falls from 1e-8 to the last digits, some 3e-14, and stays there, with a probability of the order
    // of (3e-14/1e-8)^0.78 = 5e-5, since mean t^−0.78 = 1.
    const { value, halfWidth } = settled(escaped).estimate
    expect(value).toBeLessThan(1e-3)
    expect(value).toBeLessThanOrEqual(halfWidth)
    expect(escaped.remarks.join()).toMatch(/\d+ settled elsewhere on the zero-loss set, \d+ diverged/) // prettier-ignore
    // With a radius around everything they count as settled: those that diverge never do.
    const anywhere = settled(await run(golden, { ...above, radius: 1e6 })).estimate.value
    expect(anywhere).toBeGreaterThan(0.05)
    expect(anywhere).toBeLessThan(0.5)
  })

  it('is told with a limit that is uncertain close to the threshold', async () => {
    const close = (rate: number) => run(golden, accumulation(near(golden, 'skewed', rate, one), { replicas, distances })) // prettier-ignore
    // λ = −0.137: the share grows slowly towards 1, with a power of the distance of 0.12.
    const below = await close(0.24)
    const shares = below.charts[0]!.measured.map(({ y }) => y)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    const low = settled(below).estimate
    expect(low.value).toBeLessThan(0.98)
    expect(low.value + low.halfWidth).toBeGreaterThanOrEqual(1)
    // λ = 0.116: rounding takes some runs to the set that would have risen again.
    const above = settled(await close(0.26)).estimate
    expect(above.value).toBeLessThan(0.3)
    expect(above.value - above.halfWidth).toBeLessThanOrEqual(0)
    expect(low.value - low.halfWidth).toBeGreaterThan(above.value + above.halfWidth)
  })

  it('counts runs that are not followed to their end as half, and says so', async () => {
    const place = near(twoResiduals, 'p', 0.3, one)
    const found = await run(twoResiduals, accumulation(place, { replicas: 256, mostSteps: 32 }))
    expect(settled(found)).toMatchObject({ systematic: 0.5, estimate: { value: 0.5 } })
    expect(found.remarks).toEqual(['of 256 runs from the smallest distance 256 were under way near the point at the end', expect.stringMatching(/^share that settles near the point, by the distance of the start: 0\.5 ± 0\.6 from 0\.1 /)]) // prettier-ignore
  })

  it('depends on the seed alone; ends when sharp enough, or with the budget', async () => {
    const experiment = accumulation(near(golden, 'skewed', 0.24, one), { distances, replicas: 1024 })
    expect(await run(golden, experiment, { seed: 3 })).toEqual(await run(golden, experiment, { seed: 3 }))
    const place = near(twoResiduals, 'p', 0.8, one)
    const long = accumulation(place, { replicas: 1e6 })
    const sharp = await run(twoResiduals, accumulation(place, { replicas: 16_384 }), {
      precision: { settled: 0.01 },
    })
    expect(sharp.run.replicas).toBeLessThan(4096)
    expect(sharp.run.cutShort).toBe(false)
    const cut = await run(twoResiduals, long, { budget: within(unlimited, 200) })
    expect(cut.run.cutShort).toBe(true)
  })
})
