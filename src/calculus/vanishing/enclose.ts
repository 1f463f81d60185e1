import { type CallNode, type Expression, orderNodes, rational } from '../../expression/index.js'
import {
  addIntervals,
  around,
  contains,
  increasingInterval,
  type Interval,
  multiplyIntervals,
  noBound,
  pointInterval,
  positivePowerInterval,
  shortInterval,
  wholePowerInterval,
} from './interval.js'

/**
 * Intervals that contain all values of the expressions over a box, an interval for each symbol. Where an expression is
 * not smooth and defined on the whole box, or contains a function that is not covered, the ends are `NaN`. Rigorous but
 * for the assumption that the elementary functions of the platform are right to 16 units in the last place.
 */
export function enclose(es: readonly Expression[], box: ReadonlyMap<Expression, Interval>): Interval[] {
  const results = new Map<Expression, Interval>()
  for (const node of orderNodes(es)) results.set(node, enclosureOf(node, box, results))
  return es.map((e) => results.get(e)!)
}

function enclosureOf(
  node: Expression,
  box: ReadonlyMap<Expression, Interval>,
  results: ReadonlyMap<Expression, Interval>,
): Interval {
  switch (node.kind) {
    case 'constant':
      return number(rational.toNumber(node.value))
    case 'symbol':
      return box.get(node) ?? noBound
    case 'sum':
      return node.terms.reduce(
        (total, { coefficient, term }) =>
          addIntervals(total, multiplyIntervals(number(rational.toNumber(coefficient)), results.get(term)!)),
        number(rational.toNumber(node.constant)),
      )
    case 'product':
      return node.factors
        .map(({ base, exponent }) => {
          const inside = results.get(base)!
          return rational.isInteger(exponent)
            ? wholePowerInterval(inside, Number(exponent.numerator))
            : positivePowerInterval(inside, rational.toNumber(exponent))
        })
        .reduce(multiplyIntervals)
    case 'call':
      return callEnclosure(node, node.args.map((arg) => results.get(arg)!)) // prettier-ignore
  }
}

// It rises in each argument, and its rounding is relative to the largest of them.
function logSumExpInterval({ evaluate }: CallNode['fn'], args: readonly Interval[]): Interval {
  const ends = [evaluate(...args.map(({ low }) => low)), evaluate(...args.map(({ high }) => high))]
  const slack = 2 ** -48 * args.reduce((size, { low, high }) => Math.max(size, -low, high), 1)
  return addIntervals({ low: ends[0]!, high: ends[1]! }, { low: -slack, high: slack })
}

const number = (value: number): Interval =>
  Number.isSafeInteger(value) ? pointInterval(value) : around(value)

const increasing = new Set(['exp', 'tanh', 'sinh', 'atan', 'erf', 'sigmoid', 'softplus'])

function callEnclosure({ fn }: CallNode, args: readonly Interval[]): Interval {
  const f = (x: number): number => fn.evaluate(x)
  const [x] = args
  if (x === undefined) return around(fn.evaluate())
  if (increasing.has(fn.name)) return increasingInterval(f, x)
  if (fn.name === 'logsumexp') return logSumExpInterval(fn, args)
  switch (fn.name) {
    case 'log':
      return x.low > 0 ? increasingInterval(f, x) : noBound
    case 'asin':
      return x.low > -1 && x.high < 1 ? increasingInterval(f, x) : noBound
    case 'cosh': {
      const size = {
        low: contains(x, 0) ? 0 : Math.min(Math.abs(x.low), Math.abs(x.high)),
        high: Math.max(Math.abs(x.low), Math.abs(x.high)),
      }
      return increasingInterval(f, size)
    }
    case 'sin':
    case 'cos':
      return shortInterval(f, x)
    default:
      return noBound
  }
}
