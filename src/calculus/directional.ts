import { failure } from '../base/wording.js'
import type { Expression, Operand } from '../expression/index.js'
import { forward, linearise } from './linearisation.js'

/**
 * The derivatives of `es` along a direction, J·v, by forward mode. The direction is held fixed: its entries may contain
 * the symbols and are not differentiated. Throws `shape-mismatch` when it has not one entry per symbol.
 */
export function directional(
  es: readonly Expression[],
  symbols: readonly Expression[],
  direction: readonly Operand[],
): Expression[] {
  if (direction.length !== symbols.length)
    throw failure('shape-mismatch', {
      operation: 'derivative along a direction',
      left: `${symbols.length} symbols`,
      right: `a direction with ${direction.length} entries`,
    })
  const seeds = new Map(
    symbols.map((symbol, index) => {
      const entry = direction[index]!
      return [symbol, typeof entry === 'number' ? symbol.graph.constant(entry) : entry]
    }),
  )
  const linearisation = linearise(es, symbols)
  const tangents = forward(linearisation, seeds)
  return es.map((e) => tangents[linearisation.places.get(e) ?? -1] ?? e.graph.zero)
}
