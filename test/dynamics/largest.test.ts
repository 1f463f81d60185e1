import { expect, it } from 'vitest'
import { dynamicsOf } from '../../src/dynamics/index.js'
import { add, square } from '../../src/expression/index.js'
import { modelFrom } from '../../src/model/index.js'
import { generatorWords, stream } from '../../src/numeric/index.js'

const model = modelFrom({ title: 't', parameters: ['a', 'b'], residuals: ['a*b - 1', 'a - b'] })
const size = add(square(model.symbols[0]!), square(model.symbols[1]!))
const choice = { optimiser: 'gradient-descent', batch: { size: 1, replacement: false } }
const settings = Float64Array.of(0.7, 0)

it('keeps the largest value that an expression has had after a step, in one run and in an ensemble', () => {
  const [plain, keeping] = [dynamicsOf(model, choice), dynamicsOf(model, { ...choice, largest: size })]
  const steps = 40
  const [one, other] = [plain.compile(), keeping.compile()]
  const noise = new Float64Array(steps * one.noises)
  plain.draw(stream(4, 'largest', 0), noise, steps)
  const [state, kept] = [Float64Array.of(1.3, 0.6), Float64Array.of(1.3, 0.6, 0.5)]
  let most = 0.5
  for (let k = 0; k < steps; k++) {
    one.run(state, settings, noise.subarray(k * one.noises), 1)
    most = Math.max(most, state[0]! ** 2 + state[1]! ** 2)
  }
  other.run(kept, settings, noise, steps)
  expect(kept.subarray(0, 2)).toEqual(state)
  expect(kept[2]).toBeCloseTo(most, 12)

  const lanes = 16
  const [many, manyKept] = [new Float64Array(2 * lanes), new Float64Array(3 * lanes)]
  for (let lane = 0; lane < lanes; lane++) {
    many.set([1.3 + lane / 50, 0.6], 2 * lane)
    manyKept.set([1.3 + lane / 50, 0.6, 0.5], 3 * lane)
  }
  const largest = new Float64Array(lanes).fill(0.5)
  const words = generatorWords(4, 'largest', lanes)
  const ensemble = plain.ensemble()!
  for (let k = 0; k < steps; k++) {
    ensemble.run(many, settings, words, 1)
    for (let lane = 0; lane < lanes; lane++)
      largest[lane] = Math.max(largest[lane]!, many[2 * lane]! ** 2 + many[2 * lane + 1]! ** 2)
  }
  keeping.ensemble()!.run(manyKept, settings, generatorWords(4, 'largest', lanes), steps)
  for (let lane = 0; lane < lanes; lane++) {
    expect(manyKept.subarray(3 * lane, 3 * lane + 2)).toEqual(many.subarray(2 * lane, 2 * lane + 2))
    expect(manyKept[3 * lane + 2]).toBeCloseTo(largest[lane]!, 12)
  }
  expect(new Set(largest).size).toBe(lanes)
})
