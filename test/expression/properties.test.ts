import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import {
  createGraph,
  domainProblemsAt,
  evaluate,
  expand,
  type Expression,
  toText,
} from '../../src/expression/index.js'
import { build, naive, points, read, symbolNames, type Tree, trees } from './samples.js'

const runs = { numRuns: 1500 }

describe('the canonical form', () => {
  it('has the value and the domain of the formula it came from', () => {
    const seen = { defined: 0, undefined: 0 }
    fc.assert(
      fc.property(trees, points, (tree, at) => {
        const expected = naive(tree, at)
        if (expected === 'unclear') return
        const found = valueAt(tree, at, (e) => e)
        if (expected === 'undefined') {
          seen.undefined++
          expect(found).toBe('undefined')
        } else {
          seen.defined++
          closeTo(found, expected)
        }
      }),
      runs,
    )
    // Neither case may go untested.
    expect(seen.defined).toBeGreaterThan(runs.numRuns / 10)
    expect(seen.undefined).toBeGreaterThan(runs.numRuns / 20)
  })

  it('keeps both when it is expanded', () => {
    fc.assert(
      fc.property(trees, points, (tree, at) => {
        const expected = naive(tree, at)
        if (expected === 'unclear') return
        const found = valueAt(tree, at, (e) => expand(e) ?? e)
        if (expected === 'undefined') expect(found).toBe('undefined')
        else closeTo(found, expected)
      }),
      runs,
    )
  })

  it('does not depend on the order in which sums and products are put together', () => {
    fc.assert(
      fc.property(
        fc.array(trees, { minLength: 2, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (list, picks) => {
          const graph = createGraph()
          const es = list.map((tree) => attempt(() => build(graph, tree)))
          const defined = es.filter((e) => e !== undefined)
          if (defined.length < es.length) return
          for (const join of ['sum', 'product'] as const) {
            const whole = attempt(() => graph[join](defined))
            // Joins two random neighbours again and again.
            const rest = [...defined]
            const joined = attempt(() => {
              while (rest.length > 1) {
                const a = rest.splice(picks.next().value! % rest.length, 1)[0]!
                const b = rest.splice(picks.next().value! % rest.length, 1)[0]!
                rest.push(graph[join]([a, b]))
              }
              return rest[0]
            })
            expect(joined).toBe(whole)
          }
        },
      ),
      { numRuns: 600 },
    )
  })

  it('is printed the same whatever was made first, and read back as the same object', () => {
    fc.assert(
      fc.property(trees, trees, (tree, other) => {
        const first = createGraph()
        const second = createGraph()
        for (const name of symbolNames.toReversed()) read(second, name)
        attempt(() => build(second, other))
        const a = attempt(() => build(first, tree))
        const b = attempt(() => build(second, tree))
        if (a === undefined || b === undefined) {
          expect(a).toBe(b)
          return
        }
        expect(toText(b)).toBe(toText(a))
        expect(read(first, toText(a))).toBe(a)
      }),
      runs,
    )
  })
})

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return undefined
    throw error
  }
}

function valueAt(
  tree: Tree,
  at: Readonly<Record<string, number>>,
  change: (e: Expression) => Expression,
): number | 'undefined' {
  const graph = createGraph()
  const e = attempt(() => change(build(graph, tree)))
  if (e === undefined) return 'undefined'
  const values = new Map(symbolNames.map((name) => [read(graph, name), at[name]!]))
  return domainProblemsAt([e], values).length > 0 ? 'undefined' : evaluate(e, values)
}

function closeTo(
  found: number | 'undefined',
  { value, error }: { readonly value: number; readonly error: number },
): void {
  expect(found).not.toBe('undefined')
  const difference = Math.abs((found as number) - value)
  expect(difference).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(value)) + 1000 * error)
}
