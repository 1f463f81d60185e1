import { type Expression, type FunctionName, orderNodes, rational } from '../../expression/index.js'
import { circular } from './angles.js'
import { asPolynomial, type Form, half, isReflected, number, opaque, plus, tangent } from './calls.js'
import { isZeroPolynomial, multiply, negated, scaled, subtract } from './polynomial.js'
import type { Polynomial, Ring } from './ring.js'
import { signOf } from './sign.js'

/** Calls by sines and cosines of simple angles and by signs, with sign(0) = 0. */
export const splitForms: Readonly<Partial<Record<FunctionName, Form>>> = {
  sin: (ring, [x]) => circular(ring, x!).sine,
  cos: (ring, [x]) => circular(ring, x!).cosine,
  tan: (ring, [x]) => tangent(ring, circular(ring, x!)),
  asin: (ring, [x]) => inverse(ring, 'asin', x!),
  acos: (ring, [x]) => subtract(ring, scaled(rational.half, pi(ring)), inverse(ring, 'asin', x!)),
  atan: (ring, [x]) => inverse(ring, 'atan', x!),
  sign: (ring, [x]) => signOf(ring, x!),
  leakyrelu(ring, [x, given]) {
    const slope = given ?? scaled(rational.of(1, 100), number(ring, 1))
    const step = half(plus(ring, number(ring, 1), signOf(ring, x!)))
    const slopeThere = plus(ring, slope, multiply(ring, step, subtract(ring, number(ring, 1), slope)))
    return multiply(ring, x!, slopeThere)
  },
}

const pi = (ring: Ring): Polynomial => asPolynomial(ring, opaque(ring, 'pi', []))

function inverse(ring: Ring, name: 'asin' | 'atan', x: Polynomial): Polynomial {
  if (isZeroPolynomial(x)) return x
  if (isReflected(x)) return negated(inverse(ring, name, negated(x)))
  return asPolynomial(ring, opaque(ring, name, [x], { kind: { name, of: x } }))
}

/** Functions that only the form `split` takes apart, or takes further apart. */
const split: readonly FunctionName[] = ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sign', 'abs', 'relu', 'leakyrelu', 'max', 'min'] // prettier-ignore

/** Whether the form `split` of the expressions can be other than the exponential one. */
export const splits = (es: readonly Expression[]): boolean =>
  orderNodes(es).some((node) => node.kind === 'call' && split.includes(node.fn.name))
