import { toText } from '../expression/index.js'
import type { Model } from '../model/index.js'

/** A parameter vector as a person would write it: `a = 2, b = 1`; a long one is cut. */
export function coordinatesText(model: Model, w: ArrayLike<number>): string {
  const shown = model.symbols.slice(0, 8).map((symbol, i) => `${toText(symbol)} = ${numberText(w[i]!)}`)
  return model.symbols.length > 8 ? `${shown.join(', ')}, …` : shown.join(', ')
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(8)))
}
