import { expect, it } from 'vitest'
import { runInChild } from '../child.js'

interface Found {
  readonly dimension: number
  /** Derived, and by differences. */
  readonly slope: readonly [number, number]
  readonly curvature: readonly [number, number]
  readonly milliseconds: number
  readonly peakMebibytes: number
}

it(
  'a network with 10,000 parameters and 100 samples has gradient and Hessian-vector product within 1 GiB',
  { timeout: 180_000 },
  async () => {
    const script = new URL('large-network-child.ts', import.meta.url)
    const found = await runInChild<Found>(script, ['--max-old-space-size=1024'])
    expect(found.dimension).toBe(10_000)
    for (const [derived, byDifferences] of [found.slope, found.curvature])
      expect(Math.abs(derived / byDifferences - 1)).toBeLessThan(1e-7)
    expect(found.peakMebibytes).toBeLessThan(1024)
  },
)
