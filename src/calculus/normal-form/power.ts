import { type Rational, rational } from '../../expression/index.js'
import { clear } from './clear.js'
import { conjugateInverse, isQuadratic } from './conjugate.js'
import { denestedRoot } from './denest.js'
import { primePowers } from './integers.js'
import { magnitude, squarePart } from './magnitude.js'
import { commonPowers, isFree, without } from './parts.js'
import {
  fromPowers,
  isZeroPolynomial,
  keyOf,
  multiply,
  primitive,
  productOf,
  scaled,
  single,
  wholePower,
} from './polynomial.js'
import { type Generator, NoNormalForm, type Polynomial, type Power, type Ring, unit } from './ring.js'
import { write } from './write.js'

/** p^exponent, equal wherever both are defined. Throws `NoNormalForm` for what is nowhere defined. */
export function raise(ring: Ring, p: Polynomial, exponent: Rational): Polynomial {
  if (rational.isInteger(exponent) && exponent.numerator >= 0n) return wholePower(ring, p, exponent.numerator)
  if (isZeroPolynomial(p)) {
    if (rational.sign(exponent) > 0) return p
    throw new NoNormalForm('a negative power of 0')
  }
  const byMagnitude = ring.depth !== 'plain' && !rational.isInteger(exponent)
  const squares = byMagnitude ? squarePart(ring, p) : undefined
  if (squares !== undefined) {
    const outside = raise(ring, magnitude(ring, squares.root), rational.multiply(rational.of(2), exponent))
    return multiply(ring, outside, raise(ring, squares.rest, exponent))
  }
  if (p.terms.size === 1) return raiseSingle(ring, p, exponent)
  if (rational.isInteger(exponent)) return wholePower(ring, inverse(ring, p), -exponent.numerator)
  const denested = ring.depth === 'plain' || exponent.denominator !== 2n ? undefined : denestedRoot(ring, p)
  if (denested !== undefined) return raise(ring, denested, rational.of(exponent.numerator))
  const { content, primitive: inside } = primitive(p)
  const outside = rationalPower(ring, rational.absolute(content), exponent)
  return multiply(ring, outside, root(ring, scaled(rational.of(rational.sign(content)), inside), exponent))
}

function raiseSingle(ring: Ring, p: Polynomial, exponent: Rational): Polynomial {
  const [monomial, numerator] = [...p.terms][0]!
  const coefficient = rational.of(numerator, p.denominator)
  const outside = (powers: readonly Power[]): Polynomial[] =>
    powers.map(({ generator, exponent: inner }) => raiseGenerator(ring, generator, times(inner, exponent)))
  if (rational.isInteger(exponent)) {
    const factor = rational.power(coefficient, exponent.numerator)
    return scaled(factor, productOf(ring, outside(monomial.powers)))
  }
  const magnitude = rationalPower(ring, rational.absolute(coefficient), exponent)
  const isPositive = rational.sign(coefficient) > 0
  const inside = insideRoot(monomial.powers, isPositive)
  const moved = outside(monomial.powers.filter((power) => !inside.includes(power)))
  if (inside.length === 0 && !isPositive) throw new NoNormalForm('a fractional power of a negative number')
  const sign = rational.of(isPositive ? 1 : -1)
  const rooted = inside.length === 0 ? [] : [root(ring, single(sign, ring.monomial(inside)), exponent)]
  return productOf(ring, [magnitude, ...moved, ...rooted])
}

// What has a known sign comes out of a root. Alone in it, x^k comes out unless k is even: (x²)^(1/2) is not x.
function insideRoot(powers: readonly Power[], isPositive: boolean): Power[] {
  const inside = powers.filter(({ generator }) => !generator.positive)
  const only = inside[0]
  if (!isPositive || inside.length !== 1 || only === undefined) return inside
  return only.exponent % (2 * unit) === 0 && !only.generator.nonnegative ? inside : []
}

function times(exponent: number, factor: Rational): number {
  const product = (exponent * Number(factor.numerator)) / Number(factor.denominator)
  if (!Number.isSafeInteger(product)) throw new NoNormalForm('an unusual exponent')
  return product
}

/** generator^exponent, the exponent in units. */
function raiseGenerator(ring: Ring, generator: Generator, exponent: number): Polynomial {
  const { kind } = generator
  const whole = Math.floor(exponent / unit)
  const left = exponent - whole * unit
  const fraction = left === 0 ? [] : [fromPowers(ring, [{ generator, exponent: left }])]
  switch (kind.name) {
    case 'prime':
      return scaled(rational.power(rational.of(kind.value), BigInt(whole)), productOf(ring, fraction))
    case 'root':
      return productOf(ring, [raise(ring, kind.of, rational.of(whole)), ...fraction])
    case 'inverse':
      if (exponent < 0 || left !== 0) return raise(ring, kind.of, rational.of(-exponent, unit))
      return fromPowers(ring, [{ generator, exponent }])
    default:
      return fromPowers(ring, [{ generator, exponent }])
  }
}

/** value^exponent for a positive rational number: a rational number times roots of primes. */
export function rationalPower(ring: Ring, value: Rational, exponent: Rational): Polynomial {
  const powers = [
    ...primePowers(value.numerator),
    ...primePowers(value.denominator).map(({ prime, power }) => ({ prime, power: -power })),
  ]
  return productOf(
    ring,
    powers.map(({ prime, power }) =>
      raiseGenerator(ring, primeGenerator(ring, prime), times(power * unit, exponent)),
    ),
  )
}

function primeGenerator(ring: Ring, prime: bigint): Generator {
  return ring.generator(`prime ${prime}`, () => ({
    kind: { name: 'prime', value: prime },
    positive: true,
    nonnegative: true,
    relation: { at: unit, into: single(rational.of(prime), ring.one) },
    write: (exponent) => ring.graph.power(ring.graph.constant(prime), exponent),
  }))
}

/** p^exponent for a fractional exponent, with p under the root as it is. */
function root(ring: Ring, p: Polynomial, exponent: Rational): Polynomial {
  const whole = rational.of(rational.floor(exponent))
  const generator = ring.generator(`root ${keyOf(p)}`, () => ({
    kind: { name: 'root', of: p },
    positive: false,
    nonnegative: true,
    relation: { at: unit, into: p },
    write: (power) => ring.graph.power(write(ring, p), power),
  }))
  const fraction = times(unit, rational.subtract(exponent, whole))
  return multiply(ring, raise(ring, p, whole), fromPowers(ring, [{ generator, exponent: fraction }]))
}

/** 1/p for a p with several terms. */
function inverse(ring: Ring, p: Polynomial): Polynomial {
  const { content, primitive: whole } = primitive(p)
  const common = commonPowers(whole, isFree)
  const reciprocal = fromPowers(
    ring,
    common.map(({ generator, exponent }) => ({ generator, exponent: -exponent })),
  )
  const rest = without(ring, whole, common)
  return scaled(
    rational.divide(rational.one, content),
    multiply(ring, reciprocal, inverseOfPrimitive(ring, rest)),
  )
}

function inverseOfPrimitive(ring: Ring, p: Polynomial): Polynomial {
  const { numerator, cleared } = clear(ring, p)
  if (cleared.length > 0) {
    const factors = cleared.map(({ factor, times: count }) => wholePower(ring, factor, count))
    return productOf(ring, [...factors, raise(ring, numerator, rational.minusOne)])
  }
  if (isQuadratic(p)) return conjugateInverse(ring, p)
  const generator = ring.generator(`inverse ${keyOf(p)}`, () => ({
    kind: { name: 'inverse', of: p },
    positive: false,
    nonnegative: false,
    write: (power) => ring.graph.power(write(ring, p), rational.negate(power)),
  }))
  return fromPowers(ring, [{ generator, exponent: unit }])
}
