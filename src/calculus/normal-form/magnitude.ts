import { type Rational, rational } from '../../expression/index.js'
import { divideExactly, exactRoot } from './divide.js'
import { commonPowers, generatorsOf, isFree, without } from './parts.js'
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
} from './polynomial.js'
import { opaqueCircular } from './angles.js'
import { raise } from './power.js'
import { type Generator, type Polynomial, type Power, type Ring, unit } from './ring.js'
import { signOf } from './sign.js'
import { write } from './write.js'

/**
 * |p| as a product of the magnitudes of its factors, as far as it is easy; |g|² = g² is known of each. In the form `split`
 * it is p·sign(p).
 */
export function magnitude(ring: Ring, p: Polynomial): Polynomial {
  if (isZeroPolynomial(p)) return p
  if (ring.depth === 'split') return multiply(ring, p, signOf(ring, p))
  const { content, common, rest } = parted(ring, p)
  const factors = common.map((power) => magnitudeOfPower(ring, power))
  return scaled(rational.absolute(content), productOf(ring, [...factors, magnitudeOfSum(ring, rest)]))
}

/** p = root²·rest with a root that is more than numbers and what is known not to be negative; nothing if there is none. */
export function squarePart(ring: Ring, p: Polynomial): { root: Polynomial; rest: Polynomial } | undefined {
  const { content, common, rest } = parted(ring, p)
  const even = common.filter(
    ({ generator, exponent }) => exponent % (2 * unit) === 0 && !isNonnegative(generator),
  )
  const square = rest.terms.size > 1 ? squareIn(ring, rest) : undefined
  if (even.length === 0 && square === undefined) return undefined
  const halves = even.map(({ generator, exponent }) => ({ generator, exponent: exponent / 2 }))
  const others = fromPowers(ring, common.filter((power) => !even.includes(power))) // prettier-ignore
  const rooted = fromPowers(ring, halves)
  return {
    root: square === undefined ? rooted : multiply(ring, rooted, square.root),
    rest: scaled(content, multiply(ring, others, square?.rest ?? rest)),
  }
}

function squareIn(ring: Ring, p: Polynomial): { root: Polynomial; rest: Polynomial } | undefined {
  const root = squareRoot(ring, p)
  return root === undefined ? squareOfSine(ring, p) : { root, rest: constant(ring, rational.one) }
}

/** 1 − cos² is the square of the sine. */
function squareOfSine(ring: Ring, p: Polynomial): { root: Polynomial; rest: Polynomial } | undefined {
  if (p.terms.size > largestSquare) return undefined
  for (const { kind } of generatorsOf(p)) {
    if (kind.name !== 'cosine') continue
    const { sine } = opaqueCircular(ring, kind.of)
    const rest = divideExactly(ring, p, multiply(ring, sine, sine))
    if (rest !== undefined) return { root: sine, rest }
  }
  return undefined
}

/** p = content · common · rest; of one term there is no rest. */
export function parted(
  ring: Ring,
  p: Polynomial,
): { content: Rational; common: readonly Power[]; rest: Polynomial } {
  const { content, primitive: whole } = primitive(p)
  if (whole.terms.size > 1) {
    const common = commonPowers(whole, (generator) => isFree(generator) || generator.kind.name === 'sign')
      .filter(({ generator, exponent }) => isFree(generator) || exponent > 0) // prettier-ignore
    return { content, common, rest: without(ring, whole, common) }
  }
  const [only] = whole.terms.keys()
  return { content, common: only!.powers, rest: constant(ring, rational.one) }
}

const isNonnegative = ({ positive, nonnegative }: Generator): boolean => positive || nonnegative

function magnitudeOfPower(ring: Ring, { generator, exponent }: Power): Polynomial {
  // What has a fractional power is not negative.
  if (isNonnegative(generator) || exponent % (2 * unit) === 0 || exponent % unit !== 0)
    return fromPowers(ring, [{ generator, exponent }])
  const { kind, relation } = generator
  if (kind.name === 'inverse') return raise(ring, magnitude(ring, kind.of), rational.of(-exponent, unit))
  const square = relation?.at === 2 * unit && relation.into.terms.size === 1 ? relation.into : undefined
  const value = square?.terms.get(ring.one)
  // |(−1)^n| = 1.
  if (value !== undefined && value > 0n) return raise(ring, square!, rational.of(exponent, 2 * unit))
  const of = single(rational.one, ring.monomial([{ generator, exponent: unit }]))
  return fromPowers(ring, [{ generator: magnitudeGenerator(ring, of), exponent }])
}

function magnitudeOfSum(ring: Ring, p: Polynomial): Polynomial {
  const isNotNegative = isSumOfNonnegative(p) || (p.terms.size > 1 && squareRoot(ring, p) !== undefined)
  if (isNotNegative) return p
  return fromPowers(ring, [{ generator: magnitudeGenerator(ring, p), exponent: unit }])
}

export const isSumOfNonnegative = (p: Polynomial): boolean =>
  [...p.terms].every(
    ([{ powers }, c]) =>
      c > 0n &&
      powers.every(({ generator, exponent }) => isNonnegative(generator) || exponent % (2 * unit) === 0),
  )

function magnitudeGenerator(ring: Ring, of: Polynomial): Generator {
  return ring.generator(`abs ${keyOf(of)}`, () => ({
    kind: { name: 'free' },
    positive: false,
    nonnegative: true,
    relation: { at: 2 * unit, into: multiply(ring, of, of) },
    write: (exponent) => ring.graph.power(ring.graph.call('abs', [write(ring, of)]), exponent),
  }))
}

/** Sums of more terms are not tried. */
const largestSquare = 40

/** q with q² = p; its fractional powers are of what is not negative, so that it has a value wherever p has. */
export function squareRoot(ring: Ring, p: Polynomial): Polynomial | undefined {
  const root = p.terms.size > largestSquare ? undefined : exactRoot(ring, p, 2)
  const isReal = [...(root?.terms.keys() ?? [])].every(({ powers }) =>
    powers.every(({ generator, exponent }) => exponent % unit === 0 || isNonnegative(generator)),
  )
  return isReal ? root : undefined
}
