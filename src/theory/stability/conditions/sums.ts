import { readable } from '../../../calculus/index.js'
import {
  add,
  expand,
  type Expression,
  freeSymbols,
  multiply,
  rational,
  scale,
  toLatex,
  toText,
} from '../../../expression/index.js'
import type { WrittenFormula } from '../../../geometry/index.js'
import type { Naming } from './names.js'

/** A sum over all samples, under a name. */
export interface NamedSum {
  readonly symbol: Expression
  /** In the data of sample i. */
  readonly summand: Expression
  /** The summand as it is written, where that is shorter. */
  readonly shown?: Expression | undefined
}

/** Sums over samples of expressions in the data of sample i, with names for the sums of what depends on the data. */
export interface SampleSums {
  readonly named: readonly NamedSum[]
  /**
   * Σᵢ e: parameters are taken out of the sums where that can be done. With `brief`, another way of writing e, the sum of the
   * whole is taken where that would be long.
   */
  of(e: Expression, brief?: Expression): Expression
}

const mostTerms = 40
const fewTerms = 6

export function sampleSums(data: readonly Expression[], count: Expression, naming: Naming): SampleSums {
  const named: NamedSum[] = []
  const isData: ReadonlySet<Expression> = new Set(data)
  const dependsOnData = (e: Expression): boolean => [...freeSymbols(e)].some((symbol) => isData.has(symbol))
  const name = (summand: Expression, shown?: Expression): Expression => {
    if (!dependsOnData(summand)) return multiply(count, summand)
    const known = named.find((each) => each.summand === summand)
    if (known !== undefined) return known.symbol
    const symbol = naming.fresh(
      candidatesFor(summand, data, named.filter((each) => !/^S_/.test(toText(each.symbol))).length),
    )
    named.push({ symbol, summand, shown })
    return symbol
  }
  const ofProduct = (e: Expression): Expression | undefined => {
    const parts = separated(e, dependsOnData)
    return parts && multiply(parts.outer, name(parts.inner))
  }
  /** Whether each term, as it is written, has its data in factors of their own. */
  const splits = (e: Expression): boolean =>
    separated(e, dependsOnData) !== undefined ||
    (e.kind === 'sum' && e.terms.every(({ term }) => splits(term)))
  const ofParts = (e: Expression): Expression => {
    const whole = ofProduct(e)
    if (whole !== undefined || e.kind !== 'sum') return whole ?? name(e)
    const terms = e.terms.map(({ coefficient, term }) => scale(coefficient, ofParts(term)))
    return terms.reduce<Expression>((sum, term) => add(sum, term), scale(e.constant, count))
  }
  return {
    named,
    of(e, brief) {
      if (splits(e)) return ofParts(e)
      const expanded = expand(e, { maxTerms: brief === undefined ? mostTerms : fewTerms })
      if (expanded?.kind !== 'sum' || expanded.terms.length > (brief === undefined ? mostTerms : fewTerms))
        return name(e, brief)
      // Named only when all terms can be: no name is used up for nothing.
      if (expanded.terms.some(({ term }) => separated(term, dependsOnData) === undefined))
        return name(e, brief)
      const terms = expanded.terms.map(({ coefficient, term }) => scale(coefficient, ofProduct(term)!))
      return readable(
        terms.reduce<Expression>((sum, term) => add(sum, term), scale(expanded.constant, count)),
      )
    },
  }
}

/** e = outer·inner with the data in `inner` alone; nothing where a factor contains both. */
export function separated(
  e: Expression,
  dependsOnData: (e: Expression) => boolean,
): { readonly outer: Expression; readonly inner: Expression } | undefined {
  const { graph } = e
  if (e.kind === 'sum' && e.terms.length === 1 && rational.isZero(e.constant)) {
    const { coefficient, term } = e.terms[0]!
    const parts = separated(term, dependsOnData)
    return parts && { ...parts, outer: scale(coefficient, parts.outer) }
  }
  const factors = e.kind === 'product' ? e.factors : [{ base: e, exponent: rational.one }]
  const inner = factors.filter(({ base }) => dependsOnData(base))
  const outer = factors.filter(({ base }) => !dependsOnData(base))
  const mixed = inner.some(({ base }) => [...freeSymbols(base)].some((symbol) => !dependsOnData(symbol)))
  return mixed ? undefined : { outer: graph.powers(rational.one, outer), inner: graph.powers(rational.one, inner) }
} // prettier-ignore

/** S_p for the sum of p-th powers of the only datum, otherwise the next of T_1, T_2, … */
function candidatesFor(summand: Expression, data: readonly Expression[], index: number): string[] {
  const plain = [`T_${index + 1}`, `S_${index + 1}`, `sum_${index + 1}`]
  const [used] = data.filter((symbol) => freeSymbols(summand).has(symbol as never))
  const [factor] = summand.kind === 'product' ? summand.factors : [{ base: summand, exponent: rational.one }]
  const isPower = factor?.base === used && (summand.kind !== 'product' || summand.factors.length === 1)
  const isAlone = !data.some((symbol) => symbol !== used && symbol.kind === 'symbol' && used?.kind === 'symbol' && symbol.name[0] === used.name[0]) // prettier-ignore
  return isPower && isAlone && rational.isInteger(factor!.exponent) ? [`S_${factor!.exponent.numerator}`, ...plain] : plain
} // prettier-ignore

/** `S_2 = sum_i x_i^2`. */
export function writtenSum({ symbol, summand: whole, shown }: NamedSum): WrittenFormula {
  const summand = shown ?? whole
  const isSum = summand.kind === 'sum' && summand.terms.length + (rational.isZero(summand.constant) ? 0 : 1) > 1
  const [text, latex] = [toText(summand), indexed(toLatex(summand))]
  return {
    text: `${toText(symbol)} = sum_i ${isSum ? `(${text})` : text}`,
    latex: `${toLatex(symbol)} = \\sum_{i=1}^{N} ${isSum ? `\\left(${latex}\\right)` : latex}`,
  }
} // prettier-ignore

/** Subscripts such as `i,1` in italics. */
export function indexed(latex: string): string {
  return latex.replaceAll(/\\mathrm\{([ij]),([\d,]+)\}/g, '$1,$2').replaceAll(/\\mathrm\{(ii|ij)\}/g, '$1')
}
