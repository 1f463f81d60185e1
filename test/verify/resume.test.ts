import { describe, expect, it } from 'vitest'
import { unlimited } from '../../src/base/budget.js'
import type { Memory } from '../../src/base/memory.js'
import { modelFrom, type ModelObject } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { siteOf, type Theorem, theorems } from '../../src/theory/index.js'
import { runExperiment, type RunSettings } from '../../src/verify/experiments/index.js'
import {
  keptDoubles,
  keptNumber,
  keptWords,
  plainDoubles,
  plainNumber,
  plainWords,
} from '../../src/verify/kept.js'

const product: ModelObject = {
  title: 'A product',
  parameters: ['u', 'v'],
  residuals: ['u*v - 1'],
  points: { point: { u: 2, v: '1/2' } },
}
// So many that they are summed in a loop: replicas are then run one after another.
const x = Array.from({ length: 60 }, (_, k) => Math.round(100 * Math.sin(k + 1)) / 100)
const samples: ModelObject = {
  title: 'Samples',
  parameters: ['a', 'b'],
  data: { x, y: x },
  output: 'a*b*x',
  points: { point: { a: 2, b: '1/2' } },
}

type Run = (settings: Partial<RunSettings>) => Promise<string>

/** An experiment of a family at the point of a model; what it measured as JSON. */
function experimentOf(given: ModelObject, family: string, replicas: number): Run {
  const model = modelFrom(given)
  const site = siteOf(situate(model, { learningRate: '1/5' }).situation)
  const theorem: Theorem = theorems.find(({ id }) => id.startsWith(family))!
  const experiment = { ...theorem.experiment(site, theorem.predict(site)), replicas }
  return async (settings) =>
    JSON.stringify(
      await runExperiment(experiment, { model, seed: 5, budget: unlimited, precision: {}, ...settings }),
    )
}

/** A memory that holds what a file would: texts. It begins with one, and can be told to do something whenever it keeps one. */
function memoryWith(text: string | undefined, kept: (text: string, count: number) => void = () => {}) {
  const state = { last: text, count: 0, isLeft: false }
  const keep = (value: unknown): void => {
    state.last = JSON.stringify(value)
    kept(state.last, ++state.count)
  }
  const memory: Memory = {
    recall(read) {
      if (state.last === undefined) return undefined
      const found = read(JSON.parse(state.last))
      if (found === undefined) throw new Error('cannot be read')
      return found
    },
    keep,
    isDue: () => true,
    leave(value) {
      state.last = JSON.stringify(value)
      state.isLeft = true
    },
  }
  return { memory, state }
}

const cases: [string, ModelObject, string, number][] = [
  ['drift, replicas together', product, 'noise', 40],
  ['drift, one replica after another', samples, 'noise', 6],
  ['threshold', product, 'stability', 8],
]

describe.each(cases)('an experiment that is stopped: %s', (_, model, family, replicas) => {
  const run = experimentOf(model, family, replicas)

  it('measures the same from everything it ever kept, as a killed one would', async () => {
    const texts: string[] = []
    const undisturbed = await run({})
    expect(await run({ memory: memoryWith(undefined, (text) => texts.push(text)).memory })).toBe(undisturbed)
    expect(texts.length).toBeGreaterThanOrEqual(replicas)
    expect(new Set(texts).size).toBeGreaterThanOrEqual(replicas)
    const stride = Math.ceil(texts.length / 24)
    for (let k = 0; k < texts.length; k += stride) {
      const { memory, state } = memoryWith(texts[k])
      expect(await run({ memory })).toBe(undisturbed)
      expect(state.isLeft).toBe(false)
      // A run that goes on ends where the undisturbed one ended.
      expect(state.last).toBe(texts.at(-1))
    }
  })

  it('measures the same when its budget ends again and again', async () => {
    const undisturbed = await run({})
    let text: string | undefined
    for (let rounds = 0; ; rounds++) {
      const control = new AbortController()
      const { memory, state } = memoryWith(text, (_, count) => {
        if (count === 3) control.abort()
      })
      const found = await run({ memory, budget: { ...unlimited, signal: control.signal } })
      text = state.last
      if (state.isLeft) continue
      expect(found).toBe(undisturbed)
      expect(rounds).toBeGreaterThan(1)
      break
    }
  })

  it('does not go on from what was measured for something else, or was changed', async () => {
    const { memory, state } = memoryWith(undefined)
    await run({ memory })
    const again = (text: string) => run({ memory: memoryWith(text).memory })
    await expect(run({ memory: memoryWith(state.last).memory, seed: 6 })).rejects.toThrow('cannot be read')
    await expect(
      run({ memory: memoryWith(state.last).memory, precision: { threshold: 1, displacement: 1 } }),
    ).rejects.toThrow('cannot be read')
    const value = JSON.parse(state.last!)
    const count = family === 'noise' ? { done: replicas - 1 } : { growths: value.growths.slice(1) }
    for (const changed of [{ ...value, ...count }, { ...value, more: 1 }, { ...value, asked: '' }, [], null])
      await expect(again(JSON.stringify(changed))).rejects.toThrow('cannot be read')
  })
})

describe('an experiment that is stopped within a block', () => {
  it('refuses states and noise that do not fit the block', async () => {
    const texts: string[] = []
    const run = experimentOf(product, 'noise', 8)
    await run({ memory: memoryWith(undefined, (text) => texts.push(text)).memory })
    const value = JSON.parse(texts.find((text) => text.includes('underWay'))!)
    const under = value.block.underWay
    for (const changed of [
      { states: under.states.slice(16) },
      { noise: under.noise.slice(16) },
      { noise: [] },
      { step: 1e9 },
      { settled: [[1]] },
    ]) {
      const text = JSON.stringify({ ...value, block: { ...value.block, underWay: { ...under, ...changed } } })
      await expect(run({ memory: memoryWith(text).memory })).rejects.toThrow('cannot be read')
    }
  })
})

describe('numbers that are kept', () => {
  const values = [0, -0, 1 / 3, -5e-324, 1.7976931348623157e308, Infinity, -Infinity, NaN]
  it.each(values)('%d survives JSON', (value) => {
    const through = JSON.parse(JSON.stringify([plainNumber(value), plainDoubles(Float64Array.of(value))]))
    expect(keptNumber.parse(through[0])).toBe(value)
    expect(keptDoubles.parse(through[1])[0]).toBe(value)
  })
  it('words do, and other texts are refused', () => {
    const words = BigUint64Array.of(0n, 1n, 2n ** 64n - 1n)
    expect(keptWords.parse(plainWords(words))).toEqual(words)
    for (const text of ['0', 'g'.repeat(16), 'A'.repeat(16), 1, null])
      expect(keptWords.safeParse(text).success).toBe(false)
    for (const text of ['1', 'nan', null]) expect(keptNumber.safeParse(text).success).toBe(false)
  })
})
