import { toLatex, toText } from '../../expression/index.js'
import type { Claim, StabilityConditions } from '../../theory/index.js'
import { batchJson, formulaJson } from './values.js'

/** Stability conditions as JSON has them: formulas as text and LaTeX, thresholds of closed forms on their own. */
export function conditionsJson(found: StabilityConditions) {
  const {
    rate,
    batch,
    dataAsSymbols,
    gram,
    definitions,
    conditions,
    exponents,
    hypotheses,
    notes,
    cutShort,
  } = found
  return {
    rate: { text: toText(rate), latex: toLatex(rate) },
    batch: batchJson(batch),
    dataAsSymbols,
    gram: [...gram],
    definitions: definitions.map(({ symbol, formula }) => ({ name: toText(symbol), formula })),
    conditions: conditions.map(({ notion, says, kind, claims, formulas, along, at, evidence }) => ({
      notion,
      says,
      kind,
      claims: claims.map((claim, i) => ({ form: claim.form, formula: formulas[i]!, bound: boundOf(claim) })),
      along: [...along],
      at: at.map(({ point, formula }) => ({ point, formula })),
      evidence,
    })),
    exponents: [...exponents],
    hypotheses: [...hypotheses],
    notes: [...notes],
    cutShort,
  }
}

/** The bound of the learning rate in the model's own symbols, where it is one. */
function boundOf(claim: Claim) {
  return claim.form === 'below' || claim.form === 'above' ? formulaJson(claim.bound) : null
}
