import { toText } from '../../expression/index.js'
import type { Derivation } from '../../study/index.js'
import type { Report } from './schema.js'
import { formulaJson } from './values.js'

export function derivationJson({
  of,
  symbols,
  loss,
  gradient,
  hessian,
  kinks,
  kinksInParts,
  poles,
  simplified,
}: Derivation): Report['derivation'] {
  return {
    of,
    loss: formulaJson(loss),
    gradient: gradient.map((entry, i) => ({ symbol: toText(symbols[i]!), ...formulaJson(entry) })),
    hessian: hessian.flatMap((entries, i) =>
      entries.slice(i).map((entry, k) => ({
        row: toText(symbols[i]!),
        column: toText(symbols[i + k]!),
        ...formulaJson(entry),
      })),
    ),
    kinks: kinks.map(formulaJson),
    kinksInParts: kinksInParts.map(({ set, unless }) => ({
      ...formulaJson(set),
      unless: unless.map((sides) =>
        sides.map(({ expression, sign }) => ({ ...formulaJson(expression), sign })),
      ),
    })),
    poles: poles.map(formulaJson),
    simplified,
  }
}
