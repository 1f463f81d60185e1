import {
  type Expression,
  type Graph,
  orderNodes,
  type Rational,
  type Term,
  rational,
} from '../expression/index.js'
import { partials, term } from './local.js'
import { dependents } from './dependents.js'

/** The differentials of all nodes that depend on the symbols, each once, children before parents. */
export interface Linearisation {
  readonly nodes: readonly Expression[]
  /** Where a node stands in `nodes`. */
  readonly places: ReadonlyMap<Expression, number>
  /** For each node the places of those it is an operand of. */
  readonly users: readonly (readonly number[])[]
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
  const users: number[][] = nodes.map(() => [])
  for (const node of nodes) {
    const place = differentials.length
    const steps: Step[] = []
    for (const { child, coefficient, factor } of partials(node, (child) => places.has(child))) {
      const from = places.get(child)!
      steps.push({ from, coefficient, factor })
      users[from]!.push(place)
    }
    differentials.push(steps)
    places.set(node, place)
  }
  return { nodes, places, users, differentials }
}

/**
 * The tangents of all nodes, from those of the symbols, which are given; none stands for 0. Nodes for which `wanted` does
 * not hold are left out.
 */
export function forward(
  { nodes, places, users, differentials }: Linearisation,
  seeds: ReadonlyMap<Expression, Expression>,
  wanted: (place: number) => boolean = () => true,
): (Expression | undefined)[] {
  const tangents = new Array<Expression | undefined>(nodes.length).fill(undefined)
  // Whether an operand has a tangent: the others need not be looked at.
  const reached = new Uint8Array(nodes.length)
  const reach = (place: number): void => {
    const above = users[place]!
    for (let i = 0; i < above.length; i++) reached[above[i]!] = 1
  }
  let start = nodes.length
  if (start === 0) return tangents
  const { graph } = nodes[0]!
  for (const [symbol, tangent] of seeds) {
    const place = places.get(symbol)
    if (place === undefined || tangent === symbol.graph.zero) continue
    tangents[place] = tangent
    reach(place)
    start = Math.min(start, place)
  }
  for (let place = start; place < nodes.length; place++) {
    if (reached[place] === 0 || tangents[place] !== undefined || !wanted(place)) continue
    tangents[place] = graph.linear(rational.zero, termsOf(graph, differentials[place]!, tangents))
    reach(place)
  }
  return tangents
}

function termsOf(
  graph: Graph,
  steps: readonly Step[],
  tangents: readonly (Expression | undefined)[],
): Term[] {
  const terms: Term[] = []
  for (let i = 0; i < steps.length; i++) {
    const { from, coefficient, factor } = steps[i]!
    const tangent = tangents[from]
    if (tangent !== undefined) terms.push(term(graph, coefficient, factor, tangent))
  }
  return terms
}
