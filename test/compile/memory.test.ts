import { describe, expect, it } from 'vitest'
import { runInChild } from '../child.js'

interface Found {
  readonly early: NodeJS.MemoryUsage
  readonly late: NodeJS.MemoryUsage
  readonly kept: number
}

const script = new URL('memory-child.ts', import.meta.url)
const mebibyte = 2 ** 20

// The young generation grows by itself, up to three times this.
const flags = ['--expose-gc', '--max-semi-space-size=2']

/** How much more memory is in use at the end than after a fifth of the compilations, in MiB. */
async function growth(
  ...args: string[]
): Promise<{ heap: number; external: number; resident: number; kept: number }> {
  const { early, late, kept } = await runInChild<Found>(script, flags, args)
  const grown = (of: (usage: NodeJS.MemoryUsage) => number): number => (of(late) - of(early)) / mebibyte
  return {
    heap: grown(({ heapUsed }) => heapUsed),
    external: grown(({ external }) => external),
    resident: grown(({ rss }) => rss),
    kept,
  }
}

describe('a thousand networks, each derived and compiled', { timeout: 180_000 }, () => {
  it('leave no memory in use: from the 200th on the heap, buffers and modules grow by less than 1 MiB each', async () => {
    const found = await growth('1000')
    expect(found.kept).toBe(0)
    expect(found.heap).toBeLessThan(1)
    expect(found.external).toBeLessThan(1)
    // What the process holds is the allocator's business too.
    expect(found.resident).toBeLessThan(8)
  })

  it('would take more if kernels were kept', async () => {
    const found = await growth('1000', 'keep')
    expect(found.kept).toBe(1000)
    expect(found.heap).toBeGreaterThan(1)
    expect(found.external).toBeGreaterThan(40)
  })
})
