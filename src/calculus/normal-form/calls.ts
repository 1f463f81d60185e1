import {
  type CallNode,
  constantValue,
  type FunctionName,
  isFunctionName,
  isKnownInteger,
  isKnownNonnegative,
  isKnownPositive,
  rational,
} from '../../expression/index.js'
import { exponential, logarithm, logSumExp } from './exponential.js'
import { magnitude } from './magnitude.js'
import { alternating } from './parity.js'
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
import { type Generator, type Polynomial, type Ring, unit } from './ring.js'
import { write } from './write.js'

/** f(args) as a polynomial, where the function is known to have one; otherwise the call becomes a generator. */
export function callForm(ring: Ring, node: CallNode, args: readonly Polynomial[]): Polynomial {
  const name = node.fn.name
  const deep = ring.depth === 'exponential' ? exponentialForms[name] : undefined
  const form = deep ?? plainForms[name]
  return form === undefined ? asPolynomial(ring, opaque(ring, node, args)) : form(ring, args, node)
}

type Form = (ring: Ring, args: readonly Polynomial[], node: CallNode) => Polynomial

const asPolynomial = (ring: Ring, generator: Generator): Polynomial =>
  fromPowers(ring, [{ generator, exponent: unit }])
const number = (ring: Ring, value: number): Polynomial => constant(ring, rational.of(value))
const half = (p: Polynomial): Polynomial => scaled(rational.half, p)
const reciprocal = (ring: Ring, p: Polynomial): Polynomial => raise(ring, p, rational.minusOne)
const plus = (ring: Ring, a: Polynomial, b: Polynomial): Polynomial => sum(ring, [a, b])

// f(−x) = −f(x) and g(−x) = g(x): the argument is brought to a positive leading coefficient.
const odd: Form = (ring, [x], node) => {
  if (isZeroPolynomial(x!)) return x!
  return isReflected(x!)
    ? negated(asPolynomial(ring, opaque(ring, node, [negated(x!)])))
    : asPolynomial(ring, opaque(ring, node, [x!]))
}

const sine: Form = (ring, [x], node) => {
  if (isZeroPolynomial(x!)) return x!
  const positive = isReflected(x!) ? negated(x!) : x!
  const value = asPolynomial(ring, circular(ring, positive, node).sine)
  return isReflected(x!) ? negated(value) : value
}

const cosine: Form = (ring, [x], node) => {
  if (isZeroPolynomial(x!)) return number(ring, 1)
  const positive = isReflected(x!) ? negated(x!) : x!
  return asPolynomial(ring, circular(ring, positive, node).cosine)
}

/** cos x and sin x with sin² x = 1 − cos² x. */
function circular(ring: Ring, x: Polynomial, node: CallNode): { sine: Generator; cosine: Generator } {
  const cos = opaque(ring, node, [x], 'cos')
  const square = (): Polynomial =>
    subtract(ring, number(ring, 1), fromPowers(ring, [{ generator: cos, exponent: 2 * unit }]))
  return { cosine: cos, sine: opaque(ring, node, [x], 'sin', square) }
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
    return alternates ? alternating(ring, y!) : asPolynomial(ring, opaque(ring, node, [x!, y!]))
  },
  sin: sine,
  cos: cosine,
  tan: (ring, args, node) =>
    multiply(ring, sine(ring, args, node), reciprocal(ring, cosine(ring, args, node))),
  sinh: odd,
  cosh(ring, [x], node) {
    if (isZeroPolynomial(x!)) return number(ring, 1)
    const positive = isReflected(x!) ? negated(x!) : x!
    const sinh = opaque(ring, node, [positive], 'sinh')
    const square = (): Polynomial =>
      plus(ring, number(ring, 1), fromPowers(ring, [{ generator: sinh, exponent: 2 * unit }]))
    return asPolynomial(ring, opaque(ring, node, [positive], 'cosh', square))
  },
  tanh: odd,
  asin: odd,
  atan: odd,
  erf: odd,
  sign: odd,
  abs(ring, [x], node) {
    if (isZeroPolynomial(x!)) return x!
    const positive = isReflected(x!) ? negated(x!) : x!
    return asPolynomial(
      ring,
      opaque(ring, node, [positive], 'abs', () => multiply(ring, x!, x!)),
    )
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
  gelu(ring, [x], node) {
    const inner = multiply(ring, x!, raise(ring, number(ring, 2), rational.of(-1, 2)))
    const erf = isReflected(inner)
      ? negated(asPolynomial(ring, opaque(ring, node, [negated(inner)], 'erf')))
      : asPolynomial(ring, opaque(ring, node, [inner], 'erf'))
    return half(multiply(ring, x!, plus(ring, number(ring, 1), isZeroPolynomial(inner) ? inner : erf)))
  },
  relu: (ring, [x]) => half(plus(ring, x!, magnitude(ring, x!))),
  abs: (ring, [x]) => magnitude(ring, x!),
  max: extremum(1),
  min: extremum(-1),
}

function isReflected(p: Polynomial): boolean {
  const lead = leading(p)
  return lead !== undefined && lead[1] < 0n
}

/** The call as a generator; `square`, when given, is what its square equals. */
function opaque(
  ring: Ring,
  node: CallNode,
  args: readonly Polynomial[],
  name: string = node.fn.name,
  square?: () => Polynomial,
): Generator {
  if (!isFunctionName(name)) throw new TypeError(`${name} is no elementary function`)
  return ring.generator(`${name} ${args.map(keyOf).join()}`, () => {
    const call = ring.graph.call(
      name satisfies FunctionName,
      args.map((arg) => write(ring, arg)),
    )
    const relation = square === undefined ? undefined : { at: 2 * unit, into: square() }
    return {
      kind: { name: 'free' },
      positive: isKnownPositive(call),
      nonnegative: isKnownNonnegative(call),
      relation,
      write: (exponent) => ring.graph.power(call, exponent),
    }
  })
}
