import { failure } from '../base/wording.js'
import type { Expression, Graph } from './nodes.js'
import { type Rational, rational } from './rational.js'

/** An operand of the free functions: at least one of two must be an expression. */
export type Operand = Expression | number

function graphOf(a: Operand, b: Operand): Graph {
  if (typeof a !== 'number') return a.graph
  if (typeof b !== 'number') return b.graph
  throw failure('misuse', { detail: 'Arithmetic on expressions needs at least one expression.' })
}

const lifted = (graph: Graph, a: Operand): Expression => (typeof a === 'number' ? graph.constant(a) : a)

export function add(a: Operand, b: Operand): Expression {
  const graph = graphOf(a, b)
  return graph.sum([lifted(graph, a), lifted(graph, b)])
}

export function subtract(a: Operand, b: Operand): Expression {
  const graph = graphOf(a, b)
  return graph.linear(rational.zero, [
    { coefficient: rational.one, term: lifted(graph, a) },
    { coefficient: rational.minusOne, term: lifted(graph, b) },
  ])
}

export function multiply(a: Operand, b: Operand): Expression {
  const graph = graphOf(a, b)
  return graph.product([lifted(graph, a), lifted(graph, b)])
}

/** Throws `undefined-value` when `b` is the constant 0. */
export function divide(a: Operand, b: Operand): Expression {
  const graph = graphOf(a, b)
  return graph.powers(rational.one, [
    { base: lifted(graph, a), exponent: rational.one },
    { base: lifted(graph, b), exponent: rational.minusOne },
  ])
}

export function negate(a: Expression): Expression {
  return scale(rational.minusOne, a)
}

/** An exact coefficient times an expression. */
export function scale(coefficient: Rational, a: Expression): Expression {
  return a.graph.linear(rational.zero, [{ coefficient, term: a }])
}

export function power(base: Operand, exponent: Operand | Rational): Expression {
  if (typeof base !== 'number') return base.graph.power(base, exponent)
  if (typeof exponent === 'object' && 'graph' in exponent)
    return exponent.graph.power(exponent.graph.constant(base), exponent)
  throw failure('misuse', { detail: 'Arithmetic on expressions needs at least one expression.' })
}

export function square(a: Expression): Expression {
  return a.graph.power(a, 2)
}

/** `a^(1/2)`. */
export function squareRoot(a: Expression): Expression {
  return a.graph.power(a, rational.half)
}

/** `1/a`. */
export function reciprocal(a: Expression): Expression {
  return a.graph.power(a, rational.minusOne)
}
