import {
  add,
  constantValue,
  divide,
  evaluate,
  type Expression,
  isKnownPositive,
  negate,
  orderNodes,
  type Rational,
  rational,
  rebuild,
  square,
  squareRoot,
  subtract,
  children,
  type FunctionName,
} from '../../expression/index.js'
import { type Factors, factorsOf } from './factors.js'

/** The arguments at which a function takes a value. */
export interface Preimage {
  readonly arguments: readonly Expression[]
  /** Whether these are all of them. */
  readonly complete: boolean
}

const all = (...found: Expression[]): Preimage => ({ arguments: found, complete: true })
const some = (...found: Expression[]): Preimage => ({ arguments: found, complete: false })

const call = (name: FunctionName, ...args: Expression[]): Expression => args[0]!.graph.call(name, args)
const half = (e: Expression): Expression => divide(e, 2)

// Functions without inverse in elementary terms (erf, gelu, swish) are missing on purpose.
const inverses: { readonly [Name in FunctionName]?: (value: Expression) => Preimage | undefined } = {
  exp: (y) => all(call('log', y)),
  log: (y) => all(call('exp', y)),
  tanh: (y) => all(half(call('log', divide(add(1, y), subtract(1, y))))),
  sinh: (y) => all(call('log', add(y, squareRoot(add(square(y), 1))))),
  cosh(y) {
    const positive = call('log', add(y, squareRoot(subtract(square(y), 1))))
    return all(positive, negate(positive))
  },
  sigmoid: (y) => all(call('log', divide(y, subtract(1, y)))),
  softplus: (y) => all(call('log', subtract(call('exp', y), 1))),
  tan: (y) => some(call('atan', y)),
  sin: (y) => some(call('asin', y), subtract(y.graph.call('pi', []), call('asin', y))),
  cos: (y) => some(call('acos', y), negate(call('acos', y))),
  atan: (y) => all(call('tan', y)),
  asin: (y) => all(call('sin', y)),
  acos: (y) => all(call('cos', y)),
  abs: (y) => (isKnownPositive(y) ? all(y, negate(y)) : y === y.graph.zero ? all(y) : undefined),
  relu: (y) => (isKnownPositive(y) ? all(y) : undefined),
}

/**
 * Where the function takes the value, as expressions; the value must be in its range for them to be defined. Nothing for a
 * function that is not inverted. Throws `undefined-value` for a constant that is not a value of the function.
 */
export function preimage(name: FunctionName, value: Expression): Preimage | undefined {
  return inverses[name]?.(value)
}

/** f(g(x)) = x wherever g(x) is defined, by the definition of g. */
const rightInverses: { readonly [Name in FunctionName]?: FunctionName } = {
  sin: 'asin',
  cos: 'acos',
  tan: 'atan',
}

/** g(f(x)) = x for x between the bounds. */
const leftInverses: { readonly [Name in FunctionName]?: readonly [FunctionName, number, number] } = {
  asin: ['sin', -Math.PI / 2, Math.PI / 2],
  acos: ['cos', 0, Math.PI],
  atan: ['tan', -Math.PI / 2, Math.PI / 2],
}

/** `e` with sin(asin(x)), cos(acos(x)), tan(atan(x)) replaced by x, and asin(sin(c)) and the like by constants c. */
export function withoutInversePairs(e: Expression): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const same = operands.every((operand, i) => operand === children(node)[i])
    const next = same ? node : rebuild(node, operands)
    rebuilt.set(node, cancelledPair(next) ?? next)
  }
  return rebuilt.get(e)!
}

/** f(r·log q) without the logarithm, for functions made of exponentials and rational r: tanh(log(q)/2) = (q − 1)/(q + 1). */
function valueAtLogarithm(name: FunctionName, [argument]: readonly Expression[]): Expression | undefined {
  const { coefficient: r, factors } = argument === undefined ? nothing : factorsOf(argument)
  const [only] = factors
  if (factors.length !== 1 || !rational.isOne(only!.exponent)) return undefined
  const { base } = only!
  if (base.kind !== 'call' || base.fn.name !== 'log') return undefined
  const to = (exponent: Rational): Expression => base.graph.power(base.args[0]!, exponent)
  switch (name) {
    case 'exp':
      return to(r)
    case 'tanh': {
      const squared = to(rational.add(r, r))
      return divide(subtract(squared, 1), add(squared, 1))
    }
    case 'sinh':
      return half(subtract(to(r), to(rational.negate(r))))
    case 'cosh':
      return half(add(to(r), to(rational.negate(r))))
    case 'sigmoid':
      return divide(to(r), add(to(r), 1))
    case 'softplus':
      return call('log', add(to(r), 1))
    default:
      return undefined
  }
}

const nothing: Factors = { coefficient: rational.zero, factors: [] }

function cancelledPair(node: Expression): Expression | undefined {
  const ofLogarithm = node.kind === 'call' ? valueAtLogarithm(node.fn.name, node.args) : undefined
  if (ofLogarithm !== undefined) return ofLogarithm
  const inner = node.kind === 'call' ? node.args[0] : undefined
  if (node.kind !== 'call' || inner?.kind !== 'call') return undefined
  const innermost = inner.args[0]
  if (innermost === undefined) return undefined
  if (rightInverses[node.fn.name] === inner.fn.name) return innermost
  const [name, low, high] = leftInverses[node.fn.name] ?? []
  if (name !== inner.fn.name || constantValue(innermost) === undefined) return undefined
  const value = evaluate(innermost, new Map())
  // The bounds are rounded; a rational is never that close to a multiple of π but for 0.
  return value > low! + 1e-9 && value < high! - 1e-9 ? innermost : undefined
}
