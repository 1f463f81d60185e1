import {
  type Expression,
  freeSymbols,
  type Rational,
  rational,
  type SymbolNode,
} from '../expression/index.js'
import { unlessStuck } from './is-zero.js'
import { clear } from './normal-form/clear.js'
import { convert } from './normal-form/convert.js'
import { generatorsOf, split } from './normal-form/parts.js'
import { isZeroPolynomial } from './normal-form/polynomial.js'
import { Ring, unit } from './normal-form/ring.js'
import { write } from './normal-form/write.js'

/** Σ coefficient·generator^exponent, the exponents ascending; the coefficients are free of the symbol. */
export interface PolynomialIn {
  /** The symbol itself, or the one call or base of a root in which it occurs. */
  readonly generator: Expression
  readonly terms: readonly { readonly exponent: Rational; readonly coefficient: Expression }[]
}

const work = 60_000

/**
 * The numerator of `e` as a polynomial in the only quantity that depends on the symbol: x·tanh(y·z) − 1 is linear in
 * tanh(y·z) for z. It vanishes wherever `e` does. Nothing when there are several such quantities, none, or too much work.
 */
export function polynomialIn(e: Expression, symbol: SymbolNode): PolynomialIn | undefined {
  return unlessStuck(() => {
    const ring = new Ring(e.graph, work)
    const { numerator } = clear(ring, convert(ring, e))
    if (isZeroPolynomial(numerator)) return undefined
    const dependent = [...generatorsOf(numerator)].filter((each) =>
      freeSymbols(each.write(rational.one)).has(symbol),
    )
    const [generator] = dependent
    if (generator === undefined || dependent.length > 1) return undefined
    const terms = [...split(ring, numerator, generator)]
      .map(([exponent, part]) => ({ exponent: rational.of(exponent, unit), coefficient: write(ring, part) }))
      .sort((a, b) => rational.compare(a.exponent, b.exponent))
    return { generator: generator.write(rational.one), terms }
  })
}
