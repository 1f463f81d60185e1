import type { Proposer } from '../algebra/index.js'
import { toText } from '../expression/index.js'
import type { Suggest } from './derivation.js'

// Longer formulas are not going to be read as products.
const longest = 240

/** Factored forms from a computer-algebra system, taken where they are shorter. Each has been proved equal. */
export function factoredBy(proposer: Proposer): Suggest {
  return async (expression) => {
    const text = toText(expression)
    if (text.length > longest || !/[+-]/.test(text.slice(1))) return undefined
    const factored = await proposer.factor(expression)
    return factored !== undefined && toText(factored).length < text.length ? factored : undefined
  }
}
