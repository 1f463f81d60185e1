import { type Expression, type Rational, rational } from '../../expression/index.js'
import {
  constant,
  fromPowers,
  isZeroPolynomial,
  keyOf,
  primitive,
  productOf,
  scaled,
  single,
  sum,
} from './polynomial.js'
import { primePowers } from './integers.js'
import { commonPowers, isFree } from './parts.js'
import { magnitude, squarePart } from './magnitude.js'
import { raise } from './power.js'
import {
  type Generator,
  type Monomial,
  NoNormalForm,
  type Polynomial,
  type Power,
  type Ring,
  unit,
} from './ring.js'
import { write, writeMonomial } from './write.js'

/** e^p as a product of powers of e^m over the monomials m of p; e^(c·log q) is q^c. */
export function exponential(ring: Ring, p: Polynomial): Polynomial {
  return productOf(
    ring,
    [...p.terms].map(([monomial, c]) => exponentialOfTerm(ring, monomial, c, p.denominator)),
  )
}

function exponentialOfTerm(
  ring: Ring,
  monomial: Monomial,
  numerator: bigint,
  denominator: bigint,
): Polynomial {
  const coefficient = rational.of(numerator, denominator)
  const only = monomial.powers.length === 1 ? monomial.powers[0]! : undefined
  if (only?.generator.kind.name === 'logarithm' && only.exponent === unit)
    return raise(ring, only.generator.kind.of, coefficient)
  // e^(m/d) with a d of its own when the exponents of e^m cannot count in it.
  const countable = BigInt(unit) % coefficient.denominator === 0n
  const part = countable ? 1n : coefficient.denominator
  const exponent = Number(
    coefficient.numerator * (countable ? BigInt(unit) / coefficient.denominator : BigInt(unit)),
  )
  if (!Number.isSafeInteger(exponent)) throw new NoNormalForm('an unusual exponent')
  const argument = single(rational.of(1, part), monomial)
  const generator = ring.generator(`exp ${keyOf(argument)}`, () => ({
    kind: { name: 'exponential', argument },
    positive: true,
    nonnegative: true,
    write: (power) => ring.graph.call('exp', [write(ring, scaled(power, argument))]),
  }))
  return fromPowers(ring, [{ generator, exponent }])
}

/** log p, with the logarithms of positive factors of all its terms apart; `spell` says how that of the rest is written. */
export function logarithm(
  ring: Ring,
  p: Polynomial,
  spell: (rest: Polynomial) => Expression = (rest) => ring.graph.call('log', [write(ring, rest)]),
): Polynomial {
  if (isZeroPolynomial(p)) throw new NoNormalForm('the logarithm of 0')
  const squares = ring.depth !== 'plain' ? squarePart(ring, p) : undefined
  if (squares !== undefined) {
    const twice = scaled(rational.of(2), logarithm(ring, magnitude(ring, squares.root)))
    return sum(ring, [twice, logarithm(ring, squares.rest)])
  }
  const { content, primitive: whole } = primitive(p)
  const [only] = whole.terms.size === 1 ? whole.terms.keys() : []
  const isPositive = rational.sign(content) > 0
  const powers = positivePowers(ring, only?.powers ?? commonPowers(whole, isFree), isPositive && !!only)
  const divided = powers.map(({ generator, exponent }) =>
    fromPowers(ring, [{ generator, exponent: -exponent }]),
  )
  const rest = scaled(rational.of(rational.sign(content)), productOf(ring, [whole, ...divided]))
  const value = rational.absolute(content)
  const numbers = [
    ...primePowers(value.numerator),
    ...primePowers(value.denominator).map(({ prime, power }) => ({ prime, power: -power })),
  ].map(({ prime, power }) => scaled(rational.of(power), logarithmOfInteger(ring, prime)))
  const factors = powers.map(({ generator, exponent }) =>
    scaled(rational.of(exponent, unit), logarithmOfGenerator(ring, generator)),
  )
  const remaining = isOne(ring, rest) ? [] : [opaqueLogarithm(ring, rest, () => spell(rest))]
  return sum(ring, [constant(ring, rational.zero), ...numbers, ...factors, ...remaining])
}

/** log(e^x + e^y + …), of which e^ is that sum. */
export function logSumExp(ring: Ring, args: readonly Polynomial[]): Polynomial {
  const total = sum(ring, args.map((arg) => exponential(ring, arg))) // prettier-ignore
  return logarithm(ring, total, (rest) => {
    const written = [...rest.terms].map(([monomial, c]) => logarithmOfTerm(ring, monomial, rational.of(c, rest.denominator))) // prettier-ignore
    return written.every((term) => term !== undefined)
      ? ring.graph.call('logsumexp', written)
      : ring.graph.call('log', [write(ring, rest)])
  })
}

/** log(coefficient·monomial) as an expression, where all is positive. */
function logarithmOfTerm(ring: Ring, { powers }: Monomial, coefficient: Rational): Expression | undefined {
  if (rational.sign(coefficient) < 0 || !powers.every(({ generator }) => generator.positive)) return undefined
  const { graph } = ring
  const isExponential = ({ generator }: Power): boolean => generator.kind.name === 'exponential'
  const outside = writeMonomial(ring, ring.monomial(powers.filter((power) => !isExponential(power))))
  const factor = graph.linear(rational.zero, [{ coefficient, term: outside }])
  const inside = writeMonomial(ring, ring.monomial(powers.filter(isExponential)))
  return graph.sum([graph.call('log', [factor]), graph.call('log', [inside])])
}

/**
 * The factors of a positive product whose logarithms may be taken one by one. Besides what is known to be positive that is,
 * in the exponential form, what is not negative, and the only factor left of a positive number.
 */
function positivePowers(ring: Ring, powers: readonly Power[], isWhole: boolean): readonly Power[] {
  if (ring.depth === 'plain') return powers.filter(({ generator }) => generator.positive)
  const signed = powers.filter(({ generator: { positive, nonnegative } }) => !positive && !nonnegative)
  return isWhole && signed.length === 1 ? powers : powers.filter((power) => !signed.includes(power))
}

const isOne = (ring: Ring, p: Polynomial): boolean =>
  p.terms.size === 1 && p.terms.get(ring.one) === 1n && p.denominator === 1n

function logarithmOfGenerator(ring: Ring, generator: Generator): Polynomial {
  const { kind } = generator
  if (kind.name === 'exponential') return kind.argument
  if (kind.name === 'prime') return logarithmOfInteger(ring, kind.value)
  if (kind.name === 'root') return logarithm(ring, kind.of)
  if (kind.name === 'inverse') return scaled(rational.minusOne, logarithm(ring, kind.of))
  const monomial = ring.monomial([{ generator, exponent: unit }])
  const of = single(rational.one, monomial)
  return opaqueLogarithm(ring, of, () => ring.graph.call('log', [writeMonomial(ring, monomial)]))
}

function logarithmOfInteger(ring: Ring, value: bigint): Polynomial {
  const of = constant(ring, rational.of(value))
  return opaqueLogarithm(ring, of, () => ring.graph.call('log', [ring.graph.constant(value)]))
}

function opaqueLogarithm(ring: Ring, of: Polynomial, written: () => Expression): Polynomial {
  const generator = ring.generator(`log ${keyOf(of)}`, () => ({
    kind: { name: 'logarithm', of },
    positive: false,
    nonnegative: false,
    write: (power) => ring.graph.power(written(), power),
  }))
  return fromPowers(ring, [{ generator, exponent: unit }])
}
