import type { Expression } from '../expression/index.js'
import { gradient } from './gradient.js'
import { forward, type Linearisation, linearise } from './linearisation.js'

/**
 * The matrix of second derivatives of `e`: one forward pass over the gradient's shared graph for each symbol. It is
 * symmetric by construction; each entry on and above the diagonal is computed once.
 */
export function hessian(e: Expression, symbols: readonly Expression[]): Expression[][] {
  const first = gradient(e, symbols)
  const linearisation = linearise(first, symbols)
  const entries = first.map((entry) => linearisation.places.get(entry) ?? -1)
  const firstUse = earliestUse(linearisation, entries)
  const matrix = symbols.map(() => new Array<Expression>(symbols.length).fill(e.graph.zero))
  symbols.forEach((symbol, column) => {
    const seed = new Map([[symbol, e.graph.one]])
    const tangents = forward(linearisation, seed, (place) => firstUse[place]! <= column)
    for (let row = 0; row <= column; row++) {
      const entry = tangents[entries[row]!]
      if (entry !== undefined) matrix[row]![column] = matrix[column]![row] = entry
    }
  })
  return matrix
}

/** For every node the index of the first of the expressions at these places that contains it. */
function earliestUse({ differentials }: Linearisation, places: readonly number[]): Int32Array {
  const found = new Int32Array(differentials.length).fill(places.length)
  places.forEach((place, index) => {
    if (place >= 0) found[place] = Math.min(found[place]!, index)
  })
  for (let place = found.length - 1; place >= 0; place--)
    for (const { from } of differentials[place]!) found[from] = Math.min(found[from]!, found[place]!)
  return found
}
