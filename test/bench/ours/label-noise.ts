import { compileEnsemble } from '../../../src/compile/index.js'
import { medianSeconds } from '../processor-time.js'
import { labelNoiseMap, meanOf, replicasOf } from './ensembles.js'
import type { OurOutcome } from './outcome.js'

/** With rate 0.05 and noise 0.3; the network draws one of its 8 samples at a time. */
export interface LabelNoiseTask {
  /** uv: the loss (uv − 1)²/2 from (1.5, 0.8); network: h = 8 from `startOf(32)`. */
  readonly model: 'uv' | 'network'
  readonly replicas: number
  readonly steps: number
}

/** Seconds per replica and step; the check is the mean of the first parameter after all steps. */
export function time({ model, replicas, steps }: LabelNoiseTask): OurOutcome {
  const map = labelNoiseMap(model)
  const ensemble = compileEnsemble(map.task)
  let check = 0
  const seconds = medianSeconds(() => {
    const { states, streams } = replicasOf(map, replicas)
    return {
      run: () => ensemble.run(states, map.parameters, streams, steps),
      after: () => (check = meanOf(states, ensemble.states, 0)),
    }
  })
  return { seconds: seconds / (replicas * steps), check }
}
