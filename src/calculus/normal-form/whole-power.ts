import { isKnownNonnegative, isKnownPositive, rational } from '../../expression/index.js'
import { exponential, logarithm } from './exponential.js'
import { parted } from './magnitude.js'
import { alternating } from './parity.js'
import { constant, fromPowers, keyOf, multiply, productOf, scaled, single } from './polynomial.js'
import { raise } from './power.js'
import { type Monomial, NoNormalForm, type Polynomial, type Power, type Ring, unit } from './ring.js'
import { write } from './write.js'

/**
 * p^k for a whole combination k, as a product over the factors of p and the terms of k: (x·y)^(n + 2) = x^n·y^n·x²·y².
 * Where p is 0 and some of these powers have no value p^k is their limit, so that an identity of forms that are
 * continuous in p holds there too; with signs in it, which are not, p must not be 0.
 */
export function powerByParts(ring: Ring, p: Polynomial, k: Polynomial): Polynomial {
  const { content, common, rest } = parted(ring, p)
  const isOne = rest.terms.size === 1
  return productOf(ring, [
    ofNumber(ring, rational.absolute(content), k),
    ...(rational.sign(content) < 0 ? [alternating(ring, k)] : []),
    ...common.map((power) => ofFactor(ring, power, k)),
    ...(isOne ? [] : [ofBase(ring, rest, k)]),
  ])
}

function ofNumber(ring: Ring, value: ReturnType<typeof rational.absolute>, k: Polynomial): Polynomial {
  const base = constant(ring, value)
  return rational.isOne(value) ? base : exponential(ring, multiply(ring, k, logarithm(ring, base)))
}

function ofFactor(ring: Ring, { generator, exponent }: Power, k: Polynomial): Polynomial {
  if (generator.positive) {
    const base = fromPowers(ring, [{ generator, exponent: unit }])
    const times = scaled(rational.of(exponent, unit), k)
    return exponential(ring, multiply(ring, times, logarithm(ring, base)))
  }
  const { kind } = generator
  if (exponent % unit !== 0) return ofBase(ring, fromPowers(ring, [{ generator, exponent }]), k)
  const times = scaled(rational.of(exponent / unit), k)
  if (kind.name === 'inverse') return ofBase(ring, kind.of, scaled(rational.minusOne, times))
  return ofBase(ring, fromPowers(ring, [{ generator, exponent: unit }]), times)
}

function ofBase(ring: Ring, base: Polynomial, k: Polynomial): Polynomial {
  return productOf(
    ring,
    [...k.terms].map(([monomial, times]) => {
      if (monomial === ring.one) return raise(ring, base, rational.of(times))
      const exponent = Number(times) * unit
      if (!Number.isSafeInteger(exponent)) throw new NoNormalForm('an unusual exponent')
      return fromPowers(ring, [{ generator: power(ring, base, monomial), exponent }])
    }),
  )
}

function power(ring: Ring, base: Polynomial, exponent: Monomial) {
  const times = single(rational.one, exponent)
  return ring.generator(`power ${keyOf(base)} ${keyOf(times)}`, () => {
    const call = ring.graph.call('power', [write(ring, base), write(ring, times)])
    return {
      kind: { name: 'free' },
      positive: isKnownPositive(call),
      nonnegative: isKnownNonnegative(call),
      write: (by) => ring.graph.power(call, by),
    }
  })
}
