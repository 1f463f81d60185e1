export { type Fate, fateSeen, type FateTally, type FateTest, leastAgreements, tally } from './judge.js'
export {
  mostSteps as mostSettlingSteps,
  type SettlingCount,
  type SettlingPlace,
  type SettlingRoom,
  type SettlingRuns,
  settlingRuns,
} from './runs.js'
