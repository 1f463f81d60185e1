import { readable } from '../../../calculus/index.js'
import {
  divide,
  evaluate,
  type Expression,
  multiply,
  type Rational,
  rational,
  square,
  subtract,
  toLatex,
  toText,
} from '../../../expression/index.js'
import type { WrittenFormula } from '../../../geometry/index.js'
import { type Matrix, multiplyVector } from '../../../numeric/index.js'
import type { Place } from './check.js'
import type { ExponentAt } from './contract.js'
import type { TwoByTwo } from './two-samples.js'

/** Terms of a series with the ratio 1 − p, up to rounding. */
const termsFor = (p: number): number => Math.ceil(42 / -Math.log1p(-p))

/**
 * The Lyapunov exponent of two samples (B = 1) at the learning rate 1/K₁₁, where the first factor is a projection: by renewal
 * at each visit to sample 1, p² Σ_k (1 − p)^k log|1 + (t^k − 1)(1 − c²)| with p its probability, ½ if not given, t = 1 − K₂₂/K₁₁ and c² = K₁₂²/(K₁₁K₂₂), the
 * same with the samples exchanged, and p(1 − p) log c² for K₁₁ = K₂₂. Those that agree with the products of the matrices themselves.
 */
export function exponentsAtProjections(k: TwoByTwo, rate: Expression, places: readonly Place[], probabilities?: readonly Rational[]): ExponentAt[] {
  const cosine = divide(square(k.product), multiply(k.first, k.second))
  const both: readonly (readonly [own: Expression, other: Expression, index: number])[] = [
    [k.first, k.second, 0],
    [k.second, k.first, 1],
  ]
  const sides = k.first === k.second ? both.slice(0, 1) : both
  return sides.flatMap(([own, other, index]): ExponentAt[] => {
    const ratio = readable(subtract(1, divide(other, own)))
    const probability = probabilities?.[index] ?? rational.half
    if (!places.every((place) => agrees({ own, ratio, cosine, probability }, place, index))) return []
    const at = divide(1, own)
    return [{
      rate: { text: `${toText(rate)} = ${toText(at)}`, latex: `${toLatex(rate)} = ${toLatex(at)}` },
      exponent: k.first === k.second ? logarithm(cosine, probability) : series(ratio, cosine, probability),
      points: places.length,
    }]
  })
} // prettier-ignore

/** p(1 − p) log c². */
function logarithm(cosine: Expression, p: Rational): WrittenFormula {
  const factor = rational.multiply(p, rational.subtract(rational.one, p))
  return {
    text: `${rational.toString(factor)}*log(${toText(cosine)})`,
    latex: `${fraction(factor)} \\log\\left(${toLatex(cosine)}\\right)`,
  }
}

// Single digits need no braces.
const fraction = ({ numerator: a, denominator: b }: Rational): string =>
  a < 10n && b < 10n ? `\\tfrac${a}${b}` : `\\tfrac{${a}}{${b}}`

function series(ratio: Expression, cosine: Expression, p: Rational): WrittenFormula {
  const square = rational.multiply(p, p)
  const others = rational.subtract(rational.one, p)
  const isHalf = rational.equals(p, rational.half)
  const weights = isHalf
    ? { before: '1/2', after: '2^(-k-1)', latex: '\\tfrac12', afterLatex: '2^{-k-1}' }
    : {
        before: rational.toString(square),
        after: `(${rational.toString(others)})^k`,
        latex: fraction(square),
        afterLatex: `\\left(${fraction(others)}\\right)^k`,
      }
  const [t, tx, c, cx] = [toText(ratio), toLatex(ratio), toText(cosine), toLatex(cosine)]
  return {
    text: `${weights.before}*sum_(k>=0) ${weights.after}*log(abs(1 + (t^k - 1)*(1 - c2))) with t = ${t}, c2 = ${c}`,
    latex: `${weights.latex} \\sum_{k \\geq 0} ${weights.afterLatex} \\log\\left|1 + (t^k - 1)(1 - c^2)\\right|, \\quad t = ${tx},\\; c^2 = ${cx}`,
  }
}

interface Formula {
  readonly own: Expression
  /** Of the sample at which the factor is a projection. */
  readonly probability: Rational
  readonly ratio: Expression
  readonly cosine: Expression
}

/** The exponent by the formula. */
export function exponentByFormula({ ratio, cosine, probability = rational.half }: Omit<Formula, 'own' | 'probability'> & Partial<Formula>, values: ReadonlyMap<Expression, number>): number {
  const [t, c] = [evaluate(ratio, values), evaluate(cosine, values)]
  const p = rational.toNumber(probability)
  return Array.from({ length: termsFor(p) }, (_, j) => p * p * (1 - p) ** j * Math.log(Math.abs(1 + (t ** j - 1) * (1 - c)))).reduce((sum, x) => sum + x, 0)
} // prettier-ignore

/** After a visit to the sample every vector is a multiple of e ⟂ g; k visits to the other one make it eᵀA^k e long at the next. */
function agrees({ own, ratio, cosine, probability }: Formula, { values, step }: Place, index: number): boolean {
  const rate = 1 / evaluate(own, values)
  const [first, second] = index === 0 ? step.curvatures : step.curvatures.toReversed()
  const [x, y] = first!.data[0]! > first!.data[3]! ? [first!.data[0]!, first!.data[1]!] : [first!.data[1]!, first!.data[3]!]
  const length = Math.hypot(x, y)
  const e = [-y / length, x / length]
  const factor: Matrix = { rows: 2, columns: 2, data: second!.data.map((entry, at) => (at % 3 === 0 ? 1 : 0) - rate * entry) }
  let moved: ArrayLike<number> = e
  const p = rational.toNumber(probability)
  let sum = 0
  for (let j = 0; j < termsFor(p); j++) {
    sum += p * p * (1 - p) ** j * Math.log(Math.abs(e[0]! * moved[0]! + e[1]! * moved[1]!))
    moved = multiplyVector(factor, moved)
  }
  return Math.abs(sum - exponentByFormula({ ratio, cosine, probability }, values)) <= 1e-9 * (1 + Math.abs(sum))
} // prettier-ignore
