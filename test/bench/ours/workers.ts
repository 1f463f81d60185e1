import { compileEnsemble, ensembleWorkers } from '../../../src/compile/index.js'
import { nodeHost } from '../../../src/node/host.js'
import { labelNoiseMap, meanOf, replicasOf } from './ensembles.js'
import type { LabelNoiseTask } from './label-noise.js'
import type { OurOutcome } from './outcome.js'

/** The ensemble of label-noise.ts split over threads; wall seconds per replica and step, the same check. */
export async function time({
  model,
  replicas,
  steps,
  workers: count,
}: LabelNoiseTask & { workers: number }): Promise<OurOutcome> {
  const map = labelNoiseMap(model)
  const ensemble = compileEnsemble(map.task)
  const workers = ensembleWorkers(ensemble, nodeHost(), count)
  const warm = replicasOf(map, replicas)
  await workers.run(warm.states, map.parameters, warm.streams, Math.ceil(steps / 10))
  const { states, streams } = replicasOf(map, replicas)
  const start = performance.now()
  await workers.run(states, map.parameters, streams, steps)
  const seconds = (performance.now() - start) / 1000
  await workers.close()
  return { seconds: seconds / (replicas * steps), check: meanOf(states, ensemble.states, 0) }
}
