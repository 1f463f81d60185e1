import { type Expression, freeSymbols, orderNodes, rational, substituteAll } from '../../expression/index.js'
import { basisWithin } from '../groebner/buchberger.js'
import { type GroebnerBudget, withinBudget } from '../groebner/budget.js'
import { type SparsePolynomial, subtractPolynomials } from '../groebner/polynomial.js'
import { remainder } from '../groebner/reduce.js'
import { polynomialSystem, toExpression } from '../groebner/system.js'
import { unlessStuck } from '../is-zero.js'
import { reduced as cancelled } from '../readable/readable.js'

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
): ReducedArguments {
  let current: ReducedArguments = { e, where: [] }
  for (let round = 0; round < rounds; round++) {
    const next = unlessStuck(() => reducedOnce(current.e, residuals, budget))
    if (next === undefined || next.e === current.e) return current
    current = { e: next.e, where: [...current.where, ...next.where] }
  }
  return current
}

export interface ReducedArguments {
  readonly e: Expression
  /** Denominators of arguments, which are not 0 where those have a value. */
  readonly where: readonly Expression[]
}

function reducedOnce(
  e: Expression,
  residuals: readonly Expression[],
  budget: GroebnerBudget,
): ReducedArguments {
  const unchanged = { e, where: [] }
  const nodes = orderNodes([e])
  const inside = [...new Set(nodes.flatMap(operandsInside))].filter((arg) => freeSymbols(arg).size > 0)
  if (inside.length === 0) return unchanged
  const system = polynomialSystem(e.graph, [...residuals, ...inside])
  const equations = system.entries.slice(0, residuals.length).map(({ numerator }) => numerator)
  const within = withinBudget(budget, (purse) => {
    const basis = basisWithin([...equations, ...system.relations], purse)
    return inside.map((arg, i) => {
      const { numerator, denominators } = system.entries[residuals.length + i]!
      const [above, ...below] = [numerator, ...denominators].map((p) => {
        const rest = remainder(p, basis, purse)
        return { rest, isReduced: subtractPolynomials(rest, p).terms.length > 0 }
      }) as [Remainder, ...Remainder[]]
      // An argument whose denominator vanishes has no value.
      if (below.some(({ rest }) => rest.terms.length === 0)) return arg
      if (![above, ...below].some(({ isReduced }) => isReduced)) return arg
      return quotient(toExpression(system, above.rest), below.map(({ rest }) => toExpression(system, rest))) // prettier-ignore
    })
  })
  if (within.outcome === 'undecided') return unchanged
  const reduced = new Map(inside.map((arg, i) => [arg, within.answer[i]!]))
  const replacements = new Map<Expression, Expression>()
  for (const node of nodes) {
    const replaced = replacedOperands(node, reduced)
    if (replaced !== undefined && replaced !== node) replacements.set(node, replaced)
  }
  const where = inside.flatMap((arg, i) =>
    reduced.get(arg) === arg
      ? []
      : system.entries[residuals.length + i]!.denominators.map((p) => toExpression(system, p)),
  )
  return { e: substituteAll([e], replacements)[0]!, where }
}

interface Remainder {
  readonly rest: SparsePolynomial
  readonly isReduced: boolean
}

/** With common factors cancelled, which are not 0 where the argument has a value. */
function quotient(above: Expression, below: readonly Expression[]): Expression {
  const { graph } = above
  if (below.length === 0) return above
  return cancelled(
    graph.powers(rational.one, [
      { base: above, exponent: rational.one },
      ...below.map((base) => ({ base, exponent: rational.minusOne })),
    ]),
  )
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
