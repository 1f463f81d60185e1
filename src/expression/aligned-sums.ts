import { multiply, scale } from './arithmetic.js'
import type { CallNode, Expression, SumNode } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { isScaled } from './sums.js'
import { children, orderNodes, rebuild } from './traverse.js'

/**
 * Equal expressions in which sums that are multiples of each other, 1 − x² and 2x² − 2, are written by one of them: the one
 * that occurs most, or has a positive constant. Names for repeated parts then do not double up.
 */
export function alignedSums(expressions: readonly Expression[]): readonly Expression[] {
  let aligned = expressions
  // Sums can become multiples of each other once their own parts are aligned.
  for (let pass = 0; pass < mostPasses; pass++) {
    const next = alignedOnce(aligned)
    if (next.every((e, i) => e === aligned[i])) break
    aligned = next
  }
  return aligned
}

const mostPasses = 4

function alignedOnce(expressions: readonly Expression[]): readonly Expression[] {
  const order = orderNodes(expressions)
  const leaders = leadersOf(order)
  if (leaders.size === 0) return expressions
  const rebuilt = new Map<Expression, Expression>()
  // What stands in a product or a sum can be a multiple of something; a whole formula stays as it is.
  const inside = (e: Expression): Expression => {
    const leader = leaders.get(e)
    return leader === undefined ? rebuilt.get(e)! : scale(leader.factor, rebuilt.get(leader.sum)!)
  }
  for (const node of byHeight(order)) rebuilt.set(node, withOperands(node, inside, rebuilt))
  return expressions.map((e) => rebuilt.get(e)!)
}

/** A sum and its leader have the same terms, so both come before what either stands in. */
function byHeight(order: readonly Expression[]): Expression[] {
  const heights = new Map<Expression, number>()
  for (const node of order)
    heights.set(node, 1 + Math.max(0, ...children(node).map((child) => heights.get(child)!)))
  return order.toSorted((a, b) => heights.get(a)! - heights.get(b)!)
}

interface Leader {
  readonly sum: Expression
  /** The sum is this multiple of the leader. */
  readonly factor: Rational
}

/** For each sum that another one stands for, that one. */
function leadersOf(order: readonly Expression[]): Map<Expression, Leader> {
  const counts = new Map<Expression, number>()
  for (const node of order)
    for (const child of children(node)) counts.set(child, (counts.get(child) ?? 0) + 1)
  const families = new Map<string, { sum: SumNode; lead: Rational }[]>()
  for (const sum of order) {
    if (sum.kind !== 'sum' || isScaled(sum)) continue
    const lead = sum.terms[0]!.coefficient
    if (rational.isZero(lead)) continue
    const key = [
      rational.toString(rational.divide(sum.constant, lead)),
      ...sum.terms.map(
        ({ coefficient, term }) => `${rational.toString(rational.divide(coefficient, lead))}*${term.id}`,
      ),
    ].join('+')
    families.set(key, [...(families.get(key) ?? []), { sum, lead }])
  }
  const leaders = new Map<Expression, Leader>()
  for (const family of families.values()) {
    if (family.length < 2) continue
    const rank = ({ sum }: { sum: SumNode }): number =>
      (rational.sign(sum.constant) > 0 ? 1e9 : 0) + (counts.get(sum) ?? 0)
    const first = family.reduce((best, each) => (rank(each) > rank(best) ? each : best))
    for (const { sum, lead } of family)
      if (sum !== first.sum) leaders.set(sum, { sum: first.sum, factor: rational.divide(lead, first.lead) })
  }
  return leaders
}

function withOperands(
  node: Expression,
  inside: (e: Expression) => Expression,
  rebuilt: ReadonlyMap<Expression, Expression>,
): Expression {
  if (node.kind === 'call') return withArguments(node, inside, rebuilt)
  const operands = children(node).map((child, i) =>
    node.kind === 'product' && !rational.isInteger(node.factors[i]!.exponent) ? rebuilt.get(child)! : inside(child),
  )
  return operands.every((operand, i) => operand === children(node)[i]) ? node : rebuild(node, operands)
} // prettier-ignore

/** The sign of f(−x) against f(x). */
const parities: Readonly<Record<string, Rational>> = {
  ...Object.fromEntries('sign tanh sinh sin tan asin atan erf'.split(' ').map((name) => [name, rational.minusOne])),
  ...Object.fromEntries('abs cosh cos'.split(' ').map((name) => [name, rational.one])),
} // prettier-ignore

function withArguments(
  node: CallNode,
  inside: (e: Expression) => Expression,
  rebuilt: ReadonlyMap<Expression, Expression>,
): Expression {
  const args = node.args.map((arg) => rebuilt.get(arg)!)
  const plain = args.every((arg, i) => arg === node.args[i]) ? node : node.graph.call(node.fn.name, args)
  const parity = parities[node.fn.name]
  if (parity === undefined) return plain
  const [arg] = args
  const multiple = inside(node.args[0]!)
  const reflected = multiple !== arg && multiple === scale(rational.minusOne, multipleOf(multiple))
  if (!reflected) return plain
  return multiply(node.graph.constant(parity), node.graph.call(node.fn.name, [multipleOf(multiple)]))
}

/** What minus the expression is a multiple of: the sum in −(x + y). */
function multipleOf(e: Expression): Expression {
  return e.kind === 'sum' && isScaled(e) ? e.terms[0]!.term : e
}
