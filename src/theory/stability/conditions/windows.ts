import { convergents } from '../../../algebra/convergents.js'
import {
  add,
  divide,
  evaluate,
  type Expression,
  type Graph,
  rational,
  type Rational,
  scale,
  squareRoot,
} from '../../../expression/index.js'

/** Π |1 − h·curvature|^times as a function of h. */
export interface WindowFactor {
  readonly curvature: Rational
  readonly times: number
}

export interface Windows {
  /** Constants, ascending: the product is below 1 on (0, ends₁), (ends₂, ends₃), … */
  readonly ends: readonly Expression[]
  readonly exact: boolean
  /** The same of each end. */
  readonly areExact: readonly boolean[]
}

const highestDegree = 40

/**
 * All h > 0 at which Π |1 − h kᵢ|^tᵢ passes through 1, for rational kᵢ ≥ 0. The logarithm is concave between its
 * singularities 1/kᵢ, negative before the first, and passes 0 once after the last: none is missed. Ends are exact where
 * they are rational or roots of a quadratic equation.
 */
export function windowsOf(given: readonly WindowFactor[], graph: Graph): Windows | undefined {
  const factors = together(given)
  if (factors.length === 0 || factors.reduce((sum, { times }) => sum + times, 0) > highestDegree) return undefined
  const roots = changesOfSign(factors.map(({ curvature, times }) => ({ k: rational.toNumber(curvature), times })))
  const candidates = factors.length === 1 ? [] : exactRoots(factors, roots, graph)
  const found = roots.map((root) =>
    factors.length === 1
      ? graph.constant(rational.divide(rational.of(2), factors[0]!.curvature))
      : candidates.find((e) => Math.abs(evaluate(e, new Map()) - root) <= 1e-10 * root),
  )
  const areExact = found.map((end) => end !== undefined)
  const ends = found.map((end, k) => end ?? graph.constant(rational.of(plain(roots[k]!))))
  return { ends, exact: !areExact.includes(false), areExact }
} // prettier-ignore

const plain = (x: number): string => {
  const digits = Math.max(0, Math.min(40, 11 - Math.floor(Math.log10(x))))
  return x.toFixed(digits).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
} // prettier-ignore

/** Equal curvatures as one, those of 0 left out. */
function together(factors: readonly WindowFactor[]): WindowFactor[] {
  const found: WindowFactor[] = []
  for (const { curvature, times } of factors) {
    if (rational.sign(curvature) <= 0 || times === 0) continue
    const at = found.findIndex((other) => rational.equals(other.curvature, curvature))
    if (at < 0) found.push({ curvature, times })
    else found[at] = { curvature, times: found[at]!.times + times }
  }
  return found.sort((a, b) => rational.compare(b.curvature, a.curvature))
}

/** The same for doubles, each end to 12 digits. */
export function roundedWindows(
  factors: readonly { readonly curvature: number; readonly times: number }[],
): string[] {
  const parts = factors
    .filter(({ curvature }) => curvature > 0)
    .map(({ curvature, times }) => ({ k: curvature, times }))
    .sort((a, b) => b.k - a.k)
  return changesOfSign(parts).map(plain)
}

/** For factors with descending k. */
function changesOfSign(parts: readonly { readonly k: number; readonly times: number }[]): number[] {
  const f = (h: number): number => parts.reduce((sum, { k, times }) => sum + times * Math.log(Math.abs(1 - h * k)), 0)
  const slope = (h: number): number => parts.reduce((sum, { k, times }) => sum - (times * k) / (1 - h * k), 0)
  const poles = parts.map(({ k }) => 1 / k)
  const roots: number[] = []
  for (let i = 0; i + 1 < poles.length; i++) {
    const [low, high] = [poles[i]!, poles[i + 1]!]
    // The slope falls from +∞ to −∞.
    const top = bisected((h) => slope(h) > 0, low, high)
    if (f(top) > 1e-12) roots.push(bisected((h) => f(h) < 0, low, top), bisected((h) => f(h) > 0, top, high))
  }
  const last = poles.at(-1)!
  roots.push(bisected((h) => f(h) < 0, last, 2 * last))
  return roots
} // prettier-ignore

/** The point at which a condition ceases to hold, by bisection. */
function bisected(holds: (x: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (holds(middle)) low = middle
    else high = middle
  }
  return high
}

/** Roots of Π (1 − h kᵢ)^tᵢ = ±1 that are rational, or of a quadratic factor that is left without these. */
function exactRoots(factors: readonly WindowFactor[], roots: readonly number[], graph: Graph): Expression[] {
  const product = factors.reduce<Rational[]>(
    (polynomial, { curvature, times }) => {
      let next = polynomial
      for (let i = 0; i < times; i++) next = timesLinear(next, rational.negate(curvature))
      return next
    },
    [rational.one],
  )
  return [rational.one, rational.minusOne].flatMap((level) => {
    let rest = product.map((c, i) => (i === 0 ? rational.subtract(c, level) : c))
    while (rest.length > 1 && rational.isZero(rest[0]!)) rest = rest.slice(1)
    const found: Expression[] = []
    for (const root of roots)
      for (const [numerator, denominator] of convergents(root)) {
        const candidate = rational.of(numerator, denominator)
        if (!rational.isZero(valueAt(rest, candidate))) continue
        found.push(graph.constant(candidate))
        rest = divided(rest, candidate)
        break
      }
    return [...found, ...quadraticRoots(rest, graph)]
  })
}

function timesLinear(polynomial: readonly Rational[], slope: Rational): Rational[] {
  return [...polynomial, rational.zero].map((c, i) =>
    i === 0 ? c : rational.add(c, rational.multiply(slope, polynomial[i - 1]!)),
  )
}

const valueAt = (polynomial: readonly Rational[], x: Rational): Rational =>
  polynomial.reduceRight((sum, c) => rational.add(rational.multiply(sum, x), c), rational.zero)

/** The polynomial over (h − root), by synthetic division. */
function divided(polynomial: readonly Rational[], root: Rational): Rational[] {
  const quotient: Rational[] = new Array<Rational>(polynomial.length - 1)
  let carried = rational.zero
  for (let i = polynomial.length - 1; i > 0; i--) {
    carried = rational.add(polynomial[i]!, rational.multiply(carried, root))
    quotient[i - 1] = carried
  }
  return quotient
}

function quadraticRoots(polynomial: readonly Rational[], graph: Graph): Expression[] {
  const [c, b, a] = polynomial
  if (polynomial.length === 2) return [graph.constant(rational.negate(rational.divide(c!, b!)))]
  if (polynomial.length !== 3) return []
  const discriminant = rational.subtract(rational.multiply(b!, b!), rational.multiply(rational.of(4), rational.multiply(a!, c!))) // prettier-ignore
  if (rational.sign(discriminant) < 0) return []
  const root = squareRoot(graph.constant(discriminant))
  return [rational.one, rational.minusOne].map(
    (sign) =>
    divide(add(graph.constant(rational.negate(b!)), scale(sign, root)), graph.constant(rational.multiply(rational.of(2), a!))), // prettier-ignore
  )
}
