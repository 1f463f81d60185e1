import type { Assumptions, Expression, SymbolNode } from '../../../expression/index.js'
import type { Model } from '../../../model/index.js'

/** New symbols in the graph of a model that cannot be taken for its own. */
export interface Naming {
  /** The first of the names that the model does not use, or one with primes. */
  fresh(candidates: readonly string[], assumptions?: Assumptions): Expression
}

export function namingFor({ graph, symbols, data }: Model): Naming {
  const own = [...symbols, ...(data?.symbols ?? [])].filter((e): e is SymbolNode => e.kind === 'symbol')
  const used = new Set(own.flatMap(({ name }) => [name, name.replace(/\[.*$/, '')]))
  return {
    fresh(candidates, assumptions) {
      const name =
        candidates.find((candidate) => !used.has(candidate) && !used.has(candidate.replace(/\[.*$/, ''))) ??
        `${candidates[0]!}_new`
      used.add(name)
      return graph.symbol(name, assumptions)
    },
  }
}
