import { describe, expect, it } from 'vitest'
import { unlimited, within } from '../../../src/base/budget.js'
import { modelFrom } from '../../../src/model/index.js'
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
    expect(escaped.remarks.join()).toMatch(/\d+ settled, to rounding, elsewhere on the zero-loss set, \d+ diverged/) // prettier-ignore
    // With a radius around everything they count as settled: those that diverge never do.
    const anywhere = settled(await run(golden, { ...above, radius: 1e6 })).estimate.value
    expect(anywhere).toBeGreaterThan(0.05)
    expect(anywhere).toBeLessThan(0.5)
  })

  it('is told from distances that doubles do not resolve, close to the threshold too', async () => {
    const close = (rate: number, closest: number, replicas: number) =>
      run(
        golden,
        accumulation(near(golden, 'skewed', rate, one), {
          distances: [1e-7, closest],
          replicas,
          radius: 0.02,
        }),
      )
    const [above, below] = [await close(0.26, 1e-150, 512), await close(0.24, 1e-150, 512)]
    expect(settled(above).estimate.value).toBe(0)
    expect(settled(below).estimate.value).toBe(1)
    expect(above.remarks.join()).toMatch(
      /settled, to rounding, elsewhere on the zero-loss set.*are followed magnified/,
    )
    // At 0.24 steps multiply by −0.2 and −3.8: where the mean γth power of these sizes is 1, leaving has the order σ^γ.
    const mean = (power: number) => (0.2 ** power + 3.8 ** power) / 2
    let [low, high] = [1e-3, 1]
    for (let k = 0; k < 40; k++) [low, high] = mean((low + high) / 2) < 1 ? [(low + high) / 2, high] : [low, (low + high) / 2] // prettier-ignore
    const count = runs(2048, 65_536)
    const shares = [1e-8, 1e-13, 1e-18].map(async (distance) => 1 - settled(await close(0.24, distance, count)).estimate.value) // prettier-ignore
    const [near8, near13, near18] = await Promise.all(shares)
    const sigma = (share: number) => Math.sqrt(1 / (share * count))
    for (const [share, farther] of [[near13!, near8!], [near18!, near13!]] as const) // prettier-ignore
      expect(Math.abs(Math.log(share / farther) + low * Math.log(1e5))).toBeLessThan(3.5 * Math.hypot(sigma(share), sigma(farther))) // prettier-ignore
  })

  it.each([
    // Rounding scales with the distance here,
    ['at the origin', { a: 0, b: 0 }, [0, 0], 1.3, 0],
    // and not here, where the algorithm is the same, shifted.
    ['elsewhere', { a: 2, b: 1 }, [2, 4], 1.3, 0],
    ['at the origin', { a: 0, b: 0 }, [0, 0], 1.2, 1],
    ['elsewhere', { a: 2, b: 1 }, [2, 4], 1.2, 1],
  ])('does not depend on where the point is: %s, rate %#', async (_, p, y, rate, share) => {
    // λ = ½ log|1 − η| + ½ log|1 − 4η|, which is 0 at η = 5/4; the algorithm is linear, so that nothing can settle above.
    const linear = modelFrom({ title: 't', parameters: ['a', 'b'], data: { x: [1, 2], y }, output: 'a*x', points: { p } }) // prettier-ignore
    const experiment = accumulation(near(linear, 'p', rate, one), { distances: [1e-7, 1e-150], replicas: 256 }) // prettier-ignore
    expect(settled(await run(linear, experiment)).estimate.value).toBe(share)
  })

  it('has a limit that is uncertain where it is not followed far enough', async () => {
    const distances = [1e-2, 1e-4, 1e-6, 1e-8]
    const below = await run(golden, accumulation(near(golden, 'skewed', 0.24, one), { replicas, distances })) // prettier-ignore
    const shares = below.charts[0]!.measured.map(({ y }) => y)
    expect(shares[3]! - shares[0]!).toBeGreaterThan(0.3)
    const low = settled(below).estimate
    expect(low.value).toBeLessThan(0.98)
    expect(low.value + low.halfWidth).toBeGreaterThanOrEqual(1)
  })

  it('counts runs that are not followed to their end as half, and says so', async () => {
    const place = near(twoResiduals, 'p', 0.3, one)
    const found = await run(twoResiduals, accumulation(place, { replicas: 256, mostSteps: 32 }))
    expect(settled(found)).toMatchObject({ systematic: 0.5, estimate: { value: 0.5 } })
    expect(found.remarks).toEqual(['of 256 runs from the smallest distance 256 were under way near the point at the end', expect.stringMatching(/^share that settles near the point, by the distance of the start: 0\.5 in \[0, 1\] from 0\.1 /), expect.stringMatching(/magnified/)]) // prettier-ignore
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
