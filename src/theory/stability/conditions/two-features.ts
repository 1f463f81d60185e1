import { readable } from '../../../calculus/index.js'
import {
  add,
  divide,
  expand,
  type Expression,
  type Factor,
  freeSymbols,
  multiply,
  type Rational,
  rational,
  scale,
  square,
  squareRoot,
  substitute,
  subtract,
} from '../../../expression/index.js'
import type { SampleSums } from './sums.js'
import { separated } from './sums.js'

const mostTerms = 40

/** K_ij = Σ C_pq φ_p(xᵢ) φ_q(xⱼ) for two functions φ of the data. */
interface TwoFeatures {
  readonly features: readonly [Expression, Expression]
  /** C₁₁, C₁₂ and C₂₂. */
  readonly weights: readonly [Expression, Expression, Expression]
}

/**
 * 2N/λ_max(K) where K_ij is a combination of two functions of the data: then K has at most two eigenvalues that are not 0, those
 * of C Φ with Φ_pq = Σᵢ φ_p(xᵢ) φ_q(xᵢ). With T its trace the larger one is ½(T + √(T² − 4 det C det Φ)), and for a diagonal C
 * the radicand is (C₁₁Φ₁₁ − C₂₂Φ₂₂)² + 4C₁₁C₂₂Φ₁₂². Nothing for other K.
 */
export function descentOfTwoFeatures(
  mixed: Expression,
  [here, there]: readonly [readonly Expression[], readonly Expression[]],
  sums: SampleSums,
  count: Expression,
): Expression | undefined {
  // As it is written, x + 1 can be one function; expanded it is two.
  const forms = [mixed, expand(mixed, { maxTerms: mostTerms })].filter((form) => form !== undefined)
  const found = forms.map((form) => twoFeatures(form, here, there)).find((each) => each !== undefined)
  if (found === undefined) return undefined
  const { features: [first, second], weights: [c11, c12, c22] } = found // prettier-ignore
  const [own, both, other] = [[first, first], [first, second], [second, second]].map(([a, b]) => sums.of(readable(multiply(a!, b!)))) // prettier-ignore
  const [left, right] = [multiply(c11, own!), multiply(c22, other!)]
  const isDiagonal = c12 === c12.graph.zero
  const trace = isDiagonal ? add(left, right) : add(add(left, right), multiply(multiply(2, c12), both!))
  const radicand = isDiagonal
    ? add(square(subtract(left, right)), multiply(4, multiply(multiply(c11, c22), square(both!))))
    : subtract(square(trace), multiply(4, multiply(subtract(multiply(c11, c22), square(c12)), subtract(multiply(own!, other!), square(both!))))) // prettier-ignore
  return divide(multiply(4, count), add(trace, squareRoot(radicand)))
}

function twoFeatures(mixed: Expression, here: readonly Expression[], there: readonly Expression[]): TwoFeatures | undefined {
  const { graph } = mixed
  const back = new Map(there.map((symbol, k) => [symbol, here[k]!]))
  const isHere = dependence(here)
  const isThere = dependence(there)
  const features: Expression[] = []
  const weights = new Map<string, Expression>()
  const indexOf = (feature: Expression): number => {
    if (!features.includes(feature)) features.push(feature)
    return features.indexOf(feature)
  }
  for (const { coefficient, term } of termsOf(mixed)) {
    const parts = separated(term, (e) => isHere(e) || isThere(e))
    if (parts === undefined) return undefined
    const factors = factorsOf(parts.inner)
    if (factors.some(({ base }) => isHere(base) && isThere(base))) return undefined
    const product = (of: (e: Expression) => boolean): Expression => graph.powers(rational.one, factors.filter(({ base }) => of(base)))
    const [p, q] = [indexOf(product(isHere)), indexOf(substitute(product(isThere), back))]
    const key = `${p},${q}`
    weights.set(key, add(weights.get(key) ?? graph.zero, scale(coefficient, parts.outer)))
  }
  if (features.length !== 2) return undefined
  const weight = (key: string): Expression => readable(weights.get(key) ?? graph.zero)
  return { features: [features[0]!, features[1]!], weights: [weight('0,0'), weight('0,1'), weight('1,1')] }
} // prettier-ignore

function dependence(symbols: readonly Expression[]): (e: Expression) => boolean {
  const own: ReadonlySet<Expression> = new Set(symbols)
  return (e) => [...freeSymbols(e)].some((symbol) => own.has(symbol))
}

function termsOf(e: Expression): { readonly coefficient: Rational; readonly term: Expression }[] {
  if (e.kind !== 'sum') return [{ coefficient: rational.one, term: e }]
  const rest = rational.isZero(e.constant) ? [] : [{ coefficient: e.constant, term: e.graph.one }]
  return [...e.terms, ...rest]
}

function factorsOf(e: Expression): readonly Factor[] {
  if (e === e.graph.one) return []
  return e.kind === 'product' ? e.factors : [{ base: e, exponent: rational.one }]
}
