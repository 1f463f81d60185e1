import { failure } from '../base/wording.js'
import { type Expression, orderNodes, type Term, toText, rational } from '../expression/index.js'
import { partials, term } from './local.js'
import { dependents } from './dependents.js'

/**
 * The partial derivatives of `e` in the symbols, in their order, by reverse mode: one pass over the shared graph from
 * the result to the symbols, so that the work hardly grows with the number of symbols. Where `e` is not smooth they are
 * the derivatives each function declares away from its kinks. Throws `misuse` for anything but a symbol.
 */
export function gradient(e: Expression, symbols: readonly Expression[]): Expression[] {
  for (const symbol of symbols) checkSymbol(symbol)
  const nodes = orderNodes([e])
  const active = dependents(nodes, new Set(symbols))
  const isActive = (node: Expression): boolean => active.has(node)
  const received = new Map<Expression, Term[]>([[e, [{ coefficient: rational.one, term: e.graph.one }]]])
  const adjoints = new Map<Expression, Expression>()
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place]!
    const terms = received.get(node)
    if (terms === undefined || !isActive(node)) continue
    const adjoint = e.graph.linear(rational.zero, terms)
    adjoints.set(node, adjoint)
    for (const { child, coefficient, factor } of partials(node, isActive)) {
      const passedOn = term(e.graph, coefficient, factor, adjoint)
      const known = received.get(child)
      if (known === undefined) received.set(child, [passedOn])
      else known.push(passedOn)
    }
  }
  return symbols.map((symbol) => adjoints.get(symbol) ?? e.graph.zero)
}

function checkSymbol(e: Expression): void {
  if (e.kind !== 'symbol')
    throw failure('misuse', { detail: `Derivatives are taken in symbols, and ${toText(e)} is none.` })
}

/** The derivatives of each of `es` (rows) in each of the symbols (columns). */
export function jacobian(es: readonly Expression[], symbols: readonly Expression[]): Expression[][] {
  return es.map((e) => gradient(e, symbols))
}
