import { enclose, gradient, isZero } from '../../../calculus/index.js'
import { constantValue, type Expression, type Rational, rational, substitute, type SymbolNode } from '../../../expression/index.js' // prettier-ignore
import { lengthOf, simplest, unlessUndefined } from '../../../geometry/index.js'
import { stream } from '../../../numeric/index.js'
import { realRoots } from './real-roots.js'
import { signOf } from './sign-counts.js'

export type Extremum = 'minimum' | 'maximum' | 'saddle'

/** coefficient · Π tᵢ^exponentᵢ of a Taylor series, the coefficient not 0. */
interface Term {
  readonly exponents: readonly number[]
  readonly value: number
  readonly exact: Rational | undefined
}

const highest = 8
const mostDerivatives = 120
const longest = 2000
const directions = 64

/**
 * What a function has at a critical point in closed form where its second derivative does not tell: by the part of its Taylor
 * series that is homogeneous of the lowest degree, or of degree 1 when each variable counts 1/dᵢ with the degree dᵢ of its
 * first pure power. Where that part is definite, or takes both signs, so does the function. Nothing where this does not decide.
 */
export function extremumOf(
  f: Expression,
  free: readonly SymbolNode[],
  at: readonly Expression[],
): Extremum | undefined {
  const terms = taylorTerms(f, free, at)
  if (terms === undefined || terms.length === 0) return undefined
  const lowest = Math.min(...terms.map(({ exponents }) => total(exponents)))
  if (takesBothSigns(terms.filter(({ exponents }) => total(exponents) === lowest))) return 'saddle'
  const degrees = free.map((_, i) => Math.min(...terms.filter(({ exponents }) => exponents.every((a, j) => (a > 0) === (j === i))).map(({ exponents }) => exponents[i]!))) // prettier-ignore
  if (!degrees.every(Number.isFinite)) return undefined
  const weight = ({ exponents }: Term): number => exponents.reduce((sum, a, i) => sum + a / degrees[i]!, 0)
  if (terms.some((term) => weight(term) < 1 - 1e-9)) return undefined
  const part = terms.filter((term) => weight(term) < 1 + 1e-9)
  if (takesBothSigns(part)) return 'saddle'
  if (!isDefinite(part)) return undefined
  return part.find(isPure)!.value > 0 ? 'minimum' : 'maximum'
}

const total = (exponents: readonly number[]): number => exponents.reduce((sum, a) => sum + a, 0)

const isPure = ({ exponents }: Term): boolean => exponents.filter((a) => a > 0).length === 1

/** All terms up to the degree at which every variable has a pure power; nothing where some coefficient is open. */
function taylorTerms(
  f: Expression,
  free: readonly SymbolNode[],
  at: readonly Expression[],
): Term[] | undefined {
  const there = new Map(free.map((symbol, i) => [symbol as Expression, at[i]!]))
  let level = new Map<string, { exponents: readonly number[]; derivative: Expression }>()
  level.set(free.map(() => 0).join(), { exponents: free.map(() => 0), derivative: f })
  const terms: Term[] = []
  let derivatives = 0
  for (let degree = 1; degree <= highest; degree++) {
    const next: typeof level = new Map()
    for (const { exponents, derivative } of level.values()) {
      const slopes = gradient(derivative, free)
      for (const [i, slope] of slopes.entries()) {
        const raised = exponents.map((a, j) => (j === i ? a + 1 : a))
        if (next.has(raised.join())) continue
        if (++derivatives > mostDerivatives || lengthOf(slope) > longest) return undefined
        next.set(raised.join(), { exponents: raised, derivative: slope })
      }
    }
    for (const { exponents, derivative } of next.values()) {
      const found = valueOf(derivative, there)
      if (found === undefined) return undefined
      const share = exponents.reduce((product, a) => product * factorial(a), 1)
      if (found.value !== 0) terms.push({ exponents, value: found.value / share, exact: found.exact && rational.divide(found.exact, rational.of(share)) }) // prettier-ignore
    }
    if (free.every((_, i) => terms.some((term) => isPure(term) && term.exponents[i]! > 0))) return terms
    level = next
  }
  return terms
}

function valueOf(
  derivative: Expression,
  there: ReadonlyMap<Expression, Expression>,
): { value: number; exact: Rational | undefined } | undefined {
  const found = unlessUndefined(() => simplest(substitute(derivative, there)))
  if (found === 'undefined value') return undefined
  if (isZero(found).outcome === 'proved') return { value: 0, exact: rational.zero }
  const [side] = enclose([found], new Map())
  return signOf(side!) === 0
    ? undefined
    : { value: (side!.low + side!.high) / 2, exact: constantValue(found) }
}

const factorial = (n: number): number => Array.from({ length: n }, (_, k) => k + 1).reduce((product, k) => product * k, 1) // prettier-ignore

/** Whether values of both signs, far beyond rounding, are found. */
function takesBothSigns(part: readonly Term[]): boolean {
  const random = stream(1, 'signs of a leading form', 0)
  const m = part[0]!.exponents.length
  const signs = new Set<number>()
  for (let k = 0; k < directions; k++) {
    const t = Array.from({ length: m }, () => random.normal())
    const values = part.map(({ exponents, value }) => exponents.reduce((product, a, i) => product * t[i]! ** a, value)) // prettier-ignore
    const [sum, size] = [values.reduce((a, b) => a + b, 0), values.reduce((a, b) => a + Math.abs(b), 0)]
    if (Math.abs(sum) > 1e-9 * size) signs.add(Math.sign(sum))
  }
  return signs.size === 2
}

/** Whether it vanishes at 0 only, given a pure power of each variable in it. */
function isDefinite(part: readonly Term[]): boolean {
  const sign = Math.sign(part[0]!.value)
  if (part.every(({ exponents, value }) => Math.sign(value) === sign && exponents.every((a) => a % 2 === 0))) return true // prettier-ignore
  const m = part[0]!.exponents.length
  if (m !== 2 || part.some(({ exact }) => exact === undefined)) return false
  // In the plane: with x = ±1 it has no zero in y. On x = 0 there is the pure power alone.
  return [1, -1].every((x) => {
    const degree = Math.max(...part.map(({ exponents }) => exponents[1]!))
    const coefficients = Array.from(
      { length: degree + 1 },
      (_, b) =>
      part
        .filter(({ exponents }) => exponents[1] === b)
        .reduce((sum, { exponents, exact }) => rational.add(sum, rational.multiply(exact!, rational.of(x ** exponents[0]!))), rational.zero), // prettier-ignore
    )
    return realRoots(coefficients).length === 0
  })
}

export interface LowestDerivative {
  readonly order: number
  readonly derivative: Expression
}

/** The first derivative of f by a symbol that is not proved to vanish where the symbols have these values, there. */
export function lowestDerivative(
  f: Expression,
  symbol: SymbolNode,
  there: ReadonlyMap<Expression, Expression>,
): LowestDerivative | undefined {
  let slope = f
  for (let order = 1; order <= highest; order++) {
    slope = gradient(slope, [symbol])[0]!
    if (lengthOf(slope) > longest) return undefined
    const found = unlessUndefined(() => simplest(substitute(slope, there)))
    if (found === 'undefined value') return undefined
    if (isZero(found).outcome !== 'proved') return { order, derivative: found }
  }
  return undefined
}
