import { gradient, isZero } from '../../../calculus/index.js'
import {
  add,
  constantValue,
  divide,
  evaluate,
  type Expression,
  freeSymbols,
  isKnownPositive,
  multiply,
  orderNodes,
  rational,
  scale,
  square,
  type SymbolNode,
  subtract,
} from '../../../expression/index.js'
import { factorsOf, simplest } from '../../../geometry/index.js'
import { leastSquares, matrix } from '../../../numeric/index.js'
import { subsets } from './bounded-set.js'
import { integrateFraction } from './integrate-fraction.js'
import { nearbyRational } from './nearby-rational.js'
import { fractionOf, rationalIn } from './rational-in.js'

/** F = plain + Σ c log|q| + Σ c arctan(q), certified by differentiation. Valid between the zeros of the q. */
export interface Antiderivative {
  readonly plain: Expression
  readonly logarithms: readonly WeightedPart[]
  readonly arctangents: readonly WeightedPart[]
}

export interface WeightedPart {
  /** Constant. */
  readonly coefficient: Expression
  readonly of: Expression
}

/**
 * An antiderivative of h in closed form: for rational functions of s or of exp(s/N), and for sums of logarithmic derivatives of
 * factors of h and of `hints`. Proposed in any way, and returned only where its derivative is proved to be h. `samples` are
 * values of the symbol where h is defined.
 */
export function antiderivativeOf(
  h: Expression,
  symbol: SymbolNode,
  samples: readonly number[],
  hints: readonly Expression[] = [],
): Antiderivative | undefined {
  const form = rationalIn(h, symbol)
  const proposals = [
    () => (form?.kind === 'symbol' ? integrateFraction(form.fraction, symbol) : undefined),
    () => byLogarithms(h, symbol, samples, hints),
    () => (form?.kind === 'exponential' ? overExponential(form, symbol) : undefined),
  ]
  for (const propose of proposals) {
    const found = propose()
    if (found !== undefined && isZero(subtract(derivativeOf(found, symbol), h)).outcome === 'proved') return tidy(found) // prettier-ignore
  }
  return undefined
}

/** F′, from (log|q|)′ = q′/q. */
export function derivativeOf({ plain, logarithms, arctangents }: Antiderivative, symbol: SymbolNode): Expression {
  const slope = (e: Expression): Expression => gradient(e, [symbol])[0]!
  return plain.graph.sum([
    slope(plain),
    ...logarithms.map(({ coefficient, of }) => multiply(coefficient, divide(slope(of), of))),
    ...arctangents.map(({ coefficient, of }) => multiply(coefficient, divide(slope(of), add(1, square(of))))),
  ])
} // prettier-ignore

/** With |q| where q is not known to be positive. */
export function writtenAntiderivative({ plain, logarithms, arctangents }: Antiderivative): Expression {
  const { graph } = plain
  return graph.sum([
    plain,
    ...logarithms.map(({ coefficient, of }) => {
      const size = isKnownPositive(of) ? of : graph.call('abs', [of])
      return multiply(coefficient, graph.call('log', [size]))
    }),
    ...arctangents.map(({ coefficient, of }) => multiply(coefficient, graph.call('atan', [of]))),
  ])
}

function tidy({ plain, logarithms, arctangents }: Antiderivative): Antiderivative {
  const part = ({ coefficient, of }: WeightedPart): WeightedPart => ({ coefficient: simplest(coefficient), of: simplest(of) }) // prettier-ignore
  const kept = (parts: readonly WeightedPart[]): WeightedPart[] =>
    parts.map(part).filter(({ coefficient }) => isZero(coefficient).outcome !== 'proved')
  return {
    plain: simplest(plain),
    logarithms: kept(logarithms).map(withoutPower),
    arctangents: kept(arctangents),
  }
}

/** log|qᵏ| = k log|q|. */
function withoutPower({ coefficient, of }: WeightedPart): WeightedPart {
  const [only] = of.kind === 'product' ? of.factors : []
  if (only === undefined || factorsOf(of).factors.length > 1 || !rational.isInteger(only.exponent))
    return { coefficient, of }
  return { coefficient: simplest(scale(only.exponent, coefficient)), of: only.base }
}

function overExponential(
  { fraction, generator, period }: NonNullable<ReturnType<typeof rationalIn>>,
  symbol: SymbolNode,
): Antiderivative | undefined {
  const { numerator, denominator } = fraction
  const found = integrateFraction(fractionOf(numerator.map((c) => rational.multiply(c, period)), [rational.zero, ...denominator]), generator) // prettier-ignore
  if (found === undefined) return undefined
  // log exp(s/N) = s/N, also of powers of it.
  const isPower = (of: Expression): boolean => of.kind === 'call' && of.fn.name === 'exp'
  const linear = found.logarithms.filter(({ of }) => isPower(of))
  const more = linear.map(({ coefficient, of }) => multiply(coefficient, of.kind === 'call' ? of.args[0]! : of)) // prettier-ignore
  return {
    ...found,
    plain: symbol.graph.sum([found.plain, ...more]),
    logarithms: found.logarithms.filter(({ of }) => !isPower(of)),
  }
}

const mostCandidates = 6

/** h = Σ c q′/q + c₀ with rational c found by least squares at the samples. */
function byLogarithms(
  h: Expression,
  symbol: SymbolNode,
  samples: readonly number[],
  hints: readonly Expression[],
): Antiderivative | undefined {
  const { graph } = h
  const candidates = [...new Set([h, ...hints].flatMap((e) => [...partsWith(simplest(e), symbol), ...partsOfQuotients(e, symbol)]))].slice(0, mostCandidates) // prettier-ignore
  const slopes = [...candidates.map((q) => divide(gradient(q, [symbol])[0]!, q)), graph.one]
  // Few parts first: dependent ones have many combinations, of which the shortest is wanted.
  const choices = [1, 2, 3, slopes.length].flatMap((size) => subsets(slopes.length, size))
  for (const chosen of choices) {
    const coefficients = fitted(h, chosen.map((k) => slopes[k]!), symbol, samples) // prettier-ignore
    if (coefficients === undefined) continue
    const parts = chosen.map((k, i) => ({ of: candidates[k], coefficient: coefficients[i]! }))
    const found: Antiderivative = {
      plain: graph.sum(parts.filter(({ of }) => of === undefined).map(({ coefficient }) => multiply(coefficient, symbol))), // prettier-ignore
      logarithms: parts.flatMap(({ of, coefficient }) => (of === undefined ? [] : [{ of, coefficient }])),
      arctangents: [],
    }
    if (isZero(subtract(derivativeOf(found, symbol), h)).outcome === 'proved') return found
  }
  return undefined
}

function fitted(
  h: Expression,
  slopes: readonly Expression[],
  symbol: SymbolNode,
  samples: readonly number[],
): Expression[] | undefined {
  const rows = samples
    .map((s) => [h, ...slopes].map((e) => evaluate(e, new Map([[symbol, s]]))))
    .filter((row) => row.every(Number.isFinite))
  if (rows.length < slopes.length + 2) return undefined
  const entries = matrix(rows.length, slopes.length, Float64Array.from(rows.flatMap((row) => row.slice(1))))
  const solution = leastSquares(
    entries,
    Float64Array.from(rows, (row) => row[0]!),
  )
  const values = Array.from(solution, (c) => nearbyRational(c, 24))
  return values.every((c) => c !== undefined) ? values.map((c) => h.graph.constant(c!)) : undefined
}

/** The factors that depend on the symbol, of numerator and denominator. */
function partsWith(e: Expression, symbol: SymbolNode): Expression[] {
  return factorsOf(e)
    .factors.map(({ base }) => base)
    .filter((base) => freeSymbols(base).has(symbol) && constantValue(base) === undefined)
}

/** The numerators and denominators of tanh = sinh/cosh and tan = sin/cos. */
function partsOfQuotients(e: Expression, symbol: SymbolNode): Expression[] {
  return orderNodes([e]).flatMap((node) => {
    const name = node.kind === 'call' ? node.fn.name : undefined
    if (node.kind !== 'call' || !freeSymbols(node).has(symbol) || (name !== 'tanh' && name !== 'tan'))
      return []
    const names = name === 'tanh' ? (['cosh', 'sinh'] as const) : (['cos', 'sin'] as const)
    return names.map((part) => node.graph.call(part, node.args))
  })
}
