/** Reading formulas: mathjs is the grammar, and only this folder imports it. */
export { callableNames } from './callables.js'
export { type FormulaText, formulaText, type Scope } from './formula.js'
export { normalisedText, parseFormula } from './parse-formula.js'
export { reservedWords } from './refusals.js'
export { isScalar, shapeName, type Value } from './value.js'
