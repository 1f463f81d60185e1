import {
  type CallNode,
  constantValue,
  type FunctionName,
  isKnownInteger,
  isKnownNonnegative,
  isKnownNonzero,
  isKnownPositive,
  rational,
} from '../../expression/index.js'
import { opaqueCircular, type SineAndCosine } from './angles.js'
import { exponential, logarithm, logSumExp } from './exponential.js'
import { magnitude } from './magnitude.js'
import { alternating, isWholeCombination } from './parity.js'
import {
  constant,
  fromPowers,
  isZeroPolynomial,
  keyOf,
  leading,
  multiply,
  negated,
  scaled,
  subtract,
  sum,
} from './polynomial.js'
import { raise } from './power.js'
import { type Generator, type GeneratorKind, type Polynomial, type Ring, unit } from './ring.js'
import { splitForms } from './split-calls.js'
import { powerByParts } from './whole-power.js'
import { write } from './write.js'

/** f(args) as a polynomial, where the function is known to have one; otherwise the call becomes a generator. */
export function callForm(ring: Ring, node: CallNode, args: readonly Polynomial[]): Polynomial {
  const name = node.fn.name
  const split = ring.depth === 'split' ? splitForms[name] : undefined
  const form = split ?? (ring.depth === 'plain' ? undefined : exponentialForms[name]) ?? plainForms[name]
  return form === undefined ? asPolynomial(ring, opaque(ring, name, args)) : form(ring, args, node)
}

export type Form = (ring: Ring, args: readonly Polynomial[], node: CallNode) => Polynomial

export const asPolynomial = (ring: Ring, generator: Generator): Polynomial =>
  fromPowers(ring, [{ generator, exponent: unit }])
export const number = (ring: Ring, value: number): Polynomial => constant(ring, rational.of(value))
export const half = (p: Polynomial): Polynomial => scaled(rational.half, p)
export const reciprocal = (ring: Ring, p: Polynomial): Polynomial => raise(ring, p, rational.minusOne)
export const plus = (ring: Ring, a: Polynomial, b: Polynomial): Polynomial => sum(ring, [a, b])

// f(−x) = −f(x) and g(−x) = g(x): the argument is brought to a positive leading coefficient.
const odd: Form = (ring, [x], node) => {
  const { name } = node.fn
  if (isZeroPolynomial(x!)) return x!
  return isReflected(x!)
    ? negated(asPolynomial(ring, opaque(ring, name, [negated(x!)])))
    : asPolynomial(ring, opaque(ring, name, [x!]))
}

const plainForms: Readonly<Record<string, Form>> = {
  e: (ring) => exponential(ring, number(ring, 1)),
  exp: (ring, [x]) => exponential(ring, x!),
  log: (ring, [x]) => logarithm(ring, x!),
  logsumexp: logSumExp,
  power(ring, [x, y], node) {
    const [base, exponent] = node.args
    if (isKnownPositive(base!)) return exponential(ring, multiply(ring, y!, logarithm(ring, x!)))
    const value = constantValue(base!)
    const alternates =
      value !== undefined && rational.equals(value, rational.minusOne) && isKnownInteger(exponent!)
    if (alternates) return alternating(ring, y!)
    // Where signs are split, powers of what may be 0 stay as they are: see `powerByParts`.
    const splits = ring.depth === 'exponential' || (ring.depth === 'split' && isKnownNonzero(base!))
    return splits && !isZeroPolynomial(x!) && isKnownInteger(exponent!) && isWholeCombination(y!)
      ? powerByParts(ring, x!, y!)
      : asPolynomial(ring, opaque(ring, 'power', [x!, y!]))
  },
  sin: (ring, [x]) => opaqueCircular(ring, x!).sine,
  cos: (ring, [x]) => opaqueCircular(ring, x!).cosine,
  tan: (ring, [x]) => tangent(ring, opaqueCircular(ring, x!)),
  sinh: odd,
  cosh(ring, [x]) {
    if (isZeroPolynomial(x!)) return number(ring, 1)
    const positive = isReflected(x!) ? negated(x!) : x!
    const sinh = opaque(ring, 'sinh', [positive])
    const square = (): Polynomial =>
      plus(ring, number(ring, 1), fromPowers(ring, [{ generator: sinh, exponent: 2 * unit }]))
    return asPolynomial(ring, opaque(ring, 'cosh', [positive], { square }))
  },
  tanh: odd,
  asin: odd,
  atan: odd,
  erf: odd,
  sign: odd,
  abs(ring, [x]) {
    if (isZeroPolynomial(x!)) return x!
    const positive = isReflected(x!) ? negated(x!) : x!
    return asPolynomial(ring, opaque(ring, 'abs', [positive], { square: () => multiply(ring, x!, x!) }))
  },
}

const sigmoid: Form = (ring, [x]) =>
  reciprocal(ring, plus(ring, number(ring, 1), exponential(ring, negated(x!))))

const extremum =
  (sign: 1 | -1): Form =>
  (ring, args) =>
    args.reduce((a, b) => {
      const distance = magnitude(ring, subtract(ring, a, b))
      return half(sum(ring, [a, b, sign === 1 ? distance : negated(distance)]))
    })

const exponentialForms: Readonly<Record<string, Form>> = {
  sinh: (ring, [x]) => half(subtract(ring, exponential(ring, x!), exponential(ring, negated(x!)))),
  cosh: (ring, [x]) => half(plus(ring, exponential(ring, x!), exponential(ring, negated(x!)))),
  tanh(ring, [x]) {
    const square = exponential(ring, scaled(rational.of(2), x!))
    const one = number(ring, 1)
    return multiply(ring, subtract(ring, square, one), reciprocal(ring, plus(ring, square, one)))
  },
  sigmoid,
  softplus: (ring, [x]) => logarithm(ring, plus(ring, number(ring, 1), exponential(ring, x!))),
  swish: (ring, args, node) => multiply(ring, args[0]!, sigmoid(ring, args, node)),
  gelu(ring, [x]) {
    const inner = multiply(ring, x!, raise(ring, number(ring, 2), rational.of(-1, 2)))
    const erf = isReflected(inner)
      ? negated(asPolynomial(ring, opaque(ring, 'erf', [negated(inner)])))
      : asPolynomial(ring, opaque(ring, 'erf', [inner]))
    return half(multiply(ring, x!, plus(ring, number(ring, 1), isZeroPolynomial(inner) ? inner : erf)))
  },
  relu: (ring, [x]) => half(plus(ring, x!, magnitude(ring, x!))),
  abs: (ring, [x]) => magnitude(ring, x!),
  max: extremum(1),
  min: extremum(-1),
}

export const tangent = (ring: Ring, { sine, cosine }: SineAndCosine): Polynomial =>
  multiply(ring, sine, reciprocal(ring, cosine))

export function isReflected(p: Polynomial): boolean {
  const lead = leading(p)
  return lead !== undefined && lead[1] < 0n
}

/** The call as a generator; `square`, when given, is what its square equals. */
export function opaque(
  ring: Ring,
  name: FunctionName,
  args: readonly Polynomial[],
  { kind, square }: { readonly kind?: GeneratorKind; readonly square?: () => Polynomial } = {},
): Generator {
  return ring.generator(`${name} ${args.map(keyOf).join()}`, () => {
    const call = ring.graph.call(
      name,
      args.map((arg) => write(ring, arg)),
    )
    return {
      kind: kind ?? { name: 'free' },
      positive: isKnownPositive(call),
      nonnegative: isKnownNonnegative(call),
      relation: square === undefined ? undefined : { at: 2 * unit, into: square() },
      write: (exponent) => ring.graph.power(call, exponent),
    }
  })
}
