import {
  type Expression,
  evaluateAll,
  freeSymbols,
  isKnownNonnegative,
  isKnownPositive,
  type SymbolNode,
} from '../../expression/index.js'
import { jacobian } from '../gradient.js'
import { probePoints } from '../probe.js'
import { enclose } from './enclose.js'
import { addIntervals, excludesZero, type Interval, multiplyIntervals, pointInterval } from './interval.js'
import { eliminate } from './eliminate.js'

/** A common zero of the residuals lies within `radius` of the point, in every coordinate; there `e` lies in `value`. */
export interface EnclosedWitness {
  readonly kind: 'enclosed'
  readonly point: ReadonlyMap<Expression, number>
  readonly radius: number
  /** Does not contain 0. */
  readonly value: Interval
}

const starts = 24
const iterations = 60
const radii = [1e-13, 1e-11, 1e-9, 1e-7]

/**
 * Looks for a common zero of the residuals, which must be independent, at which `e` is not 0: by Newton's method from
 * fixed starting points, in as many of the symbols as there are residuals. That there is a zero near the point is proved
 * by Krawczyk's test in interval arithmetic (Moore, Kearfott & Cloud 2009, §8.2); nothing else is returned.
 */
export function enclosedWitness(
  e: Expression,
  residuals: readonly Expression[],
): EnclosedWitness | undefined {
  const symbols = [...freeSymbols([e, ...residuals])].sort((a, b) => a.id - b.id)
  if (residuals.length > symbols.length) return undefined
  const derivatives = jacobian(residuals, symbols)
  const equations = { e, symbols, residuals, derivatives }
  for (const start of probePoints(symbols, starts)) {
    const zero = newton(equations, symbols.map((symbol) => start.get(symbol)!)) // prettier-ignore
    const found = zero && radii.map((radius) => certified(equations, zero, radius)).find((one) => one)
    if (found) return found
  }
  return undefined
}

interface Equations {
  readonly e: Expression
  readonly symbols: readonly SymbolNode[]
  readonly residuals: readonly Expression[]
  readonly derivatives: readonly (readonly Expression[])[]
}

interface NumericalZero {
  readonly x: readonly number[]
  /** The symbols that the equations are solved for; the others have their values exactly. */
  readonly pivots: readonly number[]
}

function newton({ symbols, residuals, derivatives }: Equations, start: number[]): NumericalZero | undefined {
  let x = start
  let last = Infinity
  for (let k = 0; k < iterations; k++) {
    const values = evaluateAll(
      [...residuals, ...derivatives.flat()],
      new Map(symbols.map((s, i) => [s, x[i]!])),
    )
    if (!values.every(Number.isFinite)) return undefined
    const n = residuals.length
    const rows = residuals.map((_, i) => values.slice(n + i * symbols.length, n + (i + 1) * symbols.length))
    const step = eliminate(rows, values.slice(0, n).map((value) => [-value])) // prettier-ignore
    if (step === undefined) return undefined
    const moved = x.slice()
    step.pivots.forEach((column, i) => (moved[column]! += step.solution[i]![0]!))
    const size = Math.max(0, ...step.solution.map(([entry]) => Math.abs(entry!)))
    const scale = Math.max(1, ...moved.map(Math.abs))
    // Quadratic convergence has come to its end when the steps no longer shrink.
    if (size <= 1e-9 * scale && size >= last / 2) return { x: moved, pivots: step.pivots }
    if (size === 0) return { x: moved, pivots: step.pivots }
    last = size
    x = moved
  }
  return undefined
}

function certified(
  { e, symbols, residuals, derivatives }: Equations,
  { x, pivots }: NumericalZero,
  relative: number,
): EnclosedWitness | undefined {
  const radius = relative * Math.max(1, ...x.map(Math.abs))
  const box = new Map<Expression, Interval>(
    symbols.map((symbol, i) => [
      symbol,
      pivots.includes(i) ? { low: x[i]! - radius, high: x[i]! + radius } : pointInterval(x[i]!),
    ]),
  )
  if (!symbols.every((symbol) => isAllowed(symbol, box.get(symbol)!))) return undefined
  const centre = new Map(symbols.map((symbol, i) => [symbol, pointInterval(x[i]!)]))
  const entries = residuals.map((_, i) => pivots.map((column) => derivatives[i]![column]!))
  const slopes = enclose([e, ...residuals, ...entries.flat()], box)
  if (!slopes.every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))) return undefined
  const value = slopes[0]!
  if (!excludesZero(value)) return undefined
  const n = residuals.length
  const rows = entries.map((_, i) => slopes.slice(1 + n + i * n, 1 + n + (i + 1) * n))
  const middle = rows.map((row) => row.map(({ low, high }) => (low + high) / 2))
  const inverse = eliminate(middle, middle.map((_, i) => middle.map((_, j) => (i === j ? 1 : 0)))) // prettier-ignore
  if (inverse === undefined && n > 0) return undefined
  const order = inverse?.pivots ?? []
  const values = enclose(residuals, centre)
  for (const [i, weights] of (inverse?.solution ?? []).entries()) {
    // The i-th row of x − Y F(x) + (1 − Y F′(box))·(box − x), relative to x.
    let image = pointInterval(0)
    weights.forEach((weight, k) => {
      image = addIntervals(image, multiplyIntervals(pointInterval(-weight), values[k]!))
    })
    for (let j = 0; j < n; j++) {
      let entry = pointInterval(j === order[i] ? 1 : 0)
      weights.forEach((weight, k) => {
        entry = addIntervals(entry, multiplyIntervals(pointInterval(-weight), rows[k]![j]!))
      })
      image = addIntervals(image, multiplyIntervals(entry, { low: -radius, high: radius }))
    }
    // The ends of the box are rounded.
    if (!(image.low > -0.9 * radius && image.high < 0.9 * radius)) return undefined
  }
  return { kind: 'enclosed', point: new Map(symbols.map((symbol, i) => [symbol, x[i]!])), radius, value }
}

function isAllowed(symbol: SymbolNode, { low, high }: Interval): boolean {
  if (symbol.assumptions.integer) return low === high && Number.isInteger(low)
  if (isKnownPositive(symbol)) return low > 0
  if (isKnownNonnegative(symbol)) return low >= 0
  return !symbol.assumptions.nonzero || low > 0 || high < 0
}
