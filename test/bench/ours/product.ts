import { unlimited } from '../../../src/base/budget.js'
import { compiledSampler } from '../../../src/dynamics/index.js'
import { lyapunovExponent } from '../../../src/numeric/index.js'
import { theorems } from '../../../src/theory/index.js'
import { sgdSetting } from '../../../src/theory/stability/sgd-setting.js'
import { runExperiment } from '../../../src/verify/experiments/index.js'
import { regressionSite } from '../product-problem.js'
import { processorSeconds } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'

interface ProductTask {
  /** The simulation behind a prediction, or the experiment by which `verify` checks it. */
  readonly by: 'prediction' | 'experiment'
  readonly dimension: number
}

const repeats = 5

/** Seconds per factor of the product of `regressionSite`, all that belongs to the exponent included; the check is the exponent. */
export async function time({ by, dimension }: ProductTask): Promise<OurOutcome> {
  const measure = by === 'prediction' ? simulation(dimension) : experiment(dimension)
  const runs: { seconds: number; exponent: number }[] = []
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const start = processorSeconds()
    const { exponent, factors } = await measure()
    runs.push({ exponent, seconds: (processorSeconds() - start) / factors })
  }
  // The first one compiles.
  const times = runs.slice(1).map(({ seconds }) => seconds)
  return { seconds: times.sort((a, b) => a - b)[repeats >> 1]!, check: runs[0]!.exponent }
}

type Measure = () => Promise<{ exponent: number; factors: number }>

function simulation(dimension: number): Measure {
  const { product, learningRate } = sgdSetting(regressionSite(dimension))
  return async () => {
    // In the plane there are better ways, which are not what is timed here.
    const options = { sampler: compiledSampler(), halfWidth: 0, mostSteps: 5e7, simulate: true }
    const { estimate, facts } = lyapunovExponent(product, learningRate.value, options)
    return { exponent: estimate.value, factors: facts.steps! }
  }
}

function experiment(dimension: number): Measure {
  const site = regressionSite(dimension)
  const theorem = theorems.find(({ id }) => id === 'stability/sgd-lyapunov')!
  const asked = theorem.experiment(site, theorem.predict(site))
  return async () => {
    const settings = { model: site.model, seed: 1, budget: unlimited, precision: {} }
    const { quantities, run } = await runExperiment(asked, settings)
    return { exponent: quantities['exponent']!.estimate.value, factors: run.steps }
  }
}
