import type { Expression, Factor } from './nodes.js'
import { rational } from './rational.js'
import { negative, zeroSign } from './signs.js'

/**
 * Expressions that are all defined exactly where all of `es` are: what remains of terms with coefficient 0. They are as
 * simple as can be, and the same for all ways to write a term: `x*log(x)` leaves `log(x)`, `x^(-3/2)` leaves `x^(-1)`
 * and `x^(1/2)`.
 */
export function domainWitnesses(es: readonly Expression[]): Set<Expression> {
  const witnesses = new Set<Expression>()
  // A set iterates over what is added while it is being iterated.
  const searched = new Set(es)
  for (const e of searched) {
    if (e.total) continue
    if (e.kind === 'sum') for (const { term } of e.terms) searched.add(term)
    else if (e.kind !== 'product') witnesses.add(e)
    else for (const factor of e.factors) searchPower(factor, witnesses, searched)
  }
  return witnesses
}

function searchPower(
  { base, exponent }: Factor,
  witnesses: Set<Expression>,
  searched: Set<Expression>,
): void {
  searched.add(base)
  if (!rational.isInteger(exponent) && base.signs & negative)
    witnesses.add(base.graph.power(base, rational.half))
  if (rational.sign(exponent) > 0 || !(base.signs & zeroSign)) return
  const inverse = base.graph.power(base, rational.minusOne)
  // The inverse of a base such as -x is not a power of that base.
  if (inverse.kind === 'product' && inverse.factors[0]!.base === base) witnesses.add(inverse)
  else searched.add(inverse)
}
