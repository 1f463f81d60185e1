import { describe, expect, it } from 'vitest'
import { gradient } from '../../src/calculus/index.js'
import { compile } from '../../src/compile/index.js'
import { dynamicsOf } from '../../src/dynamics/index.js'
import { minibatchLoss } from '../../src/dynamics/minibatch.js'
import { rational } from '../../src/expression/index.js'
import { lossOf, modelFrom } from '../../src/model/index.js'
import { generatorWords, stream } from '../../src/numeric/index.js'

const withData = modelFrom({
  title: 'data',
  parameters: ['a', 'b'],
  data: { x: [1, 2, -1], y: [2, 3, 1] },
  output: 'a*b*x',
})
const listed = modelFrom({
  title: 'list',
  parameters: ['a', 'b'],
  residuals: ['a*b - 2', '2*a*b - 3', '-a*b - 1'],
})
const start = Float64Array.of(0.7, 1.3)
const rate = 0.05

/** One step on a batch, by hand: w − (η/B) Σ rᵢ∇rᵢ with rᵢ = xᵢ·ab − yᵢ. */
function step(members: readonly number[]): number[] {
  const [x, y] = [
    [1, 2, -1],
    [2, 3, 1],
  ]
  const [a, b] = start as unknown as [number, number]
  const slope = members.reduce((sum, i) => sum + (x[i]! * a * b - y[i]!) * x[i]!, 0) / members.length
  return [a - rate * slope * b, b - rate * slope * a]
}

const key = (numbers: ArrayLike<number>): string => Array.from(numbers, (n) => n.toFixed(12)).join()

describe.each([
  ['samples of data', withData],
  ['listed residuals', listed],
])('minibatches of %s', (_, model) => {
  const subsets = [[0, 1], [0, 2], [1, 2]] // prettier-ignore
  const pairs = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [i, j]))

  it.each([
    ['without', false, subsets],
    ['with', true, pairs],
  ] as const)(
    '%s replacement are drawn equally often, and each makes its own step',
    (__, replacement, all) => {
      const dynamics = dynamicsOf(model, { optimiser: 'gradient-descent', batch: { size: 2, replacement } })
      const expected = new Map<string, number>()
      for (const members of all) {
        const next = key(step(members))
        expected.set(next, (expected.get(next) ?? 0) + 1 / all.length)
      }
      const iteration = dynamics.compile()
      const draws = 9000
      const noise = new Float64Array(draws * iteration.noises)
      dynamics.draw(stream(3, 'batches', 0), noise, draws)
      const bySteps = new Map<string, number>()
      for (let k = 0; k < draws; k++) {
        const state = start.slice()
        iteration.run(state, Float64Array.of(rate, 0), noise.subarray(k * iteration.noises), 1)
        bySteps.set(key(state), (bySteps.get(key(state)) ?? 0) + 1 / draws)
      }
      const ensemble = dynamics.ensemble()!
      const states = new Float64Array(2 * draws)
      for (let k = 0; k < draws; k++) states.set(start, 2 * k)
      ensemble.run(states, Float64Array.of(rate, 0), generatorWords(3, 'batches', draws, 0), 1)
      const together = new Map<string, number>()
      for (let k = 0; k < draws; k++) {
        const state = key(states.subarray(2 * k, 2 * k + 2))
        together.set(state, (together.get(state) ?? 0) + 1 / draws)
      }
      for (const found of [bySteps, together]) {
        expect([...found.keys()].sort()).toEqual([...expected.keys()].sort())
        // Five standard errors of a share of a third in 9000.
        for (const [next, share] of expected) expect(Math.abs(found.get(next)! - share)).toBeLessThan(0.025)
      }
    },
  )

  it('are drawn by the probabilities of their samples', () => {
    const probabilities = [rational.of(1, 2), rational.of(1, 3), rational.of(1, 6)]
    const share = [1 / 2, 1 / 3, 1 / 6]
    const batch = { size: 2, replacement: true, probabilities }
    const dynamics = dynamicsOf(model, { optimiser: 'gradient-descent', batch })
    const expected = new Map<string, number>()
    for (const [i, j] of pairs) {
      const next = key(step([i!, j!]))
      expected.set(next, (expected.get(next) ?? 0) + share[i!]! * share[j!]!)
    }
    const draws = 20_000
    const iteration = dynamics.compile()
    const noise = new Float64Array(draws * iteration.noises)
    dynamics.draw(stream(4, 'batches', 0), noise, draws)
    const found = Array.from({ length: draws }, (_, k) => {
      const state = start.slice()
      iteration.run(state, Float64Array.of(rate, 0), noise.subarray(k * iteration.noises), 1)
      return key(state)
    })
    const states = Float64Array.from({ length: 2 * draws }, (_, k) => start[k % 2]!)
    dynamics.ensemble()!.run(states, Float64Array.of(rate, 0), generatorWords(4, 'batches', draws), 1)
    const together = found.map((_, k) => key(states.subarray(2 * k, 2 * k + 2)))
    for (const list of [found, together])
      for (const [next, chance] of expected) {
        const seen = list.filter((each) => each === next).length / draws
        expect(Math.abs(seen - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / draws))
      }
  })

  it('average to gradient descent', () => {
    const { loss, variables, batches } = minibatchLoss(model, { size: 2, replacement: true })
    const batchGradient = compile(gradient(loss, model.symbols), [...model.symbols, ...variables])
    const whole = new Float64Array(2)
    compile(gradient(lossOf(model), model.symbols), model.symbols).run(start, whole)
    const mean = [0, 0]
    const out = new Float64Array(2)
    for (let k = 0; k < batches!.count; k++) {
      const row = batches!.table.subarray(k * variables.length, (k + 1) * variables.length)
      batchGradient.run(Float64Array.of(...start, ...row), out)
      mean.forEach((_sum, i) => (mean[i]! += out[i]! / batches!.count))
    }
    mean.forEach((entry, i) => expect(entry).toBeCloseTo(whole[i]!, 12))
  })
})

describe('batches that cannot be listed', () => {
  const many = modelFrom({
    title: 'many',
    parameters: ['a'],
    data: { x: Array.from({ length: 60 }, (_, i) => i - 20), y: Array.from({ length: 60 }, () => 1) },
    output: 'a*x',
  })

  it('are drawn one by one: each sample as often as any other, none twice in a batch', () => {
    const { batches, draw, variables } = minibatchLoss(many, { size: 8, replacement: false })
    expect(batches).toBeUndefined()
    expect(variables).toHaveLength(16)
    const counts = new Map<number, number>()
    const steps = 3000
    const out = new Float64Array(16 * steps)
    draw(stream(1, 'x', 0), out, steps)
    for (let k = 0; k < steps; k++) {
      const members = Array.from({ length: 8 }, (_, j) => out[16 * k + 2 * j]!)
      expect(new Set(members).size).toBe(8)
      for (const x of members) counts.set(x, (counts.get(x) ?? 0) + 1)
    }
    // 400 expected, with a standard deviation of 18.6.
    for (let i = 0; i < 60; i++) expect(Math.abs(counts.get(i - 20)! - 400)).toBeLessThan(5 * 18.6)
    expect(dynamicsOf(many, { optimiser: 'gradient-descent', batch: { size: 8, replacement: false } }).ensemble()).toBeUndefined() // prettier-ignore
  })

  it('are refused where there are none', () => {
    expect(() => minibatchLoss(many, { size: 61, replacement: false })).toThrow(RangeError)
    expect(() => minibatchLoss(many, { size: 0, replacement: true })).toThrow(RangeError)
  })
})
