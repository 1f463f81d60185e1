import { domainProblemsAt, type Expression, orderNodes, rational } from '../../src/expression/index.js'

/** A value, and the size of the largest number on the way to it, which rounding is relative to. */
export interface PlainValue {
  readonly value: number
  readonly size: number
}

const functions: Readonly<Record<string, (...args: number[]) => number>> = {
  ...Object.fromEntries(['exp', 'log', 'abs', 'sign', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'max', 'min'].map((name) => [name, Math[name as 'exp']])), // prettier-ignore
  power: (x, y) => Math.pow(x, y),
  relu: (x) => Math.max(x, 0),
  leakyrelu: (x, slope = 0.01) => (x > 0 ? x : slope * x),
  pi: () => Math.PI,
  e: () => Math.E,
}

const jumps = ['sign', 'abs', 'relu', 'leakyrelu', 'max', 'min']

/**
 * The value of an expression in double precision, by its text-book definition. Nothing where it has none, and where
 * rounding could have decided: at a jump, a pole or the end of a domain that is only nearly met. A jump that is met exactly
 * counts.
 */
export function valueAt(e: Expression, at: ReadonlyMap<Expression, number>): PlainValue | undefined {
  if (domainProblemsAt([e], at).length > 0) return undefined
  const values = new Map<Expression, number>()
  let size = 1
  for (const node of orderNodes([e])) {
    const value = plainValue(node, at, values)
    if (value === undefined || !Number.isFinite(value)) return undefined
    values.set(node, value)
    size = Math.max(size, Math.abs(value))
  }
  return size > 1e6 ? undefined : { value: values.get(e)!, size }
}

const isDoubtful = (distance: number): boolean => distance !== 0 && Math.abs(distance) < 1e-9

function plainValue(
  node: Expression,
  at: ReadonlyMap<Expression, number>,
  values: ReadonlyMap<Expression, number>,
): number | undefined {
  switch (node.kind) {
    case 'constant':
      return rational.toNumber(node.value)
    case 'symbol':
      return at.get(node)
    case 'sum':
      return node.terms.reduce(
        (sum, { coefficient, term }) => sum + rational.toNumber(coefficient) * values.get(term)!,
        rational.toNumber(node.constant),
      )
    case 'product': {
      if (node.factors.some(({ base, exponent }) => (exponent.numerator < 0n || exponent.denominator > 1n) && isDoubtful(values.get(base)!))) return undefined // prettier-ignore
      return node.factors.reduce(
        (product, { base, exponent }) => product * Math.pow(values.get(base)!, rational.toNumber(exponent)),
        1,
      )
    }
    case 'call': {
      const args = node.args.map((arg) => values.get(arg)!)
      const { name } = node.fn
      const distances = args.length === 2 && (name === 'max' || name === 'min') ? [args[0]! - args[1]!] : args.slice(0, 1) // prettier-ignore
      if (jumps.includes(name) && distances.some(isDoubtful)) return undefined
      if (name === 'tan' && Math.abs(Math.cos(args[0]!)) < 1e-9) return undefined
      return functions[name]?.(...args)
    }
  }
}
