export {
  type LimitMap,
  limitMapAt,
  limitMapDerivative,
  type LimitMapOptions,
  limitMapOrReason,
  type LimitMapOrReason,
} from './limit-map.js'
export {
  type DerivativePart,
  limitMapSecondAlong,
  limitMapSecondDerivative,
  type SecondDerivative,
} from './second-derivative.js'
export { normalLyapunovSolution } from './blocks.js'
export { descentLimit, type DescentLimit, type DescentOptions } from './descent-limit.js'
export { type DifferenceOptions, type DifferenceTest, limitMapDifferences } from './differences.js'
export { type Identity, limitMapIdentities } from './identities.js'
export {
  type DriftParts,
  limitMapRecord,
  type LimitMapRecord,
  type LimitMapRecordOptions,
  type PrintedVector,
} from './record.js'
