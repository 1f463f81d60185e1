import { gradient, isZero } from '../../../calculus/index.js'
import {
  children,
  divide,
  evaluate,
  type Expression,
  freeSymbols,
  multiply,
  negate,
  rational,
  substitute,
  subtract,
  type SymbolNode,
} from '../../../expression/index.js'
import { isolate, lengthOf, simplest, unlessUndefined } from '../../../geometry/index.js'
import { solveOde } from '../../../numeric/index.js'
import { ProblemError } from '../../../base/problem.js'
import { type Antiderivative, antiderivativeOf, writtenAntiderivative } from './antiderivative.js'

/** The solution of ṡ = f(s) in closed form, as far as it has one. */
export interface FlowSolution {
  /** T with T(s(t)) = T(s(0)) + t, between the zeros and poles of f. */
  readonly firstIntegral: Expression
  /** I with I(s(t)) = exp(rate·t) I(s(0)). */
  readonly exponential: { readonly quantity: Expression; readonly rate: Expression } | undefined
  /** s(t) = `state`, in which `value` stands for exp(rate·t) I(s(0)). */
  readonly explicit: { readonly state: Expression; readonly value: SymbolNode } | undefined
  /** Starts from which numerical integration was found to agree. */
  readonly integrated: number
}

const longest = 400
const longestState = 160
const highestPower = 4
const duration = 0.4
const tolerance = 1e-7

/**
 * Separates ṡ = f(s): T = ∫ ds/f, certified by differentiation and compared with numerical integration. Where T is a sum of
 * logarithms with rational weights there is a quantity that decays or grows exponentially. Nothing where 1/f has no
 * antiderivative in closed form.
 */
export function solveSeparable(
  f: Expression,
  symbol: SymbolNode,
  samples: readonly number[],
): FlowSolution | undefined {
  if (isZero(f).outcome === 'proved' || lengthOf(f) > longest) return undefined
  const found = antiderivativeOf(simplest(divide(1, f)), symbol, samples)
  if (found === undefined) return undefined
  const firstIntegral = writtenAntiderivative(found)
  if (lengthOf(firstIntegral) > longest) return undefined
  const integrated = agreement(f, firstIntegral, symbol, samples)
  if (integrated === 0) return undefined
  const exponential = exponentialQuantity(found, f, symbol)
  const explicit = exponential && inverted(exponential.quantity, symbol, samples)
  return { firstIntegral, exponential, explicit, integrated }
}

/** Starts from which T grows like the time; none as soon as one start disagrees. */
function agreement(f: Expression, integral: Expression, symbol: SymbolNode, samples: readonly number[]): number {
  const at = (e: Expression, s: number): number => evaluate(e, new Map([[symbol, s]]))
  let agreeing = 0
  for (const start of samples.slice(0, 6)) {
    const time = duration * Math.min(1, (1 + Math.abs(start)) / Math.abs(at(f, start)))
    try {
      const { end } = solveOde((_t, y, dy) => void (dy[0] = at(f, y[0]!)), [start], 0, time, { tolerance: 1e-11 })
      const passed = at(integral, end.state[0]!) - at(integral, start)
      if (!Number.isFinite(passed)) continue
      if (Math.abs(passed - time) > tolerance * (time + Math.abs(at(integral, start)))) return 0
      agreeing++
    } catch (error) {
      // Solutions that end at a pole of f say nothing.
      if (!(error instanceof ProblemError)) throw error
    }
  }
  return agreeing
} // prettier-ignore

/** From T = Σ c log|q|: with coprime whole multiples p of the c, I = Π qᵖ. */
function exponentialQuantity(
  found: Antiderivative,
  f: Expression,
  symbol: SymbolNode,
): FlowSolution['exponential'] {
  const { plain, logarithms, arctangents } = withoutLogarithmsOfExponentials(found)
  if (arctangents.length > 0 || logarithms.length === 0) return undefined
  // A linear part belongs to exponentials of s.
  const slope = gradient(plain, [symbol])[0]!
  if (slope.kind !== 'constant') return undefined
  const weights = logarithms.map(({ coefficient }) => (coefficient.kind === 'constant' ? coefficient.value : undefined)) // prettier-ignore
  if (!weights.every((weight) => weight !== undefined)) return undefined
  const [first] = weights
  const ratios = weights.map((weight) => rational.divide(weight, first!))
  const common = ratios.reduce((product, { denominator }) => product * (denominator / divisor(product, denominator)), 1n) // prettier-ignore
  const whole = ratios.map((ratio) => rational.multiply(ratio, rational.of(common)))
  const shared = whole.reduce((all, { numerator }) => divisor(all, numerator), 0n)
  // What is not a power of s is to stand above.
  const leading = Math.max(
    0,
    logarithms.findIndex(({ of }) => of !== symbol),
  )
  const sign = rational.of(rational.sign(whole[leading]!) < 0 ? -1 : 1)
  const powers = whole.map((p) => rational.multiply(sign, rational.divide(p, rational.of(shared))))
  if (powers.some((p) => Math.abs(rational.toNumber(p)) > highestPower)) return undefined
  const { graph } = f
  const rate = graph.constant(rational.divide(powers[0]!, first!))
  const growth = rational.isZero(slope.value)
    ? graph.one
    : graph.call('exp', [graph.product([rate, slope, symbol])])
  const quantity = simplest(graph.product([growth, ...logarithms.map(({ of }, i) => graph.power(of, powers[i]!))])) // prettier-ignore
  const change = multiply(gradient(quantity, [symbol])[0]!, f)
  return isZero(subtract(change, multiply(rate, quantity))).outcome === 'proved' ? { quantity, rate } : undefined // prettier-ignore
}

/** log exp(4s) is 4s. */
function withoutLogarithmsOfExponentials(found: Antiderivative): Antiderivative {
  const isExponential = ({ of }: Antiderivative['logarithms'][number]): boolean =>
    of.kind === 'call' && of.fn.name === 'exp'
  const linear = found.logarithms
    .filter(isExponential)
    .map(({ coefficient, of }) => multiply(coefficient, children(of)[0]!))
  return {
    ...found,
    plain: found.plain.graph.sum([found.plain, ...linear]),
    logarithms: found.logarithms.filter((each) => !isExponential(each)),
  }
}

function divisor(a: bigint, b: bigint): bigint {
  let [p, q] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (q > 0n) [p, q] = [q, p % q]
  return p
}

/** S with I(S(K)) = K for all K, that one for which S(I(s)) = s at the samples. */
export function inverted(
  quantity: Expression,
  symbol: SymbolNode,
  samples: readonly number[],
): FlowSolution['explicit'] {
  const { graph } = symbol
  const value = graph.symbol('K')
  if (value.kind !== 'symbol' || value === symbol || freeSymbols(quantity).has(value)) return undefined
  const found = unlessUndefined(() => isolate(subtract(quantity, value), symbol))
  if (found === undefined || found === 'undefined value') return undefined
  const states = found.solutions.map(simplest).filter((state) => lengthOf(state) <= longestState)
  for (const state of states.flatMap((each) => [each, negate(each)])) {
    const back = unlessUndefined(() => substitute(quantity, new Map([[symbol, state]])))
    if (back === 'undefined value' || isZero(subtract(back, value)).outcome !== 'proved') continue
    const fits = samples.every((s) => {
      const k = evaluate(quantity, new Map([[symbol, s]]))
      return Math.abs(evaluate(state, new Map([[value, k]])) - s) <= 1e-8 * (1 + Math.abs(s))
    })
    if (fits) return { state, value }
  }
  return undefined
}
