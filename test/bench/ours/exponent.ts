import { compiledSampler } from '../../../src/dynamics/index.js'
import { lyapunovExponent } from '../../../src/numeric/index.js'
import { sgdSetting } from '../../../src/theory/stability/sgd-setting.js'
import { regressionSite } from '../product-problem.js'
import { processorSeconds, secondsPerCall } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'

interface ExponentTask {
  readonly dimension: number
  /** Half of the width to which the exponent is simulated; 0 for the method of a prediction in the plane, to 14 digits. */
  readonly halfWidth: number
  readonly budget: number
}

/** Seconds to the exponent of the product of `regressionSite`: simulated in this fresh process, and solved for when warm. */
export function time({ dimension, halfWidth, budget }: ExponentTask): OurOutcome {
  const { product, learningRate } = sgdSetting(regressionSite(dimension))
  if (halfWidth > 0) {
    const start = processorSeconds()
    const options = { sampler: compiledSampler(), halfWidth, simulate: true }
    const { estimate } = lyapunovExponent(product, learningRate.value, options)
    const seconds = processorSeconds() - start
    if (estimate.kind !== 'measured' || estimate.halfWidth > halfWidth) return { missing: 'the half-width' }
    return { seconds, check: estimate.value }
  }
  const solve = () => lyapunovExponent(product, learningRate.value).estimate
  const found = solve()
  if (found.kind !== 'numerical' || found.error > 1e-14) return { missing: 'a solver to 14 digits' }
  return { seconds: secondsPerCall(solve, budget), check: found.value }
}
