import { describe, expect, it } from 'vitest'
import type { Memory } from '../../../src/base/memory.js'
import { unlimited, work } from '../../../src/base/budget.js'
import { runExperiment } from '../../../src/verify/experiments/index.js'
import { accumulation, excursions, growth, near, one, twoResiduals } from './cases.js'

// As a file would keep it: as JSON, and only what was kept last.
function notebook(): { memory: Memory; isLeft: () => boolean; text: () => string | undefined } {
  let kept: string | undefined
  let left = false
  const memory: Memory = {
    recall(read) {
      if (kept === undefined) return undefined
      const found = read(JSON.parse(kept))
      if (found === undefined) throw new Error('what was kept is something else')
      return found
    },
    keep: (value) => void (kept = JSON.stringify(value)),
    isDue: () => true,
    leave(value) {
      kept = JSON.stringify(value)
      left = true
    },
  }
  return { memory, isLeft: () => [left, (left = false)][0]!, text: () => kept }
}

const place = near(twoResiduals, 'p', 0.8, one)

describe('experiments near a minimum that are stopped and gone on with', () => {
  it.each([
    ['growth', growth(place, { replicas: 1024 })],
    ['accumulation', accumulation(place, { replicas: 4096 })],
    ['excursions', excursions(near(twoResiduals, 'p', 1.055855603308, one), { replicas: 131_072, to: 64 })],
  ])('%s: comes to the same measurement', async (_, experiment) => {
    const settings = { model: twoResiduals, seed: 3, precision: {} }
    const whole = await runExperiment(experiment, { ...settings, budget: unlimited })
    const { memory, isLeft, text } = notebook()
    let stops = 0
    let found = whole
    for (let looks = 2; ; looks = Math.ceil(looks * 1.5)) {
      found = await runExperiment(experiment, { ...settings, budget: work(looks), memory })
      if (!isLeft()) break
      stops++
    }
    expect(stops).toBeGreaterThan(0)
    expect(JSON.stringify(found)).toBe(JSON.stringify(whole))
    const standing = JSON.parse(text()!)
    expect(Object.keys(standing.blocks).length).toBeGreaterThan(0)
    // Of another seed nothing is used.
    await expect(runExperiment(experiment, { ...settings, seed: 4, budget: unlimited, memory })).rejects.toThrow('something else') // prettier-ignore
  })
})
