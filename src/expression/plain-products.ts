import type { Factor, ProductNode, SumNode } from './nodes.js'
import { isComposite, type ScaledFactors } from './products.js'
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
  for (const part of parts) if (!gather(into, part)) return undefined
  return inOrder(into.factors) || merge(into.factors) ? into : undefined
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
  into.factors.push(part)
  return true
}

function gatherFactors(into: Gathered, { factors }: ProductNode, outer: Rational): boolean {
  const unchanged = rational.isOne(outer)
  for (const factor of factors) {
    const { base, exponent } = factor
    if (exponent.denominator !== 1n || base.kind === 'constant' || isComposite(base)) return false
    // In (x^(-1))^(-1) the base may still not be 0, though the exponent is positive.
    if (exponent.numerator < 0n && outer.numerator < 0n && base.signs & zeroSign) return false
    into.factors.push(unchanged ? factor : { base, exponent: rational.multiply(exponent, outer) })
  }
  return true
}

function gatherSum(into: Gathered, sum: SumNode, part: Factor): boolean {
  if (!sum.total && isVanishing(sum)) return false
  if (!isScaled(sum)) {
    into.factors.push(part)
    return true
  }
  const { coefficient, term } = sum.terms[0]!
  const { exponent } = part
  into.coefficient = rational.multiply(into.coefficient, rational.power(coefficient, exponent.numerator))
  return gather(into, { base: term, exponent })
}

function inOrder(factors: readonly Factor[]): boolean {
  for (let i = 1; i < factors.length; i++) if (factors[i - 1]!.base.id >= factors[i]!.base.id) return false
  return true
}

/** Sorts by base and merges powers of one base, or returns `false` where exponents cancel on a base that may be 0. */
function merge(factors: Factor[]): boolean {
  sortByBase(factors)
  let count = 0
  for (const next of factors) {
    const last = count > 0 ? factors[count - 1]! : undefined
    if (last === undefined || last.base !== next.base) {
      factors[count++] = next
      continue
    }
    const { base } = last
    if (last.exponent.numerator < 0n !== next.exponent.numerator < 0n && base.signs & zeroSign) return false
    const exponent = rational.add(last.exponent, next.exponent)
    if (!rational.isZero(exponent)) factors[count - 1] = { base, exponent }
    else if (base.total) count--
    else return false
  }
  factors.length = count
  return true
}

// Few factors, usually two sorted runs.
function sortByBase(factors: Factor[]): void {
  if (factors.length > 24) {
    factors.sort((a, b) => a.base.id - b.base.id)
    return
  }
  for (let i = 1; i < factors.length; i++) {
    const factor = factors[i]!
    let place = i
    for (; place > 0 && factors[place - 1]!.base.id > factor.base.id; place--)
      factors[place] = factors[place - 1]!
    factors[place] = factor
  }
}
