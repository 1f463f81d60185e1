import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileTape, compileWasm } from '../../src/compile/index.js'
import { createGraph, type FunctionName, functionNames } from '../../src/expression/index.js'
import { callUlps } from '../expression/enclosure.js'

type Row = readonly [args: readonly number[], high: number, low: number]

const cases = JSON.parse(
  readFileSync(new URL('fixtures/single-calls.json', import.meta.url), 'utf8'),
) as Readonly<Record<FunctionName, readonly Row[]>>
const measured = Object.entries(cases) as [FunctionName, readonly Row[]][]

/** The distance from one double to the next of the same size. */
function unitInLastPlace(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52)
}

describe('one call of a function, against 32 digits', () => {
  it('is measured for every function that rounds', () => {
    const choosing = ['abs', 'sign', 'relu', 'leakyrelu', 'max', 'min']
    expect(measured.map(([name]) => name).toSorted()).toEqual(
      [...functionNames, 'power'].filter((name) => !choosing.includes(name)).toSorted(),
    )
  })

  it.each(measured)('%s is within its units in the last place on every backend', (name, rows) => {
    const graph = createGraph()
    const symbols = rows[0]![0].map((_, i) => graph.symbol(`x${i}`))
    const worst = [compileTape, compileWasm].map((make) => {
      const kernel = make([graph.call(name, symbols)], symbols)
      const output = new Float64Array(1)
      const errors = rows.map(([args, high, low]) => {
        kernel.run(Float64Array.from(args), output)
        return Math.abs(output[0]! - high - low) / unitInLastPlace(high)
      })
      return Math.max(...errors)
    })
    expect(Math.max(...worst)).toBeLessThanOrEqual(callUlps(name))
    // Nothing is exact at a hundred arguments: that would be the wrong reference.
    expect(Math.min(...worst)).toBeGreaterThan(0.3)
  })
})
