import type { Expression, Factor } from './nodes.js'
import { type Rational, rational } from './rational.js'

/** Three functions of one argument, of which one is the quotient of the others. */
interface Family {
  readonly quotient: 'tanh' | 'sigmoid'
  /** Whether the numerator, and so the quotient, can be 0. */
  readonly vanishes: boolean
  numerator(x: Expression): Expression
  /** Never 0. */
  denominator(x: Expression): Expression
}

const hyperbolic: Family = {
  quotient: 'tanh',
  vanishes: true,
  numerator: (x) => x.graph.call('sinh', [x]),
  denominator: (x) => x.graph.call('cosh', [x]),
}

const logistic: Family = {
  quotient: 'sigmoid',
  vanishes: false,
  numerator: (x) => x.graph.call('exp', [x]),
  denominator: (x) => x.graph.sum([x.graph.one, x.graph.call('exp', [x])]),
}

/** What a factor is in its family, with its argument. */
interface Role {
  readonly family: Family
  readonly part: 'numerator' | 'denominator' | 'quotient'
  readonly argument: Expression
}

const partsOfCalls: Readonly<Partial<Record<string, Pick<Role, 'family' | 'part'>>>> = {
  sinh: { family: hyperbolic, part: 'numerator' },
  cosh: { family: hyperbolic, part: 'denominator' },
  tanh: { family: hyperbolic, part: 'quotient' },
  exp: { family: logistic, part: 'numerator' },
  sigmoid: { family: logistic, part: 'quotient' },
}

function roleOf(base: Expression): Role | undefined {
  if (base.kind === 'call') {
    const known = partsOfCalls[base.fn.name]
    return known && { ...known, argument: base.args[0]! }
  }
  if (base.kind !== 'sum' || base.terms.length !== 1 || !rational.isOne(base.constant)) return undefined
  const { coefficient, term } = base.terms[0]!
  return rational.isOne(coefficient) && term.kind === 'call' && term.fn.name === 'exp'
    ? { family: logistic, part: 'denominator', argument: term.args[0]! }
    : undefined
}

/** Whether two different parts of one family are among the factors: most products are done with here. */
function hasTwoParts(factors: readonly Factor[]): boolean {
  let [hyperbolicParts, logisticParts] = [0, 0]
  for (const { base } of factors) {
    if (base.kind === 'call') {
      const { name } = base.fn
      if (name === 'tanh') hyperbolicParts |= 1
      else if (name === 'sinh') hyperbolicParts |= 2
      else if (name === 'cosh') hyperbolicParts |= 4
      else if (name === 'sigmoid') logisticParts |= 1
      else if (name === 'exp') logisticParts |= 2
    } else if (base.kind === 'sum' && base.terms.length === 1 && rational.isOne(base.constant))
      logisticParts |= 4
  }
  return isMore(hyperbolicParts) || isMore(logisticParts)
}

/** Whether more than one bit is set. */
const isMore = (bits: number): boolean => (bits & (bits - 1)) !== 0

/**
 * The factors of a product with sinh(x)/cosh(x) written as tanh(x) and exp(x)/(1 + exp(x)) as sigmoid(x), which do not overflow,
 * and sinh(x) for tanh(x)*cosh(x). Whole powers only. The domain stays: what was below the fraction bar and can be 0 still is.
 */
export function withQuotients(factors: readonly Factor[]): readonly Factor[] {
  if (!hasTwoParts(factors)) return factors
  const roles = factors.map(({ base }) => roleOf(base))
  const groups = new Map<string, number[]>()
  roles.forEach((role, index) => {
    if (role === undefined) return
    const key = `${role.family.quotient} ${role.argument.id}`
    groups.set(key, [...(groups.get(key) ?? []), index])
  })
  const replaced = new Set<number>()
  const made: Factor[] = []
  for (const indices of groups.values()) {
    const joined = join(indices.map((index) => ({ ...roles[index]!, ...factors[index]! })))
    if (joined === undefined) continue
    indices.forEach((index) => replaced.add(index))
    made.push(...joined)
  }
  if (replaced.size === 0) return factors
  return [...factors.filter((_, index) => !replaced.has(index)), ...made].sort(
    (a, b) => a.base.id - b.base.id || rational.compare(b.exponent, a.exponent),
  )
}

/** Powers of the functions of one family at one argument, with as much of the quotient as there is; nothing where they stay. */
function join(powers: readonly (Role & Factor)[]): Factor[] | undefined {
  const [{ family, argument }] = powers as [Role & Factor]
  if (new Set(powers.map(({ part }) => part)).size < 2) return undefined
  if (!powers.every(({ exponent }) => rational.isInteger(exponent))) return undefined
  const total = (part: Role['part']): bigint =>
    powers.reduce((sum, power) => (power.part === part ? sum + power.exponent.numerator : sum), 0n)
  const above = total('numerator') + total('quotient')
  const below = total('denominator') - total('quotient')
  if (above === 0n && below === 0n && !argument.total) return undefined
  const quotients = above > 0n && below < 0n ? least(above, -below) : above < 0n && below > 0n ? -least(-above, below) : 0n // prettier-ignore
  const left = above - quotients
  const mustNotVanish = family.vanishes && powers.some(({ part, exponent }) => part !== 'denominator' && rational.sign(exponent) < 0) // prettier-ignore
  // As x is written x^2·x^(-1) where it may not be 0.
  const numerators = mustNotVanish && left >= 0n && quotients >= 0n ? [left + 1n, -1n] : [left]
  return [
    ...numerators.map((exponent) => ({ base: family.numerator(argument), exponent: whole(exponent) })),
    { base: family.denominator(argument), exponent: whole(below + quotients) },
    { base: argument.graph.call(family.quotient, [argument]), exponent: whole(quotients) },
  ].filter(({ exponent }) => !rational.isZero(exponent))
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const whole = (value: bigint): Rational => rational.of(value)
