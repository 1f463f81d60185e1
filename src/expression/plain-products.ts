import type { Factor, ProductNode, SumNode } from './nodes.js'
import type { ScaledFactors } from './products.js'
import { type Rational, rational } from './rational.js'
import { zeroSign } from './signs.js'
import { isScaled, isVanishing } from './sums.js'

/**
 * The canonical form of `coefficient · Π base^exponent` where nothing about domains has to be weighed, which is nearly
 * always: whole exponents, and none that cancel where the base may be 0. Nothing otherwise; `canonicalProduct` decides
 * then, and gives the same wherever both apply.
 */
export function plainProduct(coefficient: Rational, parts: readonly Factor[]): ScaledFactors | undefined {
  const into: Gathered = { coefficient, factors: [] }
  for (let i = 0; i < parts.length; i++) if (!gather(into, parts[i]!)) return undefined
  return into
}

interface Gathered {
  coefficient: Rational
  readonly factors: Factor[]
}

/** Takes in one power, or returns `false` where it is not plain. */
function gather(into: Gathered, part: Factor): boolean {
  const { base, exponent } = part
  if (exponent.denominator !== 1n) return false
  if (base.kind === 'constant') {
    const value = rational.power(base.value, exponent.numerator)
    into.coefficient = rational.multiply(into.coefficient, value)
    return true
  }
  if (exponent.numerator === 0n) return base.total
  if (base.kind === 'product') return gatherFactors(into, base, exponent)
  if (base.kind === 'sum' && (!base.total || isScaled(base))) return gatherSum(into, base, part)
  return insert(into.factors, part)
}

function gatherFactors(into: Gathered, { factors }: ProductNode, outer: Rational): boolean {
  const unchanged = rational.isOne(outer)
  for (let i = 0; i < factors.length; i++) {
    const factor = factors[i]!
    const { base, exponent } = factor
    if (exponent.denominator !== 1n || base.kind === 'constant' || base.kind === 'product') return false
    if (base.kind === 'sum' && isScaled(base)) return false
    // In (x^(-1))^(-1) the base may still not be 0, though the exponent is positive.
    if (exponent.numerator < 0n && outer.numerator < 0n && base.signs & zeroSign) return false
    const power = unchanged ? factor : { base, exponent: rational.multiply(exponent, outer) }
    if (!insert(into.factors, power)) return false
  }
  return true
}

function gatherSum(into: Gathered, sum: SumNode, part: Factor): boolean {
  if (!sum.total && isVanishing(sum)) return false
  if (!isScaled(sum)) return insert(into.factors, part)
  const { coefficient, term } = sum.terms[0]!
  const { exponent } = part
  into.coefficient = rational.multiply(into.coefficient, rational.power(coefficient, exponent.numerator))
  return gather(into, { base: term, exponent })
}

/** Puts a power in its place by base, or returns `false` where exponents cancel on a base that may be 0. */
function insert(factors: Factor[], factor: Factor): boolean {
  const { base, exponent } = factor
  let place = factors.length
  while (place > 0 && factors[place - 1]!.base.id > base.id) place--
  const same = place > 0 ? factors[place - 1]! : undefined
  if (same === undefined || same.base !== base) {
    factors.push(factor)
    if (place < factors.length - 1) {
      factors.copyWithin(place + 1, place, factors.length - 1)
      factors[place] = factor
    }
    return true
  }
  if (same.exponent.numerator < 0n !== exponent.numerator < 0n && base.signs & zeroSign) return false
  const merged = rational.add(same.exponent, exponent)
  if (!rational.isZero(merged)) factors[place - 1] = { base, exponent: merged }
  else if (base.total) factors.splice(place - 1, 1)
  else return false
  return true
}
