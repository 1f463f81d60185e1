export type { RunSettings } from './experiments/index.js'
export { defaultEffort, effortCalled, type Effort, type EffortName, efforts } from './effort.js'
export type { Judgement } from './judge.js'
export * from './settling/index.js'
export type { Chart, Curve, MeasuredQuantity, Measurement, RunRecord } from './measurement.js'
export { type ControlResult, type HypothesisFinding, join, type Outcome, type Verdict } from './verdict.js'
export {
  examine,
  failingOnTheWay,
  predicted,
  remainsOf,
  tooShort,
  verify,
  type VerifyOptions,
} from './verify.js'
