import { compileEnsemble } from '../../../src/compile/index.js'
import { medianSeconds } from '../processor-time.js'
import { matrixProduct, meanOf, replicasOf } from './ensembles.js'
import type { OurOutcome } from './outcome.js'

/** As many as hide the latency of one chain; the exponent is the mean over them. */
const replicas = 64

/** Seconds per factor I − ggᵀ/2, g standard normal in `dimension` dimensions; the check is the top exponent. */
export function time({ dimension, factors }: { dimension: number; factors: number }): OurOutcome {
  const map = matrixProduct(dimension)
  const ensemble = compileEnsemble(map.task)
  const steps = Math.ceil(factors / replicas / ensemble.every) * ensemble.every
  let check = 0
  const seconds = medianSeconds(() => {
    const { states, streams } = replicasOf(map, replicas)
    return {
      run: () => ensemble.run(states, map.parameters, streams, steps),
      after: () => (check = meanOf(states, ensemble.states, dimension) / steps),
    }
  })
  return { seconds: seconds / (replicas * steps), check }
}
