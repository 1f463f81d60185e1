import { reduced } from '../../calculus/index.js'
import {
  children,
  evaluate,
  type Expression,
  type Factor,
  freeSymbols,
  negate,
  orderNodes,
  type Rational,
  rational,
  rebuild,
} from '../../expression/index.js'
import { withoutInversePairs } from './inverses.js'

/**
 * A short form, equal wherever `e` is defined and perhaps defined at more points: arguments of functions first, so that
 * sin(πu/(6u)) becomes 1/2; functions of their inverses; then the whole; roots of squares last.
 */
export function simplest(e: Expression): Expression {
  const short = reduced(withSimplerArguments(e))
  const rooted = withRootsOfSquares(short)
  return rooted === short ? short : reduced(rooted)
}

/** The same with simple arguments and without pairs of inverse functions, and no more: cheap, for proofs. */
export function withSimplerArguments(e: Expression): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const short = node.kind === 'call' ? operands.map(reduced) : operands
    const same = short.every((operand, i) => operand === children(node)[i])
    rebuilt.set(node, same ? node : rebuild(node, short))
  }
  return withoutInversePairs(rebuilt.get(e)!)
}

/** √(x⁴y) as x²√y and √(x²) as |x|, which is x or −x for constants such as log(3), of which the sign is clear. */
function withRootsOfSquares(e: Expression): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const same = operands.every((operand, i) => operand === children(node)[i])
    const next = same ? node : rebuild(node, operands)
    rebuilt.set(node, next.kind === 'product' ? outOfRoots(next) : next)
  }
  return rebuilt.get(e)!
}

function outOfRoots(product: Extract<Expression, { kind: 'product' }>): Expression {
  const { graph, factors } = product
  if (factors.every(({ exponent }) => rational.isInteger(exponent))) return product
  const replaced = factors.flatMap((factor): Factor[] => {
    const { base, exponent } = factor
    if (rational.isInteger(exponent) || base.kind !== 'product') return [factor]
    const outside = base.factors.map((inner) => rootOf(inner, exponent))
    const inside = base.factors.filter((_, i) => outside[i] === undefined)
    return inside.length === base.factors.length
      ? [factor]
      : [
          ...outside.filter((each) => each !== undefined),
          { base: graph.powers(rational.one, inside), exponent },
        ]
  })
  return graph.powers(rational.one, replaced)
}

/** A root of an even power as a power of |base|. */
function rootOf({ base, exponent }: Factor, root: Rational): Factor | undefined {
  if (!rational.isInteger(exponent) || exponent.numerator % 2n !== 0n) return undefined
  const product = rational.multiply(exponent, root)
  if (rational.isInteger(product) && product.numerator % 2n === 0n) return { base, exponent: product }
  const sign = constantSign(base)
  if (sign === undefined) return { base: base.graph.call('abs', [base]), exponent: product }
  return { base: sign > 0 ? base : negate(base), exponent: product }
}

/** About how long the text is, each shared part counted as often as it is written. */
export function lengthOf(e: Expression): number {
  const lengths = new Map<Expression, number>()
  const of = (node: Expression): number => lengths.get(node)!
  for (const node of orderNodes([e])) lengths.set(node, ownLength(node) + children(node).map(of).reduce((a, b) => a + b, 0)) // prettier-ignore
  return of(e)
}

function ownLength(node: Expression): number {
  switch (node.kind) {
    case 'constant':
      return rational.toString(node.value).length
    case 'symbol':
      return node.name.length
    case 'sum': {
      const numbers = [node.constant, ...node.terms.map(({ coefficient }) => coefficient)]
      const written = numbers.filter((value) => !rational.isZero(value) && !rational.isOne(value))
      return 3 * (node.terms.length - 1) + written.map((value) => rational.toString(value).length + 1).reduce((a, b) => a + b, 0) // prettier-ignore
    }
    case 'product': {
      const exponents = node.factors.filter(({ exponent }) => !rational.isOne(exponent))
      return node.factors.length - 1 + 2 * exponents.length
    }
    case 'call':
      return node.fn.name.length + 1 + node.args.length
  }
}

/** The sign of a constant that is clearly not 0; nothing for anything else. */
export function constantSign(e: Expression): 1 | -1 | undefined {
  if (freeSymbols(e).size > 0) return undefined
  const value = evaluate(e, new Map())
  return Number.isFinite(value) && Math.abs(value) > 1e-9 ? (value > 0 ? 1 : -1) : undefined
}
