import { ProblemError } from '../base/problem.js'
import type { Expression } from './nodes.js'
import { negative, nonzero, positive, within } from './signs.js'
import { children, orderNodes, rebuild } from './traverse.js'

/**
 * What the expressions are equal to where functions with kinks are on one side of them: `relu(x)` is x or 0. `signOf` says
 * on which, 1 or -1, of each expression that such a function has its kinks at, as it is given, and 0 where that is open.
 */
export function branchesWhere(
  es: readonly Expression[],
  signOf: (zeroSet: Expression) => number,
): Expression[] {
  const branches = new Map<Expression, Expression>()
  for (const node of orderNodes(es)) {
    const operands = children(node).map((child) => branches.get(child)!)
    branches.set(node, branchOf(node, operands, signOf) ?? over(node, operands))
  }
  return es.map((e) => branches.get(e)!)
}

function branchOf(
  node: Expression,
  operands: readonly Expression[],
  signOf: (zeroSet: Expression) => number,
): Expression | undefined {
  if (node.kind !== 'call' || node.fn.branch === undefined) return undefined
  const signs = node.fn.kinks(node.args).map((zeroSet) => knownSign(zeroSet) ?? signOf(zeroSet))
  return node.fn.branch(operands, signs)
}

function knownSign({ signs }: Expression): number | undefined {
  if (!within(signs, nonzero)) return undefined
  return within(signs, positive) ? 1 : within(signs, negative) ? -1 : undefined
}

/** The node itself where it has no value over these operands. */
function over(node: Expression, operands: readonly Expression[]): Expression {
  if (children(node).every((child, i) => child === operands[i])) return node
  try {
    return rebuild(node, operands)
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return node
    throw error
  }
}
