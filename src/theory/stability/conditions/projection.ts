import { readable } from '../../../calculus/index.js'
import {
  divide,
  evaluate,
  type Expression,
  multiply,
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

const terms = 60

/**
 * The Lyapunov exponent of two samples (B = 1) at the learning rate 1/K₁₁, where the first factor is a projection: by renewal
 * at each visit to sample 1, ½ Σ_k 2^−(k+1) log|1 + (t^k − 1)(1 − c²)| with t = 1 − K₂₂/K₁₁ and c² = K₁₂²/(K₁₁K₂₂), the
 * same with the samples exchanged, and ½ log|c| for K₁₁ = K₂₂. Those that agree with the products of the matrices themselves.
 */
export function exponentsAtProjections(k: TwoByTwo, rate: Expression, places: readonly Place[]): ExponentAt[] {
  const cosine = divide(square(k.product), multiply(k.first, k.second))
  const both: readonly (readonly [own: Expression, other: Expression, index: number])[] = [
    [k.first, k.second, 0],
    [k.second, k.first, 1],
  ]
  const sides = k.first === k.second ? both.slice(0, 1) : both
  return sides.flatMap(([own, other, index]): ExponentAt[] => {
    const ratio = readable(subtract(1, divide(other, own)))
    if (!places.every((place) => agrees({ own, ratio, cosine }, place, index))) return []
    const at = divide(1, own)
    return [{
      rate: { text: `${toText(rate)} = ${toText(at)}`, latex: `${toLatex(rate)} = ${toLatex(at)}` },
      exponent: k.first === k.second ? halfLogarithm(cosine) : series(ratio, cosine),
      points: places.length,
    }]
  })
} // prettier-ignore

function halfLogarithm(cosine: Expression): WrittenFormula {
  return { text: `1/4*log(${toText(cosine)})`, latex: `\\tfrac14 \\log\\left(${toLatex(cosine)}\\right)` }
}

function series(ratio: Expression, cosine: Expression): WrittenFormula {
  const [t, tx, c, cx] = [toText(ratio), toLatex(ratio), toText(cosine), toLatex(cosine)]
  return {
    text: `1/2*sum_(k>=0) 2^(-k-1)*log(abs(1 + (t^k - 1)*(1 - c2))) with t = ${t}, c2 = ${c}`,
    latex: `\\tfrac12 \\sum_{k \\geq 0} 2^{-k-1} \\log\\left|1 + (t^k - 1)(1 - c^2)\\right|, \\quad t = ${tx},\\; c^2 = ${cx}`,
  }
}

interface Formula {
  readonly own: Expression
  readonly ratio: Expression
  readonly cosine: Expression
}

/** The exponent by the formula. */
export function exponentByFormula({ ratio, cosine }: Omit<Formula, 'own'>, values: ReadonlyMap<Expression, number>): number {
  const [t, c] = [evaluate(ratio, values), evaluate(cosine, values)]
  return Array.from({ length: terms }, (_, j) => 0.5 ** (j + 2) * Math.log(Math.abs(1 + (t ** j - 1) * (1 - c)))).reduce((sum, x) => sum + x, 0)
} // prettier-ignore

/** After a visit to the sample every vector is a multiple of e ⟂ g; k visits to the other one make it eᵀA^k e long at the next. */
function agrees({ own, ratio, cosine }: Formula, { values, step }: Place, index: number): boolean {
  const rate = 1 / evaluate(own, values)
  const [first, second] = index === 0 ? step.curvatures : step.curvatures.toReversed()
  const [x, y] = first!.data[0]! > first!.data[3]! ? [first!.data[0]!, first!.data[1]!] : [first!.data[1]!, first!.data[3]!]
  const length = Math.hypot(x, y)
  const e = [-y / length, x / length]
  const factor: Matrix = { rows: 2, columns: 2, data: second!.data.map((entry, at) => (at % 3 === 0 ? 1 : 0) - rate * entry) }
  let moved: ArrayLike<number> = e
  let sum = 0
  for (let j = 0; j < terms; j++) {
    sum += 0.5 ** (j + 2) * Math.log(Math.abs(e[0]! * moved[0]! + e[1]! * moved[1]!))
    moved = multiplyVector(factor, moved)
  }
  return Math.abs(sum - exponentByFormula({ ratio, cosine }, values)) <= 1e-9 * (1 + Math.abs(sum))
} // prettier-ignore
