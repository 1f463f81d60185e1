import {
  divide,
  type Expression,
  freeSymbols,
  orderNodes,
  type Rational,
  rational,
  rebuild,
  children,
  type SymbolNode,
} from '../../../expression/index.js'
import { commonDivisor, constant, degree, divided, lead, plus, type Polynomial, scaled, times, variable, wholePower } from './polynomial.js' // prettier-ignore

/** Numerator and denominator without a common divisor, the denominator monic. */
export interface Fraction {
  readonly numerator: Polynomial
  readonly denominator: Polynomial
}

/** A function of s that is rational, over the rationals, in z = s or z = exp(s/N). */
export interface RationalIn {
  readonly fraction: Fraction
  /** z as a function of s. */
  readonly generator: Expression
  /** dz/ds is 1 for `symbol` and z/N for `exponential`. */
  readonly kind: 'symbol' | 'exponential'
  readonly period: Rational
}

const largestDegree = 40

export function fractionOf(numerator: Polynomial, denominator: Polynomial): Fraction {
  const shared = commonDivisor(numerator, denominator)
  const [above, below] = [divided(numerator, shared).quotient, divided(denominator, shared).quotient]
  const factor = rational.divide(rational.one, lead(below))
  return { numerator: scaled(above, factor), denominator: scaled(below, factor) }
}

/** Nothing for functions that are not of this kind, or of high degree. */
export function rationalIn(e: Expression, symbol: SymbolNode): RationalIn | undefined {
  const plain = fractionIn(e, symbol)
  if (plain !== undefined)
    return { fraction: plain, generator: symbol, kind: 'symbol', period: rational.one }
  const written = inExponential(e, symbol)
  const fraction = written && fractionIn(written.expression, written.letter)
  if (written === undefined || fraction === undefined) return undefined
  const { period } = written
  const generator = symbol.graph.call('exp', [divide(symbol, symbol.graph.constant(period))])
  return { fraction, generator, kind: 'exponential', period }
} // prettier-ignore

function fractionIn(e: Expression, symbol: SymbolNode): Fraction | undefined {
  const found = new Map<Expression, Fraction>()
  for (const node of orderNodes([e])) {
    const fraction = ofNode(node, symbol, found)
    if (fraction === undefined) return undefined
    if (Math.max(degree(fraction.numerator), degree(fraction.denominator)) > largestDegree) return undefined
    found.set(node, fraction)
  }
  return found.get(e)
}

const one: Polynomial = [rational.one]

function ofNode(
  node: Expression,
  symbol: SymbolNode,
  found: ReadonlyMap<Expression, Fraction>,
): Fraction | undefined {
  switch (node.kind) {
    case 'constant':
      return { numerator: constant(node.value), denominator: one }
    case 'symbol':
      return node === symbol ? { numerator: variable, denominator: one } : undefined
    case 'sum':
      return node.terms.reduce<Fraction>(
        (sum, { coefficient, term }) => {
          const { numerator, denominator } = found.get(term)!
          const above = plus(times(sum.numerator, denominator), times(scaled(numerator, coefficient), sum.denominator)) // prettier-ignore
          return fractionOf(above, times(sum.denominator, denominator))
        },
        { numerator: constant(node.constant), denominator: one },
      )
    case 'product': {
      let [above, below]: [Polynomial, Polynomial] = [one, one]
      for (const { base, exponent } of node.factors) {
        const size = Math.abs(rational.toNumber(exponent))
        if (!rational.isInteger(exponent) || size > largestDegree) return undefined
        const { numerator, denominator } = found.get(base)!
        const [up, down] = rational.sign(exponent) > 0 ? [numerator, denominator] : [denominator, numerator]
        above = times(above, wholePower(up, size))
        below = times(below, wholePower(down, size))
        if (below.length === 0 || Math.max(above.length, below.length) > 4 * largestDegree) return undefined
      }
      return fractionOf(above, below)
    }
    case 'call':
      return undefined
  }
}

/** exp, sinh, cosh, tanh and sigmoid of multiples of s as rational functions of a letter z = exp(s/N). */
function inExponential(
  e: Expression,
  symbol: SymbolNode,
): { expression: Expression; letter: SymbolNode; period: Rational } | undefined {
  const { graph } = e
  const calls = orderNodes([e]).filter((node) => node.kind === 'call' && freeSymbols(node).has(symbol))
  const multiples = calls.map((node) => (node.kind === 'call' && node.args.length === 1 ? multipleOf(node.args[0]!, symbol) : undefined)) // prettier-ignore
  if (calls.length === 0 || !multiples.every((m) => m !== undefined)) return undefined
  const common = multiples.reduce((product, { denominator }) => leastCommonMultiple(product, denominator), 1n)
  const period = rational.of(common)
  const letter = graph.symbol('§exponential', { positive: true })
  if (letter.kind !== 'symbol') return undefined
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const position = calls.indexOf(node)
    if (position >= 0 && node.kind === 'call') {
      const exponent = rational.multiply(multiples[position]!, period)
      const value = hyperbolic(node.fn.name, graph.power(letter, exponent))
      if (value === undefined) return undefined
      rebuilt.set(node, value)
      continue
    }
    const operands = children(node).map((child) => rebuilt.get(child)!)
    rebuilt.set(node, operands.length === 0 ? node : rebuild(node, operands))
  }
  return { expression: rebuilt.get(e)!, letter, period }
}

function hyperbolic(name: string, z: Expression): Expression | undefined {
  const { graph } = z
  const inverse = divide(1, z)
  const half = graph.constant(rational.half)
  const sum = graph.sum([z, inverse])
  const difference = graph.sum([z, graph.product([graph.constant(-1), inverse])])
  switch (name) {
    case 'exp':
      return z
    case 'sinh':
      return graph.product([half, difference])
    case 'cosh':
      return graph.product([half, sum])
    case 'tanh':
      return divide(difference, sum)
    case 'sigmoid':
      return divide(z, graph.sum([z, graph.one]))
    default:
      return undefined
  }
}

/** c with e = c·s. */
function multipleOf(e: Expression, symbol: SymbolNode): Rational | undefined {
  if (e === symbol) return rational.one
  const isScaled = e.kind === 'sum' && rational.isZero(e.constant) && e.terms.length === 1
  return isScaled && e.terms[0]!.term === symbol ? e.terms[0]!.coefficient : undefined
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [p, q] = [a, b]
  while (q > 0n) [p, q] = [q, p % q]
  return (a / p) * b
}
