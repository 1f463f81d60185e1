import fc from 'fast-check'
import temml from 'temml'
import { expect, it } from 'vitest'
import {
  createGraph,
  type Expression,
  latexWidth,
  toLatex,
  toLatexLines,
  toText,
} from '../../src/expression/index.js'
import { gradient } from '../../src/calculus/index.js'
import { isThorough, runs } from '../thoroughness.js'
import { randomGraphs, unlessUndefined } from './random-graph.js'
import { read } from './samples.js'

const timeout = isThorough ? 600_000 : 60_000
// What is longer is not a formula anyone reads; its text grows exponentially with the number of shared steps.
const longest = 2000

it(
  '2,000 random expressions and derivatives are read back from their text as the same object',
  { timeout },
  () => {
    let compared = 0
    fc.assert(
      fc.property(randomGraphs('all'), fc.nat(3), ({ graph, symbols, es }, which) => {
        for (const e of withDerivative(es.at(-1)!, symbols[which]!)) {
          const text = toText(e)
          if (text.length > longest) continue
          compared++
          expect(read(graph, text)).toBe(e)
          // Also where nothing was made before.
          expect(toText(read(createGraph(), text))).toBe(text)
        }
      }),
      { numRuns: runs(1200, 20_000), seed: 75 },
    )
    expect(compared).toBeGreaterThan(2000)
  },
)

it('the LaTeX of 2,000 random expressions and derivatives is well formed', { timeout }, () => {
  let written = 0
  fc.assert(
    fc.property(randomGraphs('all'), fc.nat(3), ({ symbols, es }, which) => {
      for (const e of withDerivative(es.at(-1)!, symbols[which]!)) {
        if (toText(e).length > longest) continue
        written++
        const latex = toLatex(e)
        expect(latex).not.toMatch(/undefined|NaN|Infinity|\[object/)
        expect(() => temml.renderToString(latex, { throwOnError: true })).not.toThrow()
        expect(latexWidth(latex)).toBeGreaterThan(0)
        for (const line of toLatexLines(e, 40)) expect(isBalanced(line)).toBe(true)
      }
    }),
    { numRuns: runs(1200, 20_000), seed: 76 },
  )
  expect(written).toBeGreaterThan(2000)
})

function withDerivative(e: Expression, symbol: Expression): Expression[] {
  // (-2)^x has none.
  return [e, ...(unlessUndefined(() => gradient(e, [symbol])) ?? [])]
}

function isBalanced(latex: string): boolean {
  let depth = 0
  for (const [character] of latex.matchAll(/\\.|[{}]/g)) {
    if (character === '{') depth++
    else if (character === '}' && --depth < 0) return false
  }
  return depth === 0
}
