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

// Of the heap, in MiB: a thousand kernels take 1.2 when they are kept, and leave 0.3 behind when they are not.
const leak = 0.7

describe('a thousand networks, each derived and compiled', { timeout: 180_000 }, () => {
  it('leave no memory in use: from the 200th on heap, buffers and modules hardly grow', async () => {
    const found = await growth('1000')
    expect(found.kept).toBe(0)
    expect(found.heap).toBeLessThan(leak)
    expect(found.external).toBeLessThan(1)
    // What the process holds is the allocator's business too.
    expect(found.resident).toBeLessThan(8)
  })

  it('would take more if kernels were kept', async () => {
    const found = await growth('1000', 'keep')
    expect(found.kept).toBe(1000)
    expect(found.heap).toBeGreaterThan(leak)
    expect(found.external).toBeGreaterThan(40)
  })
})
