import {
  type Expression,
  orderNodes,
  type Rational,
  rational,
  rationalPower,
  type SymbolNode,
} from '../expression/index.js'

/** A value in double precision with a bound on its rounding error, to first order. */
export interface Probed {
  readonly value: number
  readonly error: number
}

// Half a unit in the last place of 1, and a size below which numbers lose digits on their way to 0.
const rounding = 2 ** -53
const tiny = 2 ** -1000

/**
 * The value of `e` together with how far rounding can have moved it: each operation adds its own rounding, and errors are
 * passed on with the size of the terms, so that cancellation shows.
 */
export function probe(e: Expression, values: ReadonlyMap<Expression, number>): Probed {
  const results = new Map<Expression, Probed>()
  for (const node of orderNodes([e])) {
    const { value, error } = probeNode(node, values, results)
    results.set(node, { value, error: error + tiny })
  }
  return results.get(e)!
}

function probeNode(
  node: Expression,
  values: ReadonlyMap<Expression, number>,
  results: ReadonlyMap<Expression, Probed>,
): Probed {
  switch (node.kind) {
    case 'constant':
      return rounded(node.value)
    case 'symbol':
      return { value: values.get(node) ?? NaN, error: 0 }
    case 'sum': {
      let { value, error } = rounded(node.constant)
      let size = Math.abs(value)
      for (const { coefficient, term } of node.terms) {
        const { value: factor, error: off } = rounded(coefficient)
        const part = results.get(term)!
        value += factor * part.value
        error += Math.abs(factor) * part.error + off * Math.abs(part.value)
        size += Math.abs(factor * part.value)
      }
      return { value, error: error + (node.terms.length + 2) * rounding * size }
    }
    case 'product': {
      let value = 1
      let bound = 1
      for (const { base, exponent } of node.factors) {
        const power = rational.toNumber(exponent)
        const factor = results.get(base)!
        value *= rationalPower(factor.value, power)
        // The largest the power can be when the base is off by its error.
        const size = Math.abs(factor.value)
        const extreme = power > 0 ? size + factor.error : Math.max(0, size - factor.error)
        bound *= Math.pow(extreme, power) * (1 + 4 * rounding)
      }
      return { value, error: bound - Math.abs(value) + 2 * rounding * Math.abs(value) }
    }
    case 'call': {
      const args = node.args.map((arg) => results.get(arg)!)
      const value = node.fn.evaluate(...args.map((arg) => arg.value))
      let error = 8 * rounding * Math.abs(value)
      // What is added and subtracted inside a function of several arguments is rounded relative to their sizes.
      const addsUp = args.length > 1 && node.fn.smoothness === 'analytic'
      args.forEach((arg, i) => {
        const reach = arg.error + (addsUp ? 8 * rounding * Math.abs(arg.value) : 0)
        if (reach === 0) return
        // Over so wide an interval a function such as the sine may do anything between the ends.
        if (!(reach < widest)) error = Infinity
        for (const side of [-1, 1]) {
          const moved = args.map((other, j) => (i === j ? other.value + side * reach : other.value))
          error += Math.abs(node.fn.evaluate(...moved) - value)
        }
      })
      return { value, error }
    }
  }
}

const widest = 0.25

/** A constant in double precision; what underflows is off by all of itself. */
function rounded(constant: Rational): Probed {
  const value = rational.toNumber(constant)
  const underflow = Math.abs(value) < 2 ** -1021 && !rational.isZero(constant) ? 2 ** -1074 : 0
  return { value, error: rounding * Math.abs(value) + underflow }
}

/** Whether the value is certainly different from 0, with a margin for what first order leaves out. */
export function isClearlyNonzero({ value, error }: Probed): boolean {
  return Number.isFinite(value) && Number.isFinite(error) && Math.abs(value) > 16 * error && value !== 0
}

/**
 * Points to try, all different and the same on every call: the fractional parts of n·α_j, α_j = φ^−j for the root φ > 1 of
 * φ^(d+1) = φ + 1, which fill a cube evenly (Roberts 2018), stretched over sizes from tiny to large. Assumptions on the
 * symbols hold.
 */
export function probePoints(
  symbols: readonly SymbolNode[],
  count: number,
): ReadonlyMap<Expression, number>[] {
  const ratio = generalisedGoldenRatio(symbols.length)
  return Array.from({ length: count }, (_, n) => {
    const size = [1, 2, 0.3, 5][n % 4]!
    return new Map(
      symbols.map((symbol, j) => {
        const fraction = (0.5 + (n + 1) * ratio ** -(j + 1)) % 1
        return [symbol, coordinate(symbol, fraction, size)]
      }),
    )
  })
}

function coordinate({ assumptions }: SymbolNode, fraction: number, size: number): number {
  const { positive = false, integer = false, nonzero = false } = assumptions
  const signed = positive ? fraction * size : (2 * fraction - 1) * size
  if (!integer) return signed === 0 && (positive || nonzero) ? size : signed
  const whole = Math.round(4 * signed)
  return whole === 0 && (positive || nonzero) ? 1 : whole
}

function generalisedGoldenRatio(dimension: number): number {
  let ratio = 2
  for (let iteration = 0; iteration < 40; iteration++) ratio = (1 + ratio) ** (1 / (dimension + 1))
  return ratio
}
