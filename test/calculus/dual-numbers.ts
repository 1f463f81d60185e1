import { type Expression, type FunctionName, orderNodes, rational } from '../../src/expression/index.js'
import { functions } from '../../src/expression/functions/index.js'

/**
 * Forward differentiation by dual numbers: value and slope are computed side by side, in numbers, from rules written here.
 * It shares nothing with the symbolic derivatives but the expression itself. Both come with first-order bounds on their
 * rounding errors.
 */
export interface Dual {
  readonly value: number
  readonly slope: number
  readonly valueError: number
  readonly slopeError: number
}

const eps = Number.EPSILON

/** The value of `e` and its derivative along `direction`, both given per symbol. */
export function dualOf(
  e: Expression,
  values: ReadonlyMap<Expression, number>,
  direction: ReadonlyMap<Expression, number>,
): Dual {
  const known = new Map<Expression, Dual>()
  for (const node of orderNodes([e])) known.set(node, dualNode(node, known, values, direction))
  return known.get(e)!
}

function dualNode(
  e: Expression,
  known: ReadonlyMap<Expression, Dual>,
  values: ReadonlyMap<Expression, number>,
  direction: ReadonlyMap<Expression, number>,
): Dual {
  switch (e.kind) {
    case 'constant':
      return exact(rational.toNumber(e.value), 0)
    case 'symbol':
      return exact(values.get(e)!, direction.get(e)!)
    case 'sum': {
      const coefficients = e.terms.map(({ coefficient }) => rational.toNumber(coefficient))
      const constant = rational.toNumber(e.constant)
      const terms = e.terms.map(({ term }) => known.get(term)!)
      const value = terms.reduce((sum, term, i) => sum + coefficients[i]! * term.value, constant)
      return combined(value, terms, () => coefficients, Math.abs(constant))
    }
    case 'product': {
      const bases = e.factors.map(({ base }) => known.get(base)!)
      const exponents = e.factors.map(({ exponent }) => rational.toNumber(exponent))
      const product = (xs: readonly number[]): number => xs.reduce((all, x, i) => all * x ** exponents[i]!, 1)
      const partials = (xs: readonly number[]): number[] =>
        xs.map((x, i) => exponents[i]! * x ** (exponents[i]! - 1) * product(xs.with(i, 1)))
      return combined(product(bases.map(({ value }) => value)), bases, partials)
    }
    case 'call': {
      const args = e.args.map((arg) => known.get(arg)!)
      const value = functions[e.fn.name].evaluate(...args.map((arg) => arg.value))
      return combined(value, args, (xs) => rules[e.fn.name](xs))
    }
  }
}

const exact = (value: number, slope: number): Dual => ({ value, slope, valueError: 0, slopeError: 0 })

/** The chain rule, with the rounding errors of the operands passed on. */
function combined(
  value: number,
  operands: readonly Dual[],
  partials: (xs: readonly number[]) => readonly number[],
  other = 0,
): Dual {
  const xs = operands.map((operand) => operand.value)
  const ps = partials(xs)
  let [slope, slopeError, size, valueError] = [0, 0, Math.abs(value) + other, 0]
  operands.forEach((operand, i) => {
    const term = ps[i]! * operand.slope
    slope += term
    size += Math.abs(ps[i]! * operand.value)
    valueError += Math.abs(ps[i]!) * operand.valueError
    slopeError += Math.abs(ps[i]!) * operand.slopeError + 8 * eps * Math.abs(term)
    // What a rounded operand does to the partial derivatives: they are computed again beside it.
    if (operand.valueError > 0)
      partials(xs.with(i, xs[i]! + operand.valueError)).forEach((moved, k) => {
        slopeError += Math.abs((moved - ps[k]!) * operands[k]!.slope)
      })
  })
  return { value, slope, valueError: valueError + 8 * eps * size, slopeError }
}

type Rule = (xs: readonly number[]) => readonly number[]

const one =
  (derivative: (x: number) => number): Rule =>
  ([x]) => [derivative(x!)]

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const bell = (x: number): number => Math.exp(-x * x)
const { evaluate: erf } = functions.erf

/** The partial derivatives as a table of formulas has them, away from kinks. */
const rules: Readonly<Record<FunctionName, Rule>> = {
  exp: one(Math.exp),
  log: one((x) => 1 / x),
  abs: one(Math.sign),
  sign: one(() => 0),
  sin: one(Math.cos),
  cos: one((x) => -Math.sin(x)),
  tan: one((x) => 1 / Math.cos(x) ** 2),
  asin: one((x) => 1 / Math.sqrt((1 - x) * (1 + x))),
  acos: one((x) => -1 / Math.sqrt((1 - x) * (1 + x))),
  atan: one((x) => 1 / (1 + x * x)),
  sinh: one(Math.cosh),
  cosh: one(Math.sinh),
  tanh: one((x) => 1 / Math.cosh(x) ** 2),
  sigmoid: one((x) => logistic(x) * logistic(-x)),
  softplus: one(logistic),
  relu: one((x) => (x > 0 ? 1 : 0)),
  leakyrelu: ([x, slope]) =>
    slope === undefined ? [x! > 0 ? 1 : 0.01] : [x! > 0 ? 1 : slope, x! > 0 ? 0 : x!],
  erf: one((x) => (2 / Math.sqrt(Math.PI)) * bell(x)),
  gelu: one((x) => (1 + erf(x / Math.SQRT2)) / 2 + (x * bell(x / Math.SQRT2)) / Math.sqrt(2 * Math.PI)),
  swish: one((x) => logistic(x) + x * logistic(x) * logistic(-x)),
  max: (xs) => xs.map((x) => (x === Math.max(...xs) ? 1 : 0)),
  min: (xs) => xs.map((x) => (x === Math.min(...xs) ? 1 : 0)),
  logsumexp: (xs) => xs.map((x) => 1 / xs.reduce((sum, other) => sum + Math.exp(other - x), 0)),
  power: ([x, y]) => [y! * x! ** (y! - 1), Math.log(x!) * x! ** y!],
  pi: () => [],
  e: () => [],
}
