import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileEnsemble, type Ensemble, type EnsembleTask } from '../../src/compile/index.js'
import { ensembleProgram } from '../../src/compile/ensemble.js'
import { tapeEnsemble } from '../../src/compile/ensemble-tape.js'
import { wasmEnsemble } from '../../src/compile/wasm/ensemble.js'
import {
  add,
  createGraph,
  divide,
  type Expression,
  multiply,
  scale,
  rational,
  square,
  squareRoot,
  subtract,
} from '../../src/expression/index.js'
import { generatorWords, normalCdf } from '../../src/numeric/index.js'
import { randomExpressions } from '../calculus/random-expression.js'

const backends = {
  wasmEnsemble: (task: EnsembleTask) => wasmEnsemble(ensembleProgram(task)),
  tapeEnsemble: (task: EnsembleTask) => tapeEnsemble(ensembleProgram(task)),
}

const none = new Float64Array(0)

/** The states of so many replicas, all from `start`, after so many steps. */
function statesAfter(
  ensemble: Ensemble,
  start: readonly number[],
  {
    replicas,
    steps,
    seed = 1,
    parameters = none,
  }: { replicas: number; steps: number; seed?: number; parameters?: Float64Array },
) {
  const states = Float64Array.from({ length: replicas * start.length }, (_, k) => start[k % start.length]!)
  const streams = generatorWords(seed, 'test', replicas)
  ensemble.run(states, parameters, streams, steps)
  return { states, streams }
}

/** The map whose next state is what is drawn. */
function drawing(kind: 'normals' | 'signs', count: number): EnsembleTask {
  const graph = createGraph()
  const state = Array.from({ length: count }, (_, k) => graph.symbol(`x${k}`))
  const drawn = state.map((_, k) => graph.symbol(`n${k}`))
  return { next: drawn, state, parameters: [], [kind]: drawn }
}

const moment = (values: Float64Array, power: number): number =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length

describe('what ensembles draw', () => {
  const count = 100_000

  it.each([1, 2, 3])('are standard normals, %i at a time, independent of one another', (each) => {
    const replicas = Math.round(count / each)
    const { states } = statesAfter(compileEnsemble(drawing('normals', each)), new Array<number>(each).fill(0), { replicas, steps: 7 }) // prettier-ignore
    const within = (value: number, mean: number, variance: number): void =>
      expect(Math.abs(value - mean)).toBeLessThan(4.5 * Math.sqrt(variance / states.length))
    within(moment(states, 1), 0, 1)
    within(moment(states, 2), 1, 2)
    within(moment(states, 3), 0, 15)
    within(moment(states, 4), 3, 96)
    const sorted = states.toSorted()
    const largest = sorted.reduce(
      (most, value, k) => Math.max(most, Math.abs(normalCdf(value) - (k + 0.5) / sorted.length)),
      0,
    )
    // Kolmogorov's distance: beyond 2.2/√n with a probability of 1e-4.
    expect(largest * Math.sqrt(sorted.length)).toBeLessThan(2.2)
    for (const lag of [1, 2, 3, 4]) {
      let sum = 0
      let squares = 0
      for (let k = lag; k < states.length; k++) {
        sum += states[k]! * states[k - lag]!
        squares += states[k]! ** 2 * states[k - lag]! ** 2
      }
      within(sum / states.length, 0, 1)
      within(squares / states.length, 1, 8)
    }
  })

  it('are signs, each as often', () => {
    const { states } = statesAfter(compileEnsemble(drawing('signs', 1)), [0], { replicas: count, steps: 3 })
    expect(new Set(states)).toEqual(new Set([1, -1]))
    expect(Math.abs(moment(states, 1))).toBeLessThan(4.5 / Math.sqrt(count))
  })

  it('are samples, each as often', () => {
    const graph = createGraph()
    const [x, a, b] = [graph.symbol('x'), graph.symbol('a'), graph.symbol('b')]
    const table = Float64Array.from({ length: 14 }, (_, k) => k)
    const task = {
      next: [add(multiply(x, 0), add(a, scale(rational.of(100), b)))],
      state: [x],
      parameters: [],
    }
    const ensemble = compileEnsemble({ ...task, samples: { symbols: [a, b], table, count: 7 } })
    const { states } = statesAfter(ensemble, [0], { replicas: 70_000, steps: 2 })
    const counts = new Map<number, number>()
    for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1)
    expect([...counts.keys()].sort((p, q) => p - q)).toEqual(
      Array.from({ length: 7 }, (_, k) => 2 * k + 100 * (2 * k + 1)),
    )
    const chiSquared = [...counts.values()].reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)
    // Of 6 degrees of freedom: beyond 27.9 with a probability of 1e-4.
    expect(chiSquared).toBeLessThan(27.9)
  })
})

describe('an ensemble in WebAssembly', () => {
  it('does what the interpreter does with the same random numbers', () => {
    fc.assert(
      fc.property(
        randomExpressions(),
        fc.constantFrom(0, 1, 2, 3),
        fc.constantFrom(0, 1),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        ({ graph, symbols, es }, normals, signs, hasSamples, isNormalised, replicas) => {
          const [x, y, z] = symbols as [Expression, Expression, Expression]
          const drawn = Array.from({ length: normals + signs }, (_, k) => graph.symbol(`n${k}`))
          const [p, q] = [graph.symbol('p'), graph.symbol('q')]
          const noise = graph.sum([...drawn.map((n) => multiply(p, n)), ...(hasSamples ? [q] : [])])
          const bounded = (e: Expression) => graph.call('tanh', [e])
          const task: EnsembleTask = {
            next: [bounded(add(es.at(-1)!, noise)), subtract(scale(rational.of(1, 2), y), bounded(noise))],
            state: [x, y],
            parameters: [z, p],
            normals: drawn.slice(0, normals),
            signs: drawn.slice(normals),
            ...(hasSamples && {
              samples: { symbols: [q], table: Float64Array.of(0.2, -0.4, 0.7), count: 3 },
            }),
            ...(isNormalised && {
              after: { every: 2, next: [divide(x, squareRoot(add(2, square(x)))), multiply(y, p)] },
            }),
          }
          const run = { replicas, steps: 6, parameters: Float64Array.of(0.3, 0.1) }
          const [fast, slow] = [backends.wasmEnsemble, backends.tapeEnsemble].map((make) =>
            statesAfter(make(task), [0.3, -0.2], run),
          ) as [ReturnType<typeof statesAfter>, ReturnType<typeof statesAfter>]
          expect(fast.streams).toEqual(slow.streams)
          fast.states.forEach((value, k) => expect(Math.abs(value - slow.states[k]!)).toBeLessThan(1e-9))
        },
      ),
      { numRuns: 80, seed: 4 },
    )
  })
})

/** x ← a x + b ξ, with a second number that counts the steps. */
function autoregression(): EnsembleTask {
  const graph = createGraph()
  const [x, n, a, b, xi] = ['x', 'n', 'a', 'b', 'xi'].map((name) => graph.symbol(name)) as [
    Expression,
    Expression,
    Expression,
    Expression,
    Expression,
  ]
  return {
    next: [add(multiply(a, x), multiply(b, xi)), add(n, 1)],
    state: [x, n],
    parameters: [a, b],
    normals: [xi],
  }
}

describe.each(Object.entries(backends))('%s', (_, make) => {
  const parameters = Float64Array.of(0.7, 0.4)

  it('goes on where a run ended, and does not depend on how many replicas there are', () => {
    const ensemble = make(autoregression())
    const whole = statesAfter(ensemble, [1, 0], { replicas: 11, steps: 30, parameters })
    const parts = statesAfter(ensemble, [1, 0], { replicas: 11, steps: 12, parameters })
    ensemble.run(parts.states, parameters, parts.streams, 0)
    ensemble.run(parts.states, parameters, parts.streams, 18)
    expect(parts).toEqual(whole)
    expect(whole.states[1]).toBe(30)
    for (const replicas of [1, 2, 3, 8, 10]) {
      const fewer = statesAfter(ensemble, [1, 0], { replicas, steps: 30, parameters })
      expect(fewer.states).toEqual(whole.states.subarray(0, 2 * replicas))
    }
  })

  it('refuses arrays that do not fit', () => {
    const task = autoregression()
    const ensemble = make({ ...task, after: { every: 4, next: task.state } })
    const run = (states: number, given: number, words: number, steps: number) => () =>
      ensemble.run(
        new Float64Array(states),
        new Float64Array(given),
        new BigUint64Array(words).fill(1n),
        steps,
      )
    expect(run(4, 2, 8, 8)).not.toThrow()
    for (const wrong of [run(5, 2, 8, 8), run(4, 1, 8, 8), run(4, 2, 7, 8), run(4, 2, 8, 6)])
      expect(wrong).toThrow(/ensemble/)
  })
})

describe('ensembles against what is known', () => {
  it('reach the variance b²/(1 − a²) of an autoregression', () => {
    const replicas = 20_000
    const { states } = statesAfter(compileEnsemble(autoregression()), [0, 0], {
      replicas,
      steps: 60,
      parameters: Float64Array.of(0.7, 0.4),
    })
    const x = states.filter((_, k) => k % 2 === 0)
    const variance = 0.4 ** 2 / (1 - 0.7 ** 2)
    expect(Math.abs(moment(x, 2) - variance)).toBeLessThan(4.5 * variance * Math.sqrt(2 / replicas))
  })

  it('find the exponent E log|1 − ξ²/2| of a product of random numbers', () => {
    const graph = createGraph()
    const [w, total, xi] = [graph.symbol('w'), graph.symbol('total'), graph.symbol('xi')]
    const ensemble = compileEnsemble({
      next: [multiply(w, subtract(1, scale(rational.of(1, 2), square(xi)))), total],
      state: [w, total],
      parameters: [],
      normals: [xi],
      after: { every: 16, next: [divide(w, squareRoot(square(w))), add(total, graph.call('log', [graph.call('abs', [w])]))] },
    }) // prettier-ignore
    const [replicas, steps] = [200, 1600]
    const { states } = statesAfter(ensemble, [1, 0], { replicas, steps })
    const exponent = moment(
      states.filter((_, k) => k % 2 === 1),
      1,
    )
    // By quadrature in 25 digits: mean −0.48462676582…, second moment 0.90205377963….
    const mean = -0.48462676582326484
    const deviation = Math.sqrt(0.9020537796308251 - mean ** 2)
    expect(Math.abs(exponent / steps - mean)).toBeLessThan((4.5 * deviation) / Math.sqrt(replicas * steps))
  })

  it('carries on what is not finite, without harm to its neighbours', () => {
    const graph = createGraph()
    const [x, xi] = [graph.symbol('x'), graph.symbol('xi')]
    const ensemble = compileEnsemble({ next: [add(square(x), multiply(xi, 0.01))], state: [x], parameters: [], normals: [xi] }) // prettier-ignore
    const states = Float64Array.of(3, 0.1, 0.2, 4, 0.3)
    ensemble.run(states, none, generatorWords(2, 'test', 5), 100)
    expect([...states].map(Number.isFinite)).toEqual([false, true, true, false, true])
  })
})
