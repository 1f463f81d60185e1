import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, hessian } from '../../src/calculus/index.js'
import {
  compileIteration,
  compileSampleIteration,
  compileSampleRows,
  compileSampleSum,
  compileTape,
  type Kernel,
  type OverSamples,
  type SampleIteration,
  type Samples,
} from '../../src/compile/index.js'
import { checkNext } from '../../src/compile/iteration-program.js'
import { sampleProgram } from '../../src/compile/sample-program.js'
import { tapeSampleIteration, tapeSampleRows, tapeSampleSum } from '../../src/compile/sample-tape.js'
import { sampleModule } from '../../src/compile/wasm/samples.js'
import {
  add,
  createGraph,
  type Expression,
  multiply,
  rational,
  scale,
  square,
  substituteAll,
  subtract,
} from '../../src/expression/index.js'
import { randomExpressions, randomPoint } from '../calculus/random-expression.js'

const programOf = ({ terms, inputs, samples }: OverSamples) =>
  sampleProgram({ terms, parameters: inputs, data: samples.symbols })

const backends = {
  WebAssembly: {
    sum: compileSampleSum,
    rows: compileSampleRows,
    iteration: compileSampleIteration,
  },
  tape: {
    sum: (over: OverSamples, weight: number) => tapeSampleSum(programOf(over), over.samples, weight),
    rows: (over: OverSamples) => tapeSampleRows(programOf(over), over.samples),
    iteration({ samples, ...task }: SampleIteration) {
      checkNext(task.next, task.state)
      return tapeSampleIteration(sampleProgram({ ...task, data: samples.symbols }), samples)
    },
  },
}

function run(kernel: Kernel, input: readonly number[]): Float64Array {
  const output = new Float64Array(kernel.outputs).fill(NaN)
  kernel.run(Float64Array.from(input), output)
  return output
}

/** Exact data for one symbol, 0 among them. */
const dataOf = (count: number) => Array.from({ length: count }, (_, k) => rational.of(k % 17, 7))

function samplesOf(symbol: Expression, count: number): Samples {
  return { symbols: [symbol], table: Float64Array.from(dataOf(count), rational.toNumber), count }
}

/** The terms with the data written in, sample by sample: shares nothing with the loop. */
function writtenOut(terms: readonly Expression[], symbol: Expression, count: number): Expression[] {
  return dataOf(count).flatMap((value) =>
    substituteAll(terms, new Map([[symbol, symbol.graph.constant(value)]])),
  )
}

function expectClose(found: Float64Array, expected: Float64Array, scale: number): void {
  expect(found.length).toBe(expected.length)
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-12 * Math.max(1, scale)))
}

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe.each(Object.entries(backends))('a loop over samples, by %s', (_, compiled) => {
  it('sums what the written-out form sums, for values, gradients and Hessians', () => {
    fc.assert(
      fc.property(
        randomExpressions(),
        randomPoint,
        fc.integer({ min: 1, max: 20 }),
        ({ graph, symbols, es }, point, count) => {
          const [x, y, z] = symbols as [Expression, Expression, Expression]
          const loss = graph.call('tanh', [es.at(-1)!])
          // Terms that depend on the sample, on the inputs alone, on nothing, and on the datum itself.
          const terms = [
            loss,
            ...gradient(loss, [x, y]),
            ...hessian(loss, [x, y]).flat(),
            ...es,
            x,
            z,
            z,
            graph.one,
          ]
          const written = writtenOut(terms, z, count)
          const rows = run(compileTape(written, [x, y]), point.slice(0, 2))
          const sums = Float64Array.from(terms, (_, k) =>
            rows.reduce((sum, row, i) => (i % terms.length === k ? sum + row / count : sum), 0),
          )
          const over = { terms, inputs: [x, y], samples: samplesOf(z, count) }
          const found = compiled.rows(over)
          expect(found.outputs).toBe(count * terms.length)
          // Rounding in what is summed can be as large as intermediate values are.
          const size = 1e2 * largest(rows)
          expectClose(run(found, point.slice(0, 2)), rows, size)
          expectClose(run(compiled.sum(over, 1 / count), point.slice(0, 2)), sums, size)
        },
      ),
      { numRuns: 100, seed: 70 },
    )
  })

  it('iterates as the written-out map does, with fresh noise for every sample and step', () => {
    fc.assert(
      fc.property(
        randomExpressions(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        ({ graph, symbols, es }, count, steps) => {
          const [x, y, z] = symbols as [Expression, Expression, Expression]
          const [rate, η] = [graph.symbol('rate'), graph.symbol('η')]
          const loss = graph.call('tanh', [es.at(-1)!])
          const noisy = square(subtract(loss, multiply(η, graph.call('cos', [rate]))))
          const state = [x, y]
          const terms = [...gradient(noisy, state), rate]
          const sums = terms.map((_, k) => graph.symbol(`sum ${k}`))
          const step = (sums: readonly Expression[]) => [
            graph.call('sin', [subtract(y, multiply(rate, sums[0]!))]),
            add(scale(rational.of(1, 2), x), multiply(add(rate, sums[2]!), sums[1]!)),
          ]
          const noises = Array.from({ length: count }, (_, k) => graph.symbol(`η${k}`))
          const written = writtenOut(terms, z, count)
          const total = terms.map((_, j) =>
            noises
              .map((noise, k) => substituteAll([written[k * terms.length + j]!], new Map([[η, noise]]))[0]!)
              .reduce(add),
          )
          const noise = Float64Array.from({ length: count * steps }, (_, k) => Math.sin(k + 1))
          const [found, expected] = [Float64Array.of(0.3, -0.2), Float64Array.of(0.3, -0.2)]
          const over = { next: step(sums), state, parameters: [rate], terms, sums, noise: [η] }
          const iteration = compiled.iteration({ ...over, samples: samplesOf(z, count) })
          expect(iteration.noises).toBe(count)
          iteration.run(found, Float64Array.of(0.1), noise, steps)
          compileIteration(step(total), state, [rate], noises).run(
            expected,
            Float64Array.of(0.1),
            noise,
            steps,
          )
          expect(Math.abs(found[0]! - expected[0]!)).toBeLessThan(1e-9)
          expect(Math.abs(found[1]! - expected[1]!)).toBeLessThan(1e-9 * (1 + Math.abs(expected[1]!)))
        },
      ),
      { numRuns: 60, seed: 71 },
    )
  })

  it('cuts long programs into several functions, and takes noise in blocks', () => {
    const graph = createGraph()
    const [x, y, p, z, n] = ['x', 'y', 'p', 'z', 'n'].map((name) => graph.symbol(name)) as [
      Expression,
      Expression,
      Expression,
      Expression,
      Expression,
    ]
    const long = (start: Expression, by: Expression, depth = 700): Expression =>
      Array.from({ length: depth }).reduce<Expression>(
        (e) => subtract(graph.constant('1/2'), multiply(multiply(e, e), by)),
        start,
      )
    const fixed = long(p, graph.call('tanh', [p]))
    const before = long(x, p)
    const inLoop = long(add(multiply(before, z), n), fixed)
    const terms = [inLoop, multiply(inLoop, z), before, z, n]
    const sums = terms.map((_, k) => graph.symbol(`sum ${k}`))
    const next = [
      scale(rational.of(1, 40), add(long(scale(rational.of(1, 20), sums[0]!), before), sums[2]!)),
      add(scale(rational.of(1, 30), add(sums[1]!, add(sums[3]!, sums[4]!))), scale(rational.of(1, 3), x)),
    ]
    const [count, steps] = [11, 250]
    const noise = Float64Array.from({ length: count * steps }, (_, k) => Math.sin(k) / 3)
    const found = Float64Array.of(0.1, 0.2)
    compiled
      .iteration({
        next,
        state: [x, y],
        parameters: [p],
        terms,
        sums,
        samples: samplesOf(z, count),
        noise: [n],
      })
      .run(found, Float64Array.of(0.7), noise, steps)

    const expected = Float64Array.of(0.1, 0.2)
    const perSample = compileTape(terms, [x, y, p, z, n])
    const step = compileTape(next, [x, y, p, ...sums])
    for (let k = 0; k < steps; k++) {
      const total = new Float64Array(terms.length)
      dataOf(count).forEach((value, i) =>
        run(perSample, [...expected, 0.7, rational.toNumber(value), noise[k * count + i]!]).forEach(
          (term, j) => (total[j]! += term),
        ),
      )
      step.run(Float64Array.of(...expected, 0.7, ...total), expected)
    }
    expect([...expected].every((value) => Number.isFinite(value) && value !== 0)).toBe(true)
    expectClose(found, expected, 1)
    const over = { terms: terms.slice(0, 4), inputs: [x, p, n], samples: samplesOf(z, count) }
    const rows = run(compileTape(writtenOut(over.terms, z, count), over.inputs), [0.3, 0.4, 0.2])
    expectClose(run(compiled.rows(over), [0.3, 0.4, 0.2]), rows, 1)
    const totals = over.terms.map((_, j) => rows.filter((_, i) => i % 4 === j).reduce((a, b) => a + b))
    expectClose(run(compiled.sum(over, 1), [0.3, 0.4, 0.2]), Float64Array.from(totals), 10)
  })

  it('refuses data outside of the sum, and unknown symbols', () => {
    const graph = createGraph()
    const [x, z, s] = ['x', 'z', 's'].map((name) => graph.symbol(name)) as [
      Expression,
      Expression,
      Expression,
    ]
    const task = { state: [x], parameters: [], terms: [z], sums: [s], samples: samplesOf(z, 3), noise: [] }
    expect(() => compiled.iteration({ ...task, next: [add(s, z)] })).toThrow(/outside/)
    expect(() => compiled.iteration({ ...task, next: [z] })).toThrow(/outside/)
    expect(() => compiled.iteration({ ...task, terms: [multiply(s, z)], next: [s] })).toThrow(/itself/)
    expect(() => compiled.iteration({ ...task, next: [] })).toThrow(/shapes do not fit/)
    expect(() => compiled.sum({ terms: [s], inputs: [x], samples: samplesOf(z, 3) }, 1)).toThrow(/Unknown/i)
  })
})

describe('the code of a loop over samples', () => {
  const graph = createGraph()
  const [x, y, z] = ['x', 'y', 'z'].map((name) => graph.symbol(name)) as [Expression, Expression, Expression]
  const loss = square(subtract(multiply(x, graph.call('tanh', [multiply(y, z)])), z))
  const terms = gradient(loss, [x, y])

  it('does not grow with their number, while its results do not depend on where they are', () => {
    const sizes = [8, 100, 1000, 10_000].map((count) => {
      const over = { terms, inputs: [x, y], samples: samplesOf(z, count) }
      const result = run(compileSampleSum(over, 1 / count), [0.5, -0.3])
      const expected = run(tapeSampleSum(programOf(over), over.samples, 1 / count), [0.5, -0.3])
      expectClose(result, expected, 1)
      return sampleModule(programOf(over), 'sums').bytes.length
    })
    expect(new Set(sizes).size).toBe(1)
    expect(sizes[0]).toBeLessThan(2000)
  })
})
