import { failure } from '../base/wording.js'
import { logCosh, logCoshArgument } from './log-cosh.js'
import type { Expression } from './nodes.js'
import { rational } from './rational.js'
import { orderNodes } from './traverse.js'

/**
 * The value in double precision: the slow, obvious evaluator that every other one is compared with. It follows IEEE
 * arithmetic, so a value outside the domain is usually `NaN` or infinite; `domainProblemsAt` tells for certain. Throws
 * `missing-coordinate` when a symbol has no value.
 */
export function evaluate(e: Expression, values: ReadonlyMap<Expression, number>): number {
  return evaluateAll([e], values)[0]!
}

/** As `evaluate`, with shared nodes evaluated once. */
export function evaluateAll(es: readonly Expression[], values: ReadonlyMap<Expression, number>): number[] {
  const results = new Map<Expression, number>()
  const stop = (e: Expression): boolean => values.has(e)
  for (const node of orderNodes(es, stop)) results.set(node, values.get(node) ?? valueOf(node, results))
  return es.map((e) => results.get(e)!)
}

function valueOf(e: Expression, results: ReadonlyMap<Expression, number>): number {
  switch (e.kind) {
    case 'constant':
      return rational.toNumber(e.value)
    case 'symbol':
      throw failure('missing-coordinate', { point: 'of the evaluation', parameter: e.name })
    case 'sum': {
      let sum = rational.toNumber(e.constant)
      for (const { coefficient, term } of e.terms) sum += rational.toNumber(coefficient) * results.get(term)!
      return sum
    }
    case 'product': {
      let above = 1
      let below = 1
      for (const { base, exponent } of e.factors) {
        const power = rational.toNumber(exponent)
        if (power < 0) below *= rationalPower(results.get(base)!, -power)
        else above *= rationalPower(results.get(base)!, power)
      }
      return above / below
    }
    case 'call': {
      const inside = results.get(logCoshArgument(e) ?? e)
      if (inside !== undefined) return logCosh(inside)
      return e.fn.evaluate(...e.args.map((arg) => results.get(arg)!))
    }
  }
}

/** `x^exponent`: roots by the correctly rounded square root (of −0 it is 0, as of `Math.pow`), `NaN` for a fractional power of a negative number. */
export function rationalPower(x: number, exponent: number): number {
  if (exponent === 1) return x
  if (exponent === 2) return x * x
  if (exponent === -1) return 1 / x
  if (exponent === 0.5) return x < 0 ? NaN : Math.sqrt(x) + 0
  if (exponent === -0.5) return x < 0 ? NaN : 1 / (Math.sqrt(x) + 0)
  return Number.isInteger(exponent) || x >= 0 ? Math.pow(x, exponent) : NaN
}
