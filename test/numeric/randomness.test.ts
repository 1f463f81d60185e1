import { describe, expect, it } from 'vitest'
import { compileEnsemble, type EnsembleTask } from '../../src/compile/index.js'
import { Xoshiro } from '../../src/compile/xoshiro.js'
import { createGraph } from '../../src/expression/index.js'
import { generatorWords, normalQuantile, stream } from '../../src/numeric/index.js'
import { normalTests, pairTests, type RandomnessTest, uniformTests, wordTests } from './battery.js'
import { kolmogorovTest } from './p-values.js'

/** A battery of m tests rejects good samples with probability 10⁻⁴ at most when each rejects with 10⁻⁴/m (Bonferroni). */
const significance = 1e-4

function expectRandom(tests: Record<string, RandomnessTest>, samples: Float64Array): void {
  const count = Object.keys(tests).length
  for (const [name, test] of Object.entries(tests))
    expect(test(samples), name).toBeGreaterThan(significance / count)
}

const [fewer, many] = [2 ** 16, 2 ** 19]
const words = (count: number, purpose: string) => {
  const random = stream(2024, purpose, 0)
  return Float64Array.from({ length: count }, () => random.uint32())
}
const uniforms = (seed: number, purpose: string, replica: number, count = fewer) => {
  const random = stream(seed, purpose, replica)
  return Float64Array.from({ length: count }, () => random.uniform())
}
const normals = (count: number, purpose: string) => {
  const samples = new Float64Array(count)
  stream(2024, purpose, 0).normals(samples)
  return samples
}

/** What an ensemble of a map without memory draws: for each step the replicas one after another. */
function drawnByEnsemble(kind: 'normals' | 'uniforms', replicas: number, steps: number): Float64Array {
  const graph = createGraph()
  const [x, noise] = [graph.symbol('x'), graph.symbol('noise')]
  const task: EnsembleTask = { next: [noise], state: [x], parameters: [], [kind]: [noise] }
  const ensemble = compileEnsemble(task)
  const streams = generatorWords(2024, 'battery', replicas)
  const all = new Float64Array(replicas * steps)
  for (let step = 0; step < steps; step++)
    ensemble.run(all.subarray(step * replicas, (step + 1) * replicas), new Float64Array(0), streams, 1)
  return all
}

describe('streams (Philox)', () => {
  it('words', () => expectRandom(wordTests, words(2 * fewer, 'words')))
  it('uniform numbers', () => expectRandom(uniformTests, uniforms(2024, 'uniforms', 0, 2 * fewer)))
  it('normals, with their tails', () => expectRandom(normalTests, normals(many, 'normals')))
  it('replicas, purposes and seeds have nothing to do with one another', () => {
    const one = uniforms(1, 'a', 0)
    const others = [uniforms(1, 'a', 1), uniforms(1, 'a', 2 ** 31), uniforms(1, 'b', 0), uniforms(2, 'a', 0)]
    for (const other of others)
      for (const [name, test] of Object.entries(pairTests))
        expect(test(one, other), name).toBeGreaterThan(significance / 12)
  })
  it('numbers of many replicas, one after another', () => {
    const firsts = Float64Array.from({ length: fewer }, (_, k) => stream(7, 'firsts', k).uint32())
    expectRandom(wordTests, firsts)
  })
})

describe('ensembles (xoshiro256+)', () => {
  const generator = new Xoshiro(generatorWords(2024, 'battery', 1))
  const bits = Array.from({ length: fewer }, () => generator.next())
  it('upper words', () =>
    expectRandom(
      wordTests,
      Float64Array.from(bits, (word) => Number(word >> 32n)),
    ))
  it('the lowest 32 of the bits that are used', () =>
    expectRandom(
      wordTests,
      Float64Array.from(bits, (word) => Number((word >> 10n) & 0xffffffffn)),
    ))
  it('uniform numbers of one replica', () =>
    expectRandom(uniformTests, drawnByEnsemble('uniforms', 1, fewer)))
  it('uniform numbers across replicas', () =>
    expectRandom(uniformTests, drawnByEnsemble('uniforms', 2 ** 11, 32)))
  it('normals across replicas, with their tails', () =>
    expectRandom(normalTests, drawnByEnsemble('normals', 2 ** 13, 64)))
  it('normals of one replica', () => expectRandom(normalTests, drawnByEnsemble('normals', 1, fewer)))
  it('replicas have nothing to do with one another', () => {
    const both = drawnByEnsemble('uniforms', 2, fewer)
    const [one, other] = [0, 1].map((k) => both.filter((_, i) => i % 2 === k)) as [Float64Array, Float64Array]
    for (const [name, test] of Object.entries(pairTests))
      expect(test(one, other), name).toBeGreaterThan(significance / 3)
  })
})

/** Something that happens to one sample in `every`, at random places. */
function nowAndThen(every: number): () => boolean {
  const random = stream(5, 'spoil', 0)
  return () => random.integer(every) === 0
}

const spoilt = (
  samples: Float64Array,
  every: number,
  by: (x: number, i: number, all: Float64Array) => number,
) => {
  const happens = nowAndThen(every)
  const result = samples.slice()
  for (let i = 3; i < result.length; i++) if (happens()) result[i] = by(result[i]!, i, result)
  return result
}

// For each test a fault that it has to find, most of them small.
const faultyWords: Record<keyof typeof wordTests, (good: Float64Array) => Float64Array> = {
  'each bit is 1 half of the time': (good) => spoilt(good, 20, (word) => (word | (1 << 17)) >>> 0),
  'upper bytes': (good) => spoilt(good, 2, (word) => (word >>> 24 === 77 ? word ^ 0x1000000 : word) >>> 0),
  'lower bytes': (good) => spoilt(good, 2, (word) => (word & 0xff) === 77 ? (word ^ 1) >>> 0 : word), // prettier-ignore
  'upper pairs': (good) => spoilt(good, 10, (word, i, all) => ((all[i - 1]! & 0xf0000000) | (word & 0xfffffff)) >>> 0), // prettier-ignore
  // The lower bits of a linear congruential generator modulo 2³² have short periods (Numerical Recipes’ ranqd1).
  'lower pairs': (good) => {
    let state = 1
    return good.map(() => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0))
  },
  // A bit that is the sum of two earlier ones: pairs are independent, triples are not.
  'upper triples': (good) => good.map((word, i) => (i % 3 === 2 ? ((word & 0x7fffffff) | ((good[i - 1]! ^ good[i - 2]!) & 0x80000000)) >>> 0 : word)), // prettier-ignore
  'lower triples': (good) => good.map((word, i) => (i % 3 === 2 ? ((word & ~1) | ((good[i - 1]! ^ good[i - 2]!) & 1)) >>> 0 : word)), // prettier-ignore
  'runs of the leading bit': (good) => spoilt(good, 30, (word, i, all) => ((all[i - 1]! & 0x80000000) | (word & 0x7fffffff)) >>> 0), // prettier-ignore
  'ascending runs': (good) => spoilt(good, 6, (word, i, all) => Math.max(word, all[i - 1]!)),
}

const faultyUniforms: Record<keyof typeof uniformTests, (good: Float64Array) => Float64Array> = {
  distribution: (good) => good.map((x) => x + 0.01 * Math.sin(2 * Math.PI * x)),
  'moment 1': (good) => good.map((x) => x ** 1.07),
  'moment 2': (good) => good.map((x) => x + 0.05 * (x - 0.5)),
  'moment 3': (good) => good.map((x) => x ** 1.07),
  'moment 4': (good) => good.map((x) => x ** 1.07),
  // A sequence that fills the interval too evenly (Weyl's).
  'correlations at lags 1 to 10': (good) => good.map((_, i) => (i * Math.SQRT2) % 1),
  'correlations of squares': (good) =>
    spoilt(good, 20, (x, i, all) => 0.5 + Math.sign(x - 0.5) * Math.abs(all[i - 1]! - 0.5)),
  'pairs in a square': (good) => spoilt(good, 20, (_, i, all) => (all[i - 1]! + 0.5) % 1),
  'digits beyond the first 32 bits': (good) => good.map((x) => Math.floor(x * 2 ** 37) / 2 ** 37),
}

const faultyNormals: Record<keyof typeof normalTests, (good: Float64Array) => Float64Array> = {
  distribution: (good) => good.map((x) => x + 0.02 * Math.sin(3 * x)),
  'moment 1': (good) => good.map((x) => x + 0.015),
  'moment 2': (good) => good.map((x) => 1.01 * x),
  'moment 3': (good) => good.map((x) => x + 0.01 * (x * x - 1)),
  'moment 4': (good) => good.map((x) => x + 0.005 * (x ** 3 - 3 * x)),
  'correlations at lags 1 to 10': (good) =>
    good.map((x, i) => (i < 7 ? x : (x + 0.02 * good[i - 7]!) / Math.hypot(1, 0.02))),
  'correlations of squares': (good) => spoilt(good, 20, (x, i, all) => Math.sign(x) * Math.abs(all[i - 1]!)),
  // Box and Muller's normals from a uniform number of 11 bits end at √(2·11 ln 2) = 3.9.
  'how many are beyond 4 standard deviations': (good) => good.map((x) => (Math.abs(x) > 3.9 ? x / 2 : x)),
  'where they are beyond 3 standard deviations': (good) => good.map((x) => (x > 3.3 ? x - 0.3 : x)),
}

const faultyPairs: Record<keyof typeof pairTests, (good: Float64Array) => Float64Array> = {
  'crossed correlations at lags -5 to 5': (good) => Float64Array.from(good, (_, i) => (good[i + 4] ?? 0.5)), // prettier-ignore
  'cells of a square': (good) => good.map((x) => Math.abs(2 * x - 1)),
  // The same sequence from a later place on.
  'numbers that come in both': (good) => Float64Array.from(good, (_, i) => good[(i + 33_000) % good.length]!), // prettier-ignore
}

describe('each test of the battery finds a fault', () => {
  const found = 1e-9
  const check = (
    tests: Record<string, RandomnessTest>,
    faults: Record<string, (good: Float64Array) => Float64Array>,
    good: Float64Array,
  ): void => {
    expect(Object.keys(faults)).toEqual(Object.keys(tests))
    const missed = Object.entries(faults).filter(([name, fault]) => tests[name]!(fault(good)) > found)
    expect(missed.map(([name]) => name)).toEqual([])
  }
  it('of words', () => check(wordTests, faultyWords, words(2 * fewer, 'good')))
  it('of uniform numbers', () => check(uniformTests, faultyUniforms, uniforms(1, 'good', 0, 2 * fewer)))
  it('of normals', () => check(normalTests, faultyNormals, normals(many, 'good')))
  it('of pairs', () => {
    const good = uniforms(1, 'good', 0)
    const tests = Object.entries(pairTests).map(([name, test]) => [name, (b: Float64Array) => test(good, b)])
    check(Object.fromEntries(tests), faultyPairs, good)
  })
  it('and finds samples that are too even', () => {
    const even = Float64Array.from({ length: fewer }, (_, i) => normalQuantile((i + 0.5) / fewer))
    expect(normalTests.distribution!(even)).toBeLessThan(found)
    const regular = Float64Array.from({ length: fewer }, (_, i) => Math.imul(i, 0x01000001) >>> 0)
    expect(wordTests['lower bytes']!(regular)).toBeLessThan(found)
  })
})

describe('the tests themselves', () => {
  it('reject as often as they say: what they give for good samples is uniform', () => {
    const random = stream(3, 'calibration', 0)
    const given: Record<string, number[]> = {}
    const note = (battery: string, tests: Record<string, RandomnessTest>, samples: Float64Array) => {
      for (const [name, test] of Object.entries(tests))
        (given[`${battery}: ${name}`] ??= []).push(test(samples))
    }
    const samples = new Float64Array(2 ** 12)
    for (let run = 0; run < 100; run++) {
      note('words', wordTests, samples.map(() => random.uint32())) // prettier-ignore
      note('uniforms', uniformTests, samples.map(() => random.uniform())) // prettier-ignore
      random.normals(samples)
      note('normals', normalTests, samples)
    }
    const rare = 'normals: how many are beyond 4 standard deviations'
    for (const [name, values] of Object.entries(given))
      if (name !== rare) expect(kolmogorovTest(values, (p) => p), name).toBeGreaterThan(significance / 30) // prettier-ignore
    // Counts below one are no continuous statistic: p-values are too large, never too small.
    expect(given[rare]!.filter((p) => p < 0.05).length).toBeLessThan(16)
  })
})
