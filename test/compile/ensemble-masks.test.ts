import { describe, expect, it } from 'vitest'
import type { EnsembleTask } from '../../src/compile/index.js'
import { ensembleProgram } from '../../src/compile/ensemble.js'
import { tapeEnsemble } from '../../src/compile/ensemble-tape.js'
import { wasmEnsemble } from '../../src/compile/wasm/ensemble.js'
import { add, createGraph, type Expression, multiply, subtract } from '../../src/expression/index.js'
import { aliasTable, generatorWords } from '../../src/numeric/index.js'
import { binomialTest, chiSquareTest } from '../numeric/p-values.js'

const backends = {
  wasmEnsemble: (task: EnsembleTask) => wasmEnsemble(ensembleProgram(task)),
  tapeEnsemble: (task: EnsembleTask) => tapeEnsemble(ensembleProgram(task)),
}

const graph = createGraph()
const [x, y, u, v, sign, kept, rare, share, q] = Array.from('xyuvskrpq', (name) => graph.symbol(name))

/** All that is drawn, in a map of additions and multiplications, which every backend rounds alike. */
const everything: EnsembleTask = {
  next: [
    add(multiply(kept!, x!), multiply(sign!, u!)),
    add(multiply(rare!, subtract(x!, v!)), add(multiply(y!, 0.5), q!)),
  ],
  state: [x!, y!],
  parameters: [share!],
  signs: [sign!],
  uniforms: [u!, v!],
  masks: [
    { symbol: kept!, probability: share! },
    { symbol: rare!, probability: 0.125 },
  ],
  samples: { symbols: [q!], table: Float64Array.of(1, 2, 3, 5, 8), count: 5 },
}

function run(make: (task: EnsembleTask) => ReturnType<typeof wasmEnsemble>, replicas: number, steps: number) {
  const states = new Float64Array(2 * replicas)
  const streams = generatorWords(3, 'masks', replicas)
  make(everything).run(states, Float64Array.of(0.7), streams, steps)
  return { states, streams }
}

const weighted: EnsembleTask = {
  next: [q!],
  state: [x!],
  parameters: [],
  samples: {
    symbols: [q!],
    table: Float64Array.of(0, 1, 2),
    count: 3,
    choice: aliasTable([0.15, 0.6, 0.25]),
  },
}

describe('samples that are not equally likely', () => {
  const replicas = 60_000
  const drawn = Object.values(backends).map((make) => {
    const states = new Float64Array(replicas)
    make(weighted).run(states, new Float64Array(0), generatorWords(7, 'weighted samples', replicas), 3)
    return states
  })
  it('are the same by both backends', () => expect(drawn[0]).toEqual(drawn[1]))
  it('come as often as their weights say', () => {
    const counts = [0, 1, 2].map((value) => drawn[0]!.filter((each) => each === value).length)
    expect(chiSquareTest(counts, [0.15, 0.6, 0.25])).toBeGreaterThan(1e-4)
  })
  it('follow one another independently', () => {
    const pairs = new Float64Array(9)
    const task = { ...weighted, next: [q!, add(x!, multiply(y!, 0))], state: [x!, y!] }
    const states = new Float64Array(2 * replicas)
    wasmEnsemble(ensembleProgram(task)).run(states, new Float64Array(0), generatorWords(8, 'pairs', replicas), 2)
    for (let k = 0; k < replicas; k++) pairs[3 * states[2 * k]! + states[2 * k + 1]!]!++
    const expected = [0.15, 0.6, 0.25].flatMap((p) => [0.15, 0.6, 0.25].map((other) => p * other))
    expect(chiSquareTest([...pairs], expected)).toBeGreaterThan(1e-4)
  })
  it.each([
    { thresholds: [1, 1], aliases: [0, 1] },
    { thresholds: [1, 1, 2], aliases: [0, 1, 2] },
    { thresholds: [1, 1, 1], aliases: [0, 1, 3] },
  ])('are refused with %j', (choice) => {
    const task = { ...weighted, samples: { ...weighted.samples!, choice } }
    expect(() => ensembleProgram(task)).toThrow(/threshold/)
  })
}) // prettier-ignore

describe('signs, uniform numbers, masks and samples of ensembles', () => {
  it('are the same to the last bit in WebAssembly and by the interpreter', () => {
    for (const replicas of [1, 7, 16])
      expect(run(backends.wasmEnsemble, replicas, 25)).toEqual(run(backends.tapeEnsemble, replicas, 25))
  })
})

describe.each(Object.entries(backends))('masks by %s', (_, make) => {
  const replicas = 20_000
  const drawn = (probability: number): Float64Array => {
    const task = {
      next: [kept!, rare!],
      state: [x!, y!],
      parameters: [share!],
      masks: [
        { symbol: kept!, probability: share! },
        { symbol: rare!, probability: 0.3 },
      ],
    }
    const states = new Float64Array(2 * replicas)
    make(task).run(states, Float64Array.of(probability), generatorWords(4, 'masks', replicas), 2)
    return states
  }

  it('are 1 with their probabilities, independently', () => {
    const states = drawn(0.8)
    const cells = new Float64Array(4)
    for (let k = 0; k < replicas; k++) cells[2 * states[2 * k]! + states[2 * k + 1]!]!++
    expect(chiSquareTest(cells, [0.2 * 0.7, 0.2 * 0.3, 0.8 * 0.7, 0.8 * 0.3])).toBeGreaterThan(1e-4)
    const ones = cells[2]! + cells[3]!
    expect(binomialTest(ones, replicas, 0.8)).toBeGreaterThan(1e-4)
    expect(binomialTest(ones, replicas, 0.78)).toBeLessThan(1e-9)
  })

  it('are never 1 at probability 0, and always at 1', () => {
    const first = (probability: number) => new Set(drawn(probability).filter((_, k) => k % 2 === 0))
    expect(first(0)).toEqual(new Set([0]))
    expect(first(1)).toEqual(new Set([1]))
  })

  it('refuse what is no probability', () => {
    const withKept = (probability: number | Expression) =>
      make({
        ...everything,
        masks: [
          { symbol: kept!, probability },
          { symbol: rare!, probability: 0 },
        ],
      })
    for (const wrong of [-0.1, 1.1, NaN]) {
      expect(() => drawn(wrong)).toThrow(/is a probability and was/)
      expect(() => withKept(wrong)).toThrow(/between 0 and 1/)
    }
    expect(() => withKept(x!)).toThrow(/a number or one of the parameters/)
  })
})
