import { toText } from '../../expression/index.js'
import type { Derivation } from '../../study/index.js'
import type { Report } from './schema.js'
import { formulaJson } from './values.js'

export function derivationJson({ of, symbols, loss, gradient, hessian }: Derivation): Report['derivation'] {
  return {
    of,
    loss: formulaJson(loss),
    gradient: gradient.map((entry, i) => ({ symbol: toText(symbols[i]!), ...formulaJson(entry) })),
    hessian: symbols.flatMap((row, i) =>
      symbols.slice(i).map((column, k) => ({
        row: toText(row),
        column: toText(column),
        ...formulaJson(hessian[i]![i + k]!),
      })),
    ),
  }
}
