import { type Expression, substitute, type SymbolNode } from '../../expression/index.js'

/** Exchanges symbols for others that are known to be positive, and back. */
export interface PositiveSymbols {
  forth(e: Expression): Expression
  back(e: Expression): Expression
}

/** For use where the symbols are positive: what is found equal there is equal after going back. */
export function withPositive(symbols: readonly SymbolNode[]): PositiveSymbols {
  const pairs = symbols
    .filter(({ assumptions }) => assumptions.positive !== true)
    .map((symbol) => [symbol, symbol.graph.symbol(`§positive ${symbol.name}`, { positive: true })] as const)
  const [there, here] = [new Map(pairs), new Map(pairs.map(([a, b]) => [b, a as Expression]))]
  if (pairs.length === 0) return { forth: (e) => e, back: (e) => e }
  return { forth: (e) => substitute(e, there), back: (e) => substitute(e, here) }
}
