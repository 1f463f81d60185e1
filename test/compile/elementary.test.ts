import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileWasm } from '../../src/compile/index.js'
import { createGraph, type FunctionName } from '../../src/expression/index.js'

type Row = readonly [x: number, high: number, low: number]

const cases = JSON.parse(
  readFileSync(new URL('fixtures/elementary.json', import.meta.url), 'utf8'),
) as Readonly<Record<FunctionName, readonly Row[]>>

/** The distance from one double to the next of the same size. */
function unitInLastPlace(value: number): number {
  const magnitude = Math.abs(value)
  const exponent = magnitude < 2 ** -1022 ? -1022 : Math.floor(Math.log2(magnitude))
  return Math.max(2 ** -1074, 2 ** (exponent - 52))
}

describe('elementary functions in WebAssembly against 32 digits', () => {
  it.each([
    ['exp', 1],
    ['log', 1],
    ['tanh', 1.5],
    ['sin', 1],
    ['cos', 1],
    ['sigmoid', 2],
    ['softplus', 2],
  ] as const)('%s is off by at most %s ulp', (name, allowed) => {
    const graph = createGraph()
    const x = graph.symbol('x')
    const kernel = compileWasm([graph.call(name, [x])], [x])
    const output = new Float64Array(1)
    let worst = { error: 0, x: 0 }
    for (const [argument, high, low] of cases[name]) {
      kernel.run(Float64Array.of(argument), output)
      const error = Math.abs(output[0]! - high - low) / unitInLastPlace(high)
      if (!(error <= worst.error)) worst = { error, x: argument }
    }
    expect(cases[name].length).toBeGreaterThan(200)
    expect(worst).toSatisfy(({ error }: { error: number }) => error <= allowed)
    // A test of this kind that finds exact results everywhere looks at the wrong thing.
    expect(worst.error).toBeGreaterThan(0.45)
  })
})
