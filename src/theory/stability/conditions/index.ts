export { conditionsOf } from './conditions.js'
export type { ConditionOptions } from './options.js'
export type {
  Claim,
  Condition,
  ExponentAt,
  Evidence,
  MatrixEquation,
  NamedQuantity,
  Notion,
  ProductFactor,
  Says,
  StabilityConditions,
} from './contract.js'
export { type Agreement, compare, type Place, type Statement } from './check.js'
export { type BatchLaw, batchesOf } from './batch-law.js'
export { type LinearisedStep, linearisedFromRows, secondMomentRadius } from './linearised.js'
