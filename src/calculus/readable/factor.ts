import { type Expression, type Factor, rational, type Rational } from '../../expression/index.js'
import { divideExactly, exactRoot } from '../normal-form/divide.js'
import { commonPowers, generatorsOf, split, without } from '../normal-form/parts.js'
import { fromPowers, keyOf, primitive } from '../normal-form/polynomial.js'
import { counted, irreducibleFactors, type Step } from '../factoring/factors.js'
import { type Generator, type Polynomial, type Ring, unit } from '../normal-form/ring.js'
import { write, writeMonomial } from '../normal-form/write.js'

/** content · Π base^exponent; the bases have several terms each, or one and content 1. */
export interface Factored {
  readonly content: Rational
  readonly factors: readonly PolynomialPower[]
}

export interface PolynomialPower {
  readonly base: Polynomial
  readonly exponent: number
}

/** Highest power that is looked for. */
const highestRoot = 8

/**
 * Takes a polynomial apart as far as it is easy: rational content, common powers, the given hints and the coefficients of
 * each generator as divisors, perfect powers. The factors need not be irreducible.
 */
export function factor(ring: Ring, p: Polynomial, hints: readonly Polynomial[]): Factored {
  const common = commonPowers(p, () => true)
  const { content, primitive: whole } = primitive(without(ring, p, common))
  const found = common.map(({ generator, exponent }) => ({
    base: fromPowers(ring, [{ generator, exponent: unit }]),
    exponent: exponent / unit,
  }))
  let rest = whole
  for (const hint of [...hints, ...coefficients(ring, whole)]) {
    const { quotient, times } = divideOut(ring, rest, hint)
    rest = quotient
    if (times > 0) found.push({ base: hint, exponent: times })
  }
  const { content: scale, primitive: left } = primitive(rest)
  if (left.terms.size > 1) found.push(asPower(ring, left))
  return { content: rational.multiply(content, scale), factors: found }
}

/** As `factor`, but into irreducible factors, as far as the polynomial is small. */
export function factorFully(
  ring: Ring,
  p: Polynomial,
  hints: readonly Polynomial[],
  step: Step = stepForReading,
): Factored {
  const { content, factors } = factor(ring, p, hints)
  const split = factors.flatMap(({ base, exponent }) =>
    base.terms.size < 2
      ? [{ base, exponent }]
      : counted(irreducibleFactors(ring, base, step)).map((part) => ({
          base: part.base,
          exponent: part.exponent * exponent,
        })),
  )
  const merged = new Map<string, PolynomialPower>()
  for (const { base, exponent } of split) {
    const key = keyOf(base)
    merged.set(key, { base, exponent: exponent + (merged.get(key)?.exponent ?? 0) })
  }
  return { content, factors: [...merged.values()] }
}

/** Every generator itself is a variable, or a fraction of it that all its exponents count in. */
export const finestStep: Step = (_, exponents) => Math.abs(exponents.reduce(commonDivisor, unit))

/** Of a call with even powers alone its square is one: 1 − tanh² is known by sight, (1 − tanh)·(1 + tanh) is not. */
const stepForReading: Step = (generator, exponents) =>
  isLetter(generator) ? finestStep(generator, exponents) : Math.abs(exponents.reduce(commonDivisor, 0))

const isLetter = ({ key }: Generator): boolean => /^symbol (?!§)/.test(key)

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))

/** p without rational content and common powers. */
export function core(ring: Ring, p: Polynomial): Polynomial {
  return primitive(
    without(
      ring,
      p,
      commonPowers(p, () => true),
    ),
  ).primitive
}

/** Divides by the divisor as often as possible, but no more than `most` times. */
export function divideOut(
  ring: Ring,
  p: Polynomial,
  divisor: Polynomial,
  most = Infinity,
): { quotient: Polynomial; times: number } {
  let quotient = p
  for (let times = 0; ; times++) {
    const possible = times < most && quotient.terms.size > 1
    const next = possible ? divideExactly(ring, quotient, divisor) : undefined
    if (next === undefined) return { quotient, times }
    quotient = next
  }
}

// A factor without x divides every coefficient of p as a polynomial in x, and often is one of them.
function coefficients(ring: Ring, p: Polynomial): Polynomial[] {
  const found = new Map<string, Polynomial>()
  for (const generator of generatorsOf(p)) {
    const parts = [...split(ring, p, generator).values()]
    const shortest = parts.reduce((best, part) => (part.terms.size < best.terms.size ? part : best))
    if (parts.length < 2 || shortest.terms.size < 2) continue
    const candidate = core(ring, shortest)
    found.set(keyOf(candidate), candidate)
  }
  return [...found.values()]
}

function asPower(ring: Ring, p: Polynomial): PolynomialPower {
  for (let k = highestRoot; k >= 2; k--) {
    const root = exactRoot(ring, p, k)
    if (root !== undefined) return { base: root, exponent: k }
  }
  return { base: p, exponent: 1 }
}

/** The product written out, its exponentials as one; `spell` says how a factor is written. */
export function writeFactored(
  ring: Ring,
  { content, factors }: Factored,
  spell: (base: Polynomial) => Expression = (base) => write(ring, base),
): Expression {
  const exponentials = factors.filter(({ base }) => isExponential(base))
  const written = factors
    .filter((factor) => !exponentials.includes(factor))
    .map(({ base, exponent }): Factor => {
      // An exponent of a common power may be fractional; it was counted in units.
      return { base: spell(base), exponent: rational.of(Math.round(exponent * unit), unit) }
    })
  const powers = exponentials.flatMap(({ base, exponent }) =>
    [...base.terms.keys()][0]!.powers.map((power) => ({
      generator: power.generator,
      exponent: Math.round(exponent * power.exponent),
    })),
  )
  const together = writeMonomial(ring, { powers })
  return ring.graph.powers(content, [...written, { base: together, exponent: rational.one }])
}

function isExponential({ terms }: Polynomial): boolean {
  const [monomial] = terms.keys()
  return (
    terms.size === 1 &&
    monomial!.powers.length > 0 &&
    monomial!.powers.every(({ generator }) => generator.kind.name === 'exponential')
  )
}
