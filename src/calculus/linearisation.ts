import { type Expression, orderNodes, type Rational, type Term, rational } from '../expression/index.js'
import { partials, term } from './local.js'
import { dependents } from './dependents.js'

/** The differentials of all nodes that depend on the symbols, each once, children before parents. */
export interface Linearisation {
  readonly nodes: readonly Expression[]
  /** Where a node stands in `nodes`. */
  readonly places: ReadonlyMap<Expression, number>
  /** The differential of each node. */
  readonly differentials: readonly (readonly Step[])[]
}

/** One term `coefficient · factor · d child` of a differential; no factor stands for 1. */
export interface Step {
  /** The place of the child. */
  readonly from: number
  readonly coefficient: Rational
  readonly factor: Expression | undefined
}

export function linearise(es: readonly Expression[], symbols: readonly Expression[]): Linearisation {
  const nodes = [...dependents(orderNodes(es), new Set(symbols))]
  const places = new Map<Expression, number>()
  const differentials: Step[][] = []
  for (const node of nodes) {
    const steps: Step[] = []
    for (const { child, coefficient, factor } of partials(node, (child) => places.has(child)))
      steps.push({ from: places.get(child)!, coefficient, factor })
    places.set(node, differentials.push(steps) - 1)
  }
  return { nodes, places, differentials }
}

/**
 * The tangents of all nodes, from those of the symbols, which are given; none stands for 0. Nodes for which `wanted` does
 * not hold are left out.
 */
export function forward(
  { nodes, places, differentials }: Linearisation,
  seeds: ReadonlyMap<Expression, Expression>,
  wanted: (place: number) => boolean = () => true,
): (Expression | undefined)[] {
  const tangents = new Array<Expression | undefined>(nodes.length).fill(undefined)
  let start = nodes.length
  for (const [symbol, tangent] of seeds) {
    const place = places.get(symbol)
    if (place === undefined || tangent === symbol.graph.zero) continue
    tangents[place] = tangent
    start = Math.min(start, place)
  }
  for (let place = start; place < nodes.length; place++) {
    if (tangents[place] !== undefined || !wanted(place)) continue
    const terms = termsOf(differentials[place]!, tangents)
    if (terms !== undefined) tangents[place] = nodes[place]!.graph.linear(rational.zero, terms)
  }
  return tangents
}

function termsOf(steps: readonly Step[], tangents: readonly (Expression | undefined)[]): Term[] | undefined {
  let terms: Term[] | undefined
  for (const step of steps) {
    const tangent = tangents[step.from]
    if (tangent !== undefined) (terms ??= []).push(term(step, tangent))
  }
  return terms
}
