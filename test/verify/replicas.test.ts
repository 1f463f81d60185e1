import { describe, expect, it } from 'vitest'
import { unlimited, within } from '../../src/base/budget.js'
import type { Host } from '../../src/base/host.js'
import { ensembleTask, type EnsembleMessage } from '../../src/compile/index.js'
import { dynamicsOf } from '../../src/dynamics/index.js'
import { modelFrom } from '../../src/model/index.js'
import { nodeHost } from '../../src/node/host.js'
import { replicasOf } from '../../src/verify/replicas.js'

const model = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1', '(u - v)/10'] })
const dynamics = dynamicsOf(model, { optimiser: 'gradient-descent', noise: 'label-noise' })
const settings = Float64Array.of(0.05, 0.2)
const noise = { seed: 3, purpose: 'test', first: 0 }
const begun = (count: number) => Float64Array.from({ length: 2 * count }, (_, k) => (k % 2 ? 0.5 : 2))

/** A host whose threads are this one, and which counts what they do. */
function imagined(cores: number): { host: Host; parts: () => number } {
  let parts = 0
  const host: Host = {
    cores,
    spawn() {
      const answer = ensembleTask()
      let send: (message: unknown) => void = () => {}
      return {
        post(message) {
          const found = answer(message as EnsembleMessage)
          if (found !== undefined) setTimeout(() => send((parts++, found)))
        },
        onMessage: (listener) => (send = listener),
        onError: () => {},
        keepsAlive: () => {},
        terminate: () => Promise.resolve(),
      }
    },
  }
  return { host, parts: () => parts }
}

async function after(steps: number, count: number, host?: Host): Promise<Float64Array> {
  const replicas = replicasOf(dynamics, host)
  const states = begun(count)
  const course = replicas.begin(states, noise)
  expect(await course.advance(settings, steps, unlimited)).toBe(true)
  await replicas.close()
  return states
}

describe('replicas', () => {
  it('are the same on one thread and on several', async () => {
    // Long enough for threads to be worth it.
    const steps = 2_400_000
    const { host, parts } = imagined(3)
    expect(await after(steps, 60, host)).toEqual(await after(steps, 60))
    expect(parts()).toBeGreaterThan(0)
  })

  it('do not depend on how many there are, on where their numbers begin, or on how the steps are cut', async () => {
    const whole = await after(70, 20)
    expect(await after(70, 7)).toEqual(whole.subarray(0, 14))
    const replicas = replicasOf(dynamics, undefined)
    const states = begun(12)
    const course = replicas.begin(states, { ...noise, first: 8 })
    for (const steps of [1, 30, 0, 39]) await course.advance(settings, steps, unlimited)
    expect(states).toEqual(whole.subarray(16))
  })

  it('differ from one another, and for another seed or purpose', async () => {
    const replicas = replicasOf(dynamics, undefined)
    const seen = new Set<number>()
    for (const each of [noise, { ...noise, seed: 4 }, { ...noise, purpose: 'other' }]) {
      const states = begun(5)
      await replicas.begin(states, each).advance(settings, 10, unlimited)
      for (const value of states) seen.add(value)
    }
    expect(seen.size).toBe(30)
  })

  it('end soon after a deadline, and tell how far they are', async () => {
    for (const host of [undefined, nodeHost()]) {
      const replicas = replicasOf(dynamics, host)
      const shares: number[] = []
      const started = performance.now()
      const budget = { ...within(unlimited, 150), progress: (_: string, share: number) => shares.push(share) }
      expect(await replicas.begin(begun(64), noise).advance(settings, 1e9, budget)).toBe(false)
      // Threads need a moment to start the first time.
      if (host === undefined) expect(performance.now() - started).toBeLessThan(1500)
      await replicas.close()
      expect(shares).toEqual(shares.toSorted((a, b) => a - b))
      expect(shares.length).toBeGreaterThan(1)
    }
  })

  it('end when they are told to', async () => {
    const control = new AbortController()
    setTimeout(() => control.abort(), 50)
    const replicas = replicasOf(dynamics, undefined)
    const started = performance.now()
    const budget = { ...unlimited, signal: control.signal }
    expect(await replicas.begin(begun(64), noise).advance(settings, 1e9, budget)).toBe(false)
    expect(performance.now() - started).toBeLessThan(1500)
  })

  it('of a model with many samples run one after another, with the same promises', async () => {
    const x = Array.from({ length: 400 }, (_, k) => Math.round(100 * Math.sin(k)) / 100)
    const large = modelFrom({ title: 't', parameters: ['a', 'b'], data: { x, y: x }, output: 'a*b*x' })
    const looped = dynamicsOf(large, { optimiser: 'gradient-descent', noise: 'label-noise' })
    expect(looped.ensemble()).toBeUndefined()
    const replicas = replicasOf(looped, nodeHost())
    const [whole, parts] = [begun(3), begun(3)]
    await replicas.begin(whole, noise).advance(settings, 300, unlimited)
    const course = replicas.begin(parts, noise)
    for (const steps of [128, 128, 44]) await course.advance(settings, steps, unlimited)
    expect(parts).toEqual(whole)
    expect(await replicas.begin(parts, noise).advance(settings, 1e9, within(unlimited, 60))).toBe(false)
  })
})
