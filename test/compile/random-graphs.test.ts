import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, hessian } from '../../src/calculus/index.js'
import { compileIteration, compileTape, compileWasm, type Kernel } from '../../src/compile/index.js'
import { compileTapeIteration, type Iteration } from '../../src/compile/iteration.js'
import { schedule } from '../../src/compile/schedule.js'
import {
  domainProblemsAt,
  type Expression,
  evaluateAll,
  functionNames,
  constantNames,
  orderNodes,
  toText,
} from '../../src/expression/index.js'
import { enclosures, type Interval, size } from '../expression/enclosure.js'
import { graphPoints, type RandomGraph, randomGraphs, unlessUndefined } from '../expression/random-graph.js'
import { isThorough, runs } from '../thoroughness.js'

const count = runs(500, 10_000)
const timeout = isThorough ? 1_200_000 : 60_000
// Graphs grow fast when they are differentiated: second derivatives are compared where they stay readable.
const largest = 400

function run(kernel: Kernel, input: readonly number[]): Float64Array {
  const output = new Float64Array(kernel.outputs)
  kernel.run(Float64Array.from(input), output)
  return output
}

/** The expressions, the gradient of the last and its Hessian; nothing of these where there is no derivative, as for (-2)^x. */
function outputsOf({ symbols, es }: RandomGraph): readonly Expression[] {
  const first = unlessUndefined(() => gradient(es.at(-1)!, symbols))
  if (first === undefined) return es
  const outputs = [...es, ...first]
  return orderNodes(first).length > largest ? outputs : [...outputs, ...hessian(es.at(-1)!, symbols).flat()]
}

/** Roots of roots, such as z^(5/4), are not made of square roots: they are rounded. */
function callsPower(outputs: readonly Expression[], symbols: readonly Expression[]): boolean {
  return schedule(outputs, symbols).functions.some(({ name }) => name === 'power')
}

/** All NaN are the same to arithmetic; zeros of different sign are not. */
const identical = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => Object.is(value, b[i]))

describe('random graphs', () => {
  it(
    'of arithmetic, roots and choices: WebAssembly and interpreter agree bit for bit, also where nothing is defined',
    { timeout },
    () => {
      let finite = 0
      let special = 0
      fc.assert(
        fc.property(randomGraphs('exact'), fc.tuple(graphPoints, graphPoints), (random, points) => {
          const outputs = outputsOf(random)
          fc.pre(!callsPower(outputs, random.symbols))
          const [tape, wasm] = [compileTape(outputs, random.symbols), compileWasm(outputs, random.symbols)]
          // Which factors are multiplied first depends on all outputs: a step is compared with a kernel of its own outputs.
          const next = compileTape(random.es, random.symbols)
          const steps = [compileTapeIteration, compileIteration].map((make) => stepOf(make, random))
          for (const point of points) {
            const expected = run(tape, point)
            expect(identical(run(wasm, point), expected)).toBe(true)
            for (const step of steps) expect(identical(step(point), run(next, point))).toBe(true)
            const count = expected.filter(Number.isFinite).length
            finite += count
            special += expected.length - count
          }
        }),
        { numRuns: count, seed: 71 },
      )
      expect(finite).toBeGreaterThan(10 * count)
      expect(special).toBeGreaterThan(count)
    },
  )

  it('of all functions: every backend stays within what rounding explains', { timeout }, () => {
    const seen = { inside: 0, sharp: 0, undefined: 0, unclear: 0 }
    const used = new Set<string>()
    const disagreements: string[] = []
    fc.assert(
      fc.property(randomGraphs('all'), fc.tuple(graphPoints, graphPoints), (random, points) => {
        const outputs = outputsOf(random)
        const [tape, wasm] = [compileTape(outputs, random.symbols), compileWasm(outputs, random.symbols)]
        for (const node of orderNodes(random.es)) used.add(node.kind === 'call' ? node.fn.name : node.kind)
        for (const point of points) {
          const values = new Map(random.symbols.map((symbol, i) => [symbol, point[i]!]))
          const expected = enclosures(outputs, values)
          const slow = evaluateAll(outputs, values)
          const [fromTape, fromWasm] = [run(tape, point), run(wasm, point)]
          outputs.forEach((output, i) => {
            const enclosure = expected(output)
            const found = [slow[i]!, fromTape[i]!, fromWasm[i]!] as const
            if (typeof enclosure !== 'string') {
              seen.inside++
              if (isSharp(enclosure)) seen.sharp++
              for (const value of found)
                if (!(value >= enclosure.low && value <= enclosure.high))
                  throw new Error(`output ${i} at ${point.join(', ')}: ${found.join(', ')} not in ${enclosure.low} … ${enclosure.high}`) // prettier-ignore
            } else {
              seen[enclosure]++
              if (enclosure === 'undefined' && !agree(found))
                disagreements.push(`${toText(output)} at ${point.join(', ')}: ${found.join(', ')}`)
            }
          })
          const last = random.es.at(-1)!
          const isDefined = expected(last)
          if (isDefined !== 'unclear')
            expect(domainProblemsAt([last], values).length > 0).toBe(isDefined === 'undefined')
        }
      }),
      { numRuns: count, seed: 72 },
    )
    expect(disagreements).toEqual([])
    expect(
      [...functionNames, ...constantNames, 'power', 'sum', 'product'].filter((name) => !used.has(name)),
    ).toEqual([])
    expect(seen.sharp).toBeGreaterThan(0.95 * seen.inside)
    expect(seen.inside).toBeGreaterThan(10 * count)
    expect(seen.undefined).toBeGreaterThan(count)
  })
})

/** A factor of 1 + 1e-9 would be noticed. */
function isSharp(enclosure: Interval): boolean {
  return enclosure.high - enclosure.low <= 5e-10 * size(enclosure)
}

/**
 * Whether what the slow evaluator, the interpreter and WebAssembly leave where there is no value is the same: not a number,
 * infinite with the same sign, or a finite number that means nothing. The slow evaluator's zeros are positive where the
 * others have -0, so that next to a pole one of them may find ∞ and the others ∞ − ∞.
 */
function agree([slow, tape, wasm]: readonly [number, number, number]): boolean {
  const isNeitherFinite = !Number.isFinite(slow) && !Number.isFinite(tape)
  return isAlike(tape, wasm) && (isAlike(slow, tape) || isNeitherFinite)
}

function isAlike(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b))
}

function stepOf(
  make: (...args: Parameters<typeof compileIteration>) => Iteration,
  { symbols, es }: RandomGraph,
): (point: readonly number[]) => Float64Array {
  const iteration = make(es, symbols.slice(0, 3), symbols.slice(3), [])
  return (point) => {
    const state = Float64Array.from(point.slice(0, 3))
    iteration.run(state, Float64Array.of(point[3]!), new Float64Array(0), 1)
    return state
  }
}
