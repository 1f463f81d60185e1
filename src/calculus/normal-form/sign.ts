import {
  type Expression,
  isKnownNonnegative,
  isKnownNonzero,
  isKnownPositive,
  rational,
} from '../../expression/index.js'
import { exactRoot } from './divide.js'
import { isSumOfNonnegative, parted, squareRoot } from './magnitude.js'
import { generatorsOf } from './parts.js'
import {
  constant,
  fromPowers,
  isZeroPolynomial,
  keyOf,
  multiply,
  primitive,
  productOf,
  scaled,
  single,
  sum,
  wholePower,
} from './polynomial.js'
import {
  type Generator,
  type Monomial,
  type Polynomial,
  type Power,
  type Relation,
  type Ring,
  unit,
} from './ring.js'
import { write } from './write.js'

/**
 * sign(p), which is 0 where p is, as a product of the signs of its factors, as far as they are easy to find. Each is a
 * generator s with s³ = s, or s² = 1 where it is known not to be 0, or s² = s where it is known not to be negative.
 */
export function signOf(ring: Ring, p: Polynomial): Polynomial {
  if (isZeroPolynomial(p)) return p
  const { content, common, rest } = parted(ring, p)
  const outside = constant(ring, rational.of(rational.sign(content)))
  return productOf(ring, [
    outside,
    ...common.map((power) => signOfPower(ring, power)),
    signOfRest(ring, rest),
  ])
}

function signOfPower(ring: Ring, { generator, exponent }: Power): Polynomial {
  const { kind, positive, relation } = generator
  if (positive) return constant(ring, rational.one)
  if (kind.name === 'root') return signOf(ring, kind.of)
  // What has a fractional power is not negative, so that all its powers have the same sign.
  const times = exponent % unit === 0 ? BigInt(Math.abs(exponent / unit)) : 1n
  if (kind.name === 'inverse') return wholePower(ring, signOf(ring, kind.of), times)
  // The values of (−1)^n are signs already.
  const isSign = kind.name === 'sign' || (relation?.at === 2 * unit && relation.into.terms.get(ring.one) === relation.into.denominator && relation.into.terms.size === 1) // prettier-ignore
  const base = fromPowers(ring, [{ generator, exponent: unit }])
  return wholePower(ring, isSign ? base : unknownSign(ring, base), times)
}

function signOfRest(ring: Ring, p: Polynomial): Polynomial {
  if (p.terms.size === 1 && p.terms.has(ring.one)) return constant(ring, rational.one)
  const [only, ...others] = generatorsOf(p)
  if (only?.kind.name === 'sign' && others.length === 0) return signOfSigns(ring, p, only)
  const product = signFactor(ring, p)
  if (product !== undefined) return multiply(ring, signOf(ring, product.signs), signOf(ring, product.rest))
  const root = squareRoot(ring, p)
  if (root !== undefined) return wholePower(ring, signOf(ring, root), 2n)
  const cubeRoot = exactRoot(ring, p, 3)
  if (cubeRoot !== undefined) return wholePower(ring, signOf(ring, cubeRoot), 3n)
  return isSumOfNonnegative(p) && [...p.terms.keys()].some(isPositive)
    ? constant(ring, rational.one)
    : unknownSign(ring, p)
}

const isPositive = ({ powers }: { readonly powers: readonly Power[] }): boolean =>
  powers.every(({ generator }) => generator.positive)

/** p = signs·rest with all signs in the one and none in the other, where all coefficients of p in signs are alike. */
function signFactor(ring: Ring, p: Polynomial): { signs: Polynomial; rest: Polynomial } | undefined {
  const isSign = ({ generator }: Power): boolean => generator.kind.name === 'sign'
  const groups = new Map<Monomial, Map<Monomial, bigint>>()
  for (const [{ powers }, coefficient] of p.terms) {
    const outside = ring.monomial(powers.filter((power) => !isSign(power)))
    const group = groups.get(outside) ?? new Map<Monomial, bigint>()
    groups.set(outside, group.set(ring.monomial(powers.filter(isSign)), coefficient))
  }
  const parts = [...groups].map(([monomial, terms]) => ({
    monomial,
    ...primitive({ terms, denominator: 1n }),
  }))
  const [first] = parts
  if (first === undefined || first.primitive.terms.size === 1) return undefined
  if (parts.length === 1 && first.monomial === ring.one) return undefined
  if (parts.some((part) => keyOf(part.primitive) !== keyOf(first.primitive))) return undefined
  const rest = sum(
    ring,
    parts.map(({ content, monomial }) => single(content, monomial)),
  )
  return { signs: first.primitive, rest }
}

/** sign(a + b·s + c·s²) by its values at s = −1, 0 and 1. */
function signOfSigns(ring: Ring, p: Polynomial, s: Generator): Polynomial {
  const power = (k: number): Polynomial =>
    fromPowers(ring, k === 0 ? [] : [{ generator: s, exponent: k * unit }])
  const coefficient = (k: number): bigint => p.terms.get([...power(k).terms.keys()][0]!) ?? 0n
  const [a, b, c] = [
    coefficient(0),
    s.relation!.at > unit ? coefficient(1) : 0n,
    isCubic(s) ? coefficient(2) : 0n,
  ]
  const signAt = (value: bigint): number => Math.sign(Number(a + b * value + c * value * value))
  const [below, at, above] = [signAt(-1n), signAt(0n), signAt(1n)]
  const terms = isCubic(s)
    ? [rational.of(at), rational.of(above - below, 2), rational.of(above + below - 2 * at, 2)]
    : isNonnegative(s)
      ? [rational.of(at), rational.of(above - at)]
      : [rational.of(above + below, 2), rational.of(above - below, 2)]
  return sum(
    ring,
    terms.map((value, k) => scaled(value, power(k))),
  )
}

const isCubic = (s: Generator): boolean => s.relation!.at === 3 * unit
const isNonnegative = (s: Generator): boolean => s.nonnegative

function unknownSign(ring: Ring, of: Polynomial): Polynomial {
  const argument = write(ring, of)
  if (isKnownPositive(argument)) return constant(ring, rational.one)
  const generator = ring.generator(`sign ${keyOf(of)}`, () => ({
    kind: { name: 'sign', of },
    positive: false,
    nonnegative: isKnownNonnegative(argument),
    relation: (self) => relationOf(ring, argument, self),
    write: (exponent) => ring.graph.power(ring.graph.call('sign', [argument]), exponent),
  }))
  return fromPowers(ring, [{ generator, exponent: unit }])
}

function relationOf(ring: Ring, argument: Expression, self: Generator): Relation {
  if (isKnownNonzero(argument)) return { at: 2 * unit, into: constant(ring, rational.one) }
  const itself = single(rational.one, ring.monomial([{ generator: self, exponent: unit }]))
  return { at: (isKnownNonnegative(argument) ? 2 : 3) * unit, into: itself }
}
