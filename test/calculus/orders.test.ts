import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directional, gradient, hessian } from '../../src/calculus/index.js'
import {
  type Expression,
  evaluate,
  evaluateAll,
  kinksAt,
  orderNodes,
  toText,
} from '../../src/expression/index.js'
import { enclosures } from '../expression/enclosure.js'
import { graphPoints, randomGraphs, unlessUndefined } from '../expression/random-graph.js'
import { isThorough, runs } from '../thoroughness.js'
import { dualOf } from './dual-numbers.js'
import { randomExpressions } from './random-expression.js'

const valuesAt = (symbols: readonly Expression[], point: readonly number[]): Map<Expression, number> =>
  new Map(symbols.map((symbol, i) => [symbol, point[i]!]))

describe('dual numbers', () => {
  it(
    'give the same gradients and Hessians, to what both lose by rounding',
    { timeout: isThorough ? 1_200_000 : 60_000 },
    () => {
      const count = runs(300, 5000)
      let compared = 0
      let sharp = 0
      const used = new Set<string>()
      fc.assert(
        fc.property(randomGraphs('all'), graphPoints, ({ symbols, es }, point) => {
          const e = es.at(-1)!
          const values = valuesAt(symbols, point)
          if (kinksAt([e], values).length > 0) return
          // Such as (-2)^x, which has no derivative anywhere.
          const first = unlessUndefined(() => gradient(e, symbols))
          if (first === undefined) return
          const rows = orderNodes(first).length > 150 ? [] : hessian(e, symbols)
          // The gradient from the expression; the Hessian from the gradient.
          const wanted = [first, ...rows].flatMap((row, i) =>
            row.map((derived, k) => ({ derived, from: i === 0 ? e : first[i - 1]!, along: symbols[k]! })),
          )
          const enclosure = enclosures([e, ...wanted.flatMap(({ derived, from }) => [derived, from])], values)
          for (const { derived, from, along } of wanted) {
            const bounds = enclosure(derived)
            if (typeof bounds === 'string' || typeof enclosure(from) === 'string') continue
            const direction = new Map(symbols.map((symbol) => [symbol, symbol === along ? 1 : 0]))
            const { slope, slopeError } = dualOf(from, values, direction)
            if (!(slopeError < 1e100)) continue
            compared++
            const width = bounds.high - bounds.low + 2 * slopeError
            if (width <= 1e-9 * Math.abs(slope)) sharp++
            const beyond = Math.max(bounds.low - slope, slope - bounds.high)
            expect(beyond).toBeLessThanOrEqual(2 * slopeError)
            for (const node of orderNodes([from])) used.add(node.kind === 'call' ? node.fn.name : node.kind)
          }
        }),
        { numRuns: count, seed: 73 },
      )
      expect(compared).toBeGreaterThan(10 * count)
      // A slope that is wrong by a billionth would be noticed.
      expect(sharp).toBeGreaterThan(0.95 * compared)
      expect(used.size).toBeGreaterThan(25)
    },
  )
})

/** A random function with a point and a direction; the derivatives along the line through them, up to the fifth. */
interface OnALine {
  readonly e: Expression
  readonly symbols: readonly Expression[]
  readonly point: readonly number[]
  readonly direction: readonly number[]
  readonly along: readonly number[]
}

/**
 * The first sixteen random functions whose leading error terms are not dwarfed by the next: with h³f‴ much smaller than
 * h⁴f⁗ for the steps below, no order could be seen.
 */
function functionsOnLines(): OnALine[] {
  const point = fc.double({ min: -1.2, max: 1.2, noNaN: true })
  const points = fc.tuple(point, point, point)
  const candidates = fc.sample(fc.tuple(randomExpressions(), points, points), { seed: 74, numRuns: 600 })
  const found: OnALine[] = []
  for (const [{ graph, symbols, es }, at, v] of candidates) {
    const direction = v.map((entry) => entry / Math.hypot(...v))
    const written = direction.map((entry) => graph.constant(entry))
    const levels: Expression[] = [es.at(-1)!]
    if (orderNodes(gradient(levels[0]!, symbols)).length > 60) continue
    while (levels.length < 6) levels.push(directional([levels.at(-1)!], symbols, written)[0]!)
    const values = valuesAt(symbols, at)
    const along = levels.map((level) => evaluate(level, values))
    const [, , , third, fourth, fifth] = along.map(Math.abs) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const slopes = Math.hypot(...evaluateAll(gradient(levels[3]!, symbols), values))
    const isVisible = third > 0.05 * (1 + Math.abs(along[0]!)) && fourth < 8 * third && fifth < 20 * third
    const isNew = !found.some((other) => toText(other.e) === toText(levels[0]!))
    if (isNew && isVisible && slopes > 0.1 && slopes < 50 * third) found.push({ e: es.at(-1)!, symbols, point: at, direction, along }) // prettier-ignore
    if (found.length === 16) break
  }
  return found
}

const steps = [6, 7, 8, 9, 10, 11].map((k) => 2 ** -k)

/** The least-squares slope of log error against log step, with its 95 % interval (t with 4 degrees of freedom). */
function order(errors: readonly number[]): { slope: number; margin: number } {
  const xs = steps.map(Math.log)
  const ys = errors.map((error) => Math.log(Math.abs(error)))
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const [x0, y0] = [mean(xs), mean(ys)]
  const spread = xs.reduce((sum, x) => sum + (x - x0) ** 2, 0)
  const slope = xs.reduce((sum, x, i) => sum + (x - x0) * (ys[i]! - y0), 0) / spread
  const rest = xs.reduce((sum, x, i) => sum + (ys[i]! - y0 - slope * (x - x0)) ** 2, 0)
  return { slope, margin: 2.776 * Math.sqrt(rest / (xs.length - 2) / spread) }
}

describe('measured orders of sixteen random functions', () => {
  const lines = functionsOnLines()
  const moved = ({ e, symbols, point, direction }: OnALine, h: number, es = [e]): number[] =>
    evaluateAll(es, valuesAt(symbols, point.map((p, i) => p + h * direction[i]!))) // prettier-ignore
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, x, i) => sum + x * b[i]!, 0)

  it('are of sixteen different functions', () => {
    expect(new Set(lines.map(({ e }) => toText(e))).size).toBe(16)
  })

  it('central differences of the function approach the gradient with error h²', () => {
    for (const line of lines) {
      const exact = dot(moved(line, 0, gradient(line.e, line.symbols)), line.direction)
      const errors = steps.map((h) => (moved(line, h)[0]! - moved(line, -h)[0]!) / (2 * h) - exact)
      expectOrder(errors, 2, 0.005)
      // The leading term is h²/6 times the third derivative along the line.
      expect(errors.at(-1)! / steps.at(-1)! ** 2 / (line.along[3]! / 6)).toBeCloseTo(1, 2)
    }
  })

  it('central differences of the gradient approach the Hessian times the direction with error h²', () => {
    for (const line of lines) {
      const first = gradient(line.e, line.symbols)
      const product = hessian(line.e, line.symbols).map((row) => dot(moved(line, 0, row), line.direction))
      const errors = steps.map((h) => {
        const [above, below] = [moved(line, h, first), moved(line, -h, first)]
        return Math.hypot(...product.map((entry, i) => (above[i]! - below[i]!) / (2 * h) - entry))
      })
      expectOrder(errors, 2, 0.005)
    }
  })

  it('what the second-order expansion leaves is of order h³', () => {
    for (const line of lines) {
      const [value, slope, curvature] = [
        moved(line, 0)[0]!,
        dot(moved(line, 0, gradient(line.e, line.symbols)), line.direction),
        dot(hessian(line.e, line.symbols).map((row) => dot(moved(line, 0, row), line.direction)), line.direction), // prettier-ignore
      ]
      const errors = steps.map((h) => moved(line, h)[0]! - value - h * slope - (h * h * curvature) / 2)
      expectOrder(errors, 3, 0.03)
      expect(errors.at(-1)! / steps.at(-1)! ** 3 / (line.along[3]! / 6)).toBeCloseTo(1, 1)
    }
  })

  it('would be missed by a gradient that is wrong by a millionth, and by half a Hessian', () => {
    const missed = lines.filter((line) => {
      const exact = dot(moved(line, 0, gradient(line.e, line.symbols)), line.direction)
      const errors = steps.map((h) => (moved(line, h)[0]! - moved(line, -h)[0]!) / (2 * h) - exact - 1e-6)
      return Math.abs(order(errors).slope - 2) <= 0.005
    })
    expect(missed).toEqual([])
  })
})

function expectOrder(errors: readonly number[], nominal: number, allowed: number): void {
  const { slope, margin } = order(errors)
  expect([nominal, Math.abs(slope - nominal) + margin]).toSatisfy(([, off]: number[]) => off! <= allowed)
}
