import { type Expression, rational } from '../../expression/index.js'
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
import { raise } from './power.js'
import { type Generator, type Monomial, NoNormalForm, type Polynomial, type Ring, unit } from './ring.js'
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

/** log p, with the logarithms of positive factors of all its terms apart. */
export function logarithm(ring: Ring, p: Polynomial): Polynomial {
  if (isZeroPolynomial(p)) throw new NoNormalForm('the logarithm of 0')
  const { content, primitive: whole } = primitive(p)
  const [only] = whole.terms.size === 1 ? whole.terms.keys() : []
  const powers = (only?.powers ?? commonPowers(whole, isFree)).filter(({ generator }) => generator.positive)
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
  const remaining = isOne(ring, rest) ? [] : [opaqueLogarithm(ring, rest, () => write(ring, rest))]
  return sum(ring, [constant(ring, rational.zero), ...numbers, ...factors, ...remaining])
}

const isOne = (ring: Ring, p: Polynomial): boolean =>
  p.terms.size === 1 && p.terms.get(ring.one) === 1n && p.denominator === 1n

function logarithmOfGenerator(ring: Ring, generator: Generator): Polynomial {
  const { kind } = generator
  if (kind.name === 'exponential') return kind.argument
  if (kind.name === 'prime') return logarithmOfInteger(ring, kind.value)
  const monomial = ring.monomial([{ generator, exponent: unit }])
  return opaqueLogarithm(ring, single(rational.one, monomial), () => writeMonomial(ring, monomial))
}

function logarithmOfInteger(ring: Ring, value: bigint): Polynomial {
  const of = constant(ring, rational.of(value))
  return opaqueLogarithm(ring, of, () => ring.graph.constant(value))
}

function opaqueLogarithm(ring: Ring, of: Polynomial, written: () => Expression): Polynomial {
  const generator = ring.generator(`log ${keyOf(of)}`, () => ({
    kind: { name: 'logarithm', of },
    positive: false,
    nonnegative: false,
    write: (power) => ring.graph.power(ring.graph.call('log', [written()]), power),
  }))
  return fromPowers(ring, [{ generator, exponent: unit }])
}
