import { type Expression, freeSymbols, orderNodes, rational, substituteAll } from '../../expression/index.js'
import { basisWithin } from '../groebner/buchberger.js'
import { type GroebnerBudget, withinBudget } from '../groebner/budget.js'
import { subtractPolynomials } from '../groebner/polynomial.js'
import { remainder } from '../groebner/reduce.js'
import { polynomialSystem, toExpression } from '../groebner/system.js'
import { unlessStuck } from '../is-zero.js'

// A call inside the argument of a call is reached in the next round.
const rounds = 3

/**
 * An expression that equals `e` wherever the residuals vanish, with the arguments of calls and what stands under roots
 * replaced by their remainders modulo the residuals: exp(u·v) becomes e where u·v = 1. Polynomial relations among calls
 * alone would not show that.
 */
export function withReducedArguments(
  e: Expression,
  residuals: readonly Expression[],
  budget: GroebnerBudget,
): Expression {
  let current = e
  for (let round = 0; round < rounds; round++) {
    const next = unlessStuck(() => reducedOnce(current, residuals, budget))
    if (next === undefined || next === current) return current
    current = next
  }
  return current
}

function reducedOnce(e: Expression, residuals: readonly Expression[], budget: GroebnerBudget): Expression {
  const nodes = orderNodes([e])
  const inside = [...new Set(nodes.flatMap(operandsInside))].filter((arg) => freeSymbols(arg).size > 0)
  if (inside.length === 0) return e
  const system = polynomialSystem(e.graph, [...residuals, ...inside])
  const equations = system.entries.slice(0, residuals.length).map(({ numerator }) => numerator)
  const within = withinBudget(budget, (purse) => {
    const basis = basisWithin([...equations, ...system.relations], purse)
    return inside.map((arg, i) => {
      const { numerator, denominators } = system.entries[residuals.length + i]!
      if (denominators.length > 0) return arg
      const rest = remainder(numerator, basis, purse)
      return subtractPolynomials(rest, numerator).terms.length === 0 ? arg : toExpression(system, rest)
    })
  })
  if (within.outcome === 'undecided') return e
  const reduced = new Map(inside.map((arg, i) => [arg, within.answer[i]!]))
  const replacements = new Map<Expression, Expression>()
  for (const node of nodes) {
    const replaced = replacedOperands(node, reduced)
    if (replaced !== undefined && replaced !== node) replacements.set(node, replaced)
  }
  return substituteAll([e], replacements)[0]!
}

function operandsInside(node: Expression): readonly Expression[] {
  if (node.kind === 'call') return node.args
  if (node.kind !== 'product') return []
  return node.factors.filter(({ exponent }) => !rational.isInteger(exponent)).map(({ base }) => base)
}

function replacedOperands(
  node: Expression,
  reduced: ReadonlyMap<Expression, Expression>,
): Expression | undefined {
  if (!operandsInside(node).some((arg) => reduced.has(arg) && reduced.get(arg) !== arg)) return undefined
  if (node.kind === 'call')
    return node.graph.call(
      node.fn.name,
      node.args.map((arg) => reduced.get(arg) ?? arg),
    )
  if (node.kind !== 'product') return undefined
  return node.graph.powers(
    rational.one,
    node.factors.map(({ base, exponent }) => ({
      base: rational.isInteger(exponent) ? base : (reduced.get(base) ?? base),
      exponent,
    })),
  )
}
