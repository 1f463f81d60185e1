/** Reading formulas: mathjs is the grammar, and only this folder imports it. */
export { callableNames } from './callables.js'
export { type Definition, readDefinition } from './block.js'
export { define, type Definitions, scopeWith } from './definitions.js'
export { type FormulaText, formulaText, type Scope } from './formula.js'
export { normalisedText, parseFormula, unlessTooDeep } from './parse-formula.js'
export { reservedWords } from './refusals.js'
export { isScalar, shapeName, type Value } from './value.js'
