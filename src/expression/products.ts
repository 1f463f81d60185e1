import { type Expression, type Factor, type Graph, type ProductNode, type SumNode } from './nodes.js'
import { absorbPower, type Radicals, settle } from './radicals.js'
import { type Rational, rational } from './rational.js'
import { isScaled, isVanishing } from './sums.js'
import { negative, nonnegative, positive, within, zeroSign } from './signs.js'

/**
 * What a power of a base demands of it, besides the total exponent. Products of powers of one base form a group of
 * pairs (total exponent, demands): that is why the canonical form does not depend on the order of multiplication.
 */
type Demands = number
const mustBeNonzero: Demands = 1
const mustBeNonnegative: Demands = 2

function demandsOf(exponent: Rational): Demands {
  return (exponent.numerator < 0n ? mustBeNonzero : 0) | (exponent.denominator === 1n ? 0 : mustBeNonnegative)
}

interface Gathered {
  readonly graph: Graph
  readonly radicals: Radicals
  powers: { base: Expression; exponent: Rational; demands: Demands }[]
  /** Expressions without influence on the value whose domain still counts. */
  readonly shadows: Expression[]
}

/** The parts of a product in canonical form, before they become nodes. */
export interface ScaledFactors {
  readonly coefficient: Rational
  readonly factors: readonly Factor[]
}

/** As it is where domains have to be weighed. */
export interface CanonicalProduct extends ScaledFactors {
  readonly shadows: readonly Expression[]
}

/**
 * Brings `coefficient · Π base^exponent` into canonical form without changing its domain: powers of one base merge to
 * the largest extent that keeps every demand on the base (`x^2·x = x^3`, but `x·x^(-1)` and `sqrt(x)^2` stay unless
 * the sign of x is known), and numbers are collected into a rational and radicals.
 */
export function canonicalProduct(
  graph: Graph,
  coefficient: Rational,
  parts: readonly Factor[],
): CanonicalProduct {
  const gathered: Gathered = {
    graph,
    radicals: { coefficient, exponents: new Map() },
    powers: [],
    shadows: [],
  }
  for (const { base, exponent } of parts) gather(gathered, base, exponent)
  dissolve(gathered)
  const settled = settle(gathered.radicals)
  const factors: Factor[] = settled.radicals.map(([base, exponent]) => ({
    base: graph.constant(base),
    exponent,
  }))
  for (const { base, exponent, demands } of gathered.powers) emit(gathered, factors, base, exponent, demands)
  factors.sort((a, b) => a.base.id - b.base.id || rational.compare(b.exponent, a.exponent))
  return { coefficient: settled.coefficient, factors, shadows: gathered.shadows }
}

// `demands` may exceed what the exponent itself asks: in `(x^(-2))^(-1)` the exponents cancel, the demand stays.
function gather(
  into: Gathered,
  base: Expression,
  exponent: Rational,
  demands: Demands = demandsOf(exponent),
): void {
  if (base.kind === 'constant') {
    absorbPower(into.radicals, base.value, exponent)
  } else if (rational.isZero(exponent) && demands === 0) {
    if (!base.total) into.shadows.push(base)
  } else if (base.kind === 'product') {
    if (rational.isInteger(exponent))
      for (const factor of base.factors) gatherPower(into, factor, exponent, demands)
    else gatherFractional(into, base, exponent, demands)
  } else if (base.kind === 'sum' && isVanishing(base)) {
    absorbPower(into.radicals, rational.zero, exponent)
    into.shadows.push(base)
  } else if (base.kind === 'sum' && isScaled(base)) {
    gatherScaled(into, base, exponent, demands)
  } else {
    push(into, base, exponent, demands)
  }
}

function gatherScaled(into: Gathered, whole: SumNode, exponent: Rational, demands: Demands): void {
  const { coefficient, term } = whole.terms[0]!
  const sign = rational.sign(coefficient)
  if (rational.isInteger(exponent) || sign > 0) {
    absorbPower(into.radicals, coefficient, exponent)
    gather(into, term, exponent, demands)
  } else if (rational.equals(coefficient, rational.minusOne)) {
    gatherMinus(into, whole, term, exponent, demands)
  } else {
    absorbPower(into.radicals, rational.negate(coefficient), exponent)
    gather(into, minus(term), exponent, demands)
  }
}

/** A fractional power of minus something: what is certainly positive comes out. */
function gatherMinus(
  into: Gathered,
  whole: SumNode,
  term: Expression,
  exponent: Rational,
  demands: Demands,
): void {
  const factors = term.kind === 'product' ? term.factors : []
  const outside = factors.filter(({ base }) => within(base.signs, positive))
  if (outside.length === 0 || outside.length === factors.length) return push(into, whole, exponent, demands)
  for (const factor of outside) gatherPower(into, factor, exponent, demands)
  const inside = factors.filter((factor) => !outside.includes(factor))
  gather(into, into.graph.powers(rational.minusOne, inside), exponent, demands)
}

const minus = (term: Expression): Expression =>
  term.graph.linear(rational.zero, [{ coefficient: rational.minusOne, term }])

/** A power of one factor of a product: `(x^a)^n = x^(an)`, demands and all. */
function gatherPower(into: Gathered, { base, exponent }: Factor, outer: Rational, demands: Demands): void {
  const total = rational.multiply(exponent, outer)
  const all = demandsOf(exponent) | demands
  if (base.kind === 'constant') absorbPower(into.radicals, base.value, total)
  else if (rational.isInteger(exponent) && base.kind === 'product') gather(into, base, total, all)
  else push(into, base, total, all)
}

/** A fractional power of a product: only what is certainly positive, or not negative and alone, comes out. */
function gatherFractional(into: Gathered, product: ProductNode, exponent: Rational, demands: Demands): void {
  const alone = product.factors.length === 1
  const inside = product.factors.filter(
    (factor) =>
      !within(factor.base.signs, positive) &&
      !(alone && (within(factor.base.signs, nonnegative) || !rational.isInteger(factor.exponent))),
  )
  if (inside.length === product.factors.length) return push(into, product, exponent, demands)
  for (const factor of product.factors)
    if (!inside.includes(factor)) gatherPower(into, factor, exponent, demands)
  if (inside.length > 0) gather(into, into.graph.powers(rational.one, inside), exponent, demands)
}

/** Whole powers of products that have no demand left to keep them together dissolve into their factors. */
function dissolve(into: Gathered): void {
  for (;;) {
    mergePowers(into)
    const whole = into.powers.filter(
      ({ base, exponent, demands }) =>
        isComposite(base) && rational.isInteger(exponent) && !(demands & mustBeNonnegative),
    )
    if (whole.length === 0) return
    into.powers = into.powers.filter((power) => !whole.includes(power))
    for (const { base, exponent, demands } of whole) gather(into, base, exponent, demands)
  }
}

/** Whether whole powers of the base are written with powers of its parts; fractional ones need not be. */
function isComposite(base: Expression): boolean {
  return base.kind === 'product' || (base.kind === 'sum' && isScaled(base))
}

function push(into: Gathered, base: Expression, exponent: Rational, demands: Demands): void {
  into.powers.push({ base, exponent, demands: open(base, demands) })
}

/** The demands that the known signs of the base do not already meet. */
function open(base: Expression, demands: Demands): Demands {
  return (
    demands & ((base.signs & zeroSign ? mustBeNonzero : 0) | (base.signs & negative ? mustBeNonnegative : 0))
  )
}

function mergePowers({ powers }: Gathered): void {
  if (powers.length < 2) return
  powers.sort((a, b) => a.base.id - b.base.id)
  let last = 0
  for (let i = 1; i < powers.length; i++) {
    const into = powers[last]!
    const next = powers[i]!
    if (into.base !== next.base) powers[++last] = next
    else
      powers[last] = {
        base: into.base,
        exponent: rational.add(into.exponent, next.exponent),
        demands: into.demands | next.demands,
      }
  }
  powers.length = last + 1
}

/**
 * Writes `base^exponent` under these demands with as few powers as say all of it: `x`, with x nonzero, as
 * `x^2·x^(-1)`; `x`, with x not negative, as `(x^(1/2))^2`.
 */
function emit(
  { graph, shadows }: Gathered,
  factors: Factor[],
  base: Expression,
  exponent: Rational,
  demands: Demands,
): void {
  const missing = demands & ~demandsOf(exponent)
  if (missing === 0) {
    if (!rational.isZero(exponent)) factors.push({ base, exponent })
    else if (!base.total) shadows.push(base)
  } else if (missing === mustBeNonzero) {
    const by = isComposite(base) ? rational.of(1n, 2n * exponent.denominator) : rational.one
    factors.push({ base, exponent: rational.add(exponent, by) })
    factors.push({ base, exponent: rational.negate(by) })
  } else if (missing & mustBeNonzero || rational.isZero(exponent)) {
    factors.push({ base, exponent: rational.add(exponent, rational.half) })
    factors.push({ base, exponent: rational.negate(rational.half) })
  } else {
    const root = graph.powers(rational.one, [{ base, exponent: rational.half }])
    factors.push({ base: root, exponent: rational.multiply(rational.of(2), exponent) })
  }
}
