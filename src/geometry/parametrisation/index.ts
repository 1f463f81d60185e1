export {
  type Comparison,
  expressionAlong,
  quantitiesAlong,
  type QuantitiesAlong,
  quantityAlong,
  type QuantityAlong,
} from './along.js'
export { branchPoints, type BranchPoint, isOnBranch, type ParametrisedBranch, pointAt } from './branch.js'
export { certify, type Certified } from './certify.js'
export { type LocalChart, localChart } from './chart.js'
export type { Coverage, MissingPart } from './coverage.js'
export { type CriticalPoint, criticalPoints, type CriticalPoints, zerosInClosedForm } from './critical.js'
export { contains, type DomainCondition, domainOf } from './domain.js'
export { factorsOf } from './factors.js'
export { isolate, type Isolation, unlessUndefined } from './isolate.js'
export {
  type ExplicitParametrisation,
  type NoParametrisation,
  parametrise,
  type Parametrisation,
  type ParametriseOptions,
} from './parametrise.js'
export {
  type BranchRecord,
  type ChartRecord,
  type CoverageRecord,
  type CriticalPointRecord,
  describeSet,
  type ParametrisationRecord,
  type QuantityRecord,
  writtenCondition,
  type WrittenFormula,
} from './record.js'
export { isPartOf, type Solution } from './solve-in-cases.js'
export { lengthOf, simplest } from './simplest.js'
export { type SpectrumAlong, spectrumAlong } from './spectrum.js'
