import { unlimited } from '../../../src/base/budget.js'
import { compileEnsemble, ensembleWorkers } from '../../../src/compile/index.js'
import { nodeHost } from '../../../src/node/host.js'
import { replicasOf as runnerOf } from '../../../src/verify/replicas.js'
import { labelNoiseMap, meanOf, replicasOf } from './ensembles.js'
import type { LabelNoiseTask } from './label-noise.js'
import type { OurOutcome } from './outcome.js'

export interface RunnerTask extends LabelNoiseTask {
  /** By the runner of experiments with its clock, progress and slices, or in one call of the compiled ensemble. */
  readonly by: 'runner' | 'ensemble'
  readonly workers: number
}

const repeats = 3

/** Wall seconds per replica and step, the median of some; the check is the mean of the first parameter after them all. */
export async function time({ model, replicas, steps, by, workers }: RunnerTask): Promise<OurOutcome> {
  const map = labelNoiseMap(model)
  const ensemble = compileEnsemble(map.task)
  const { states, streams } = replicasOf(map, replicas)
  const host = { ...nodeHost(), cores: workers }
  let shares = 0
  const budget = { ...unlimited, signal: new AbortController().signal, progress: () => void shares++ }
  const runner = runnerOf({ ensemble: () => ensemble, compile: () => fail(), draw: () => fail() }, host)
  // The noise that the ensemble is given below.
  const course = runner.begin(states, { seed: 1, purpose: 'bench', first: 0 })
  const pool = ensembleWorkers(ensemble, host, workers)
  const run = async (): Promise<void> => {
    if (by === 'runner') await course.advance(map.parameters, steps, budget)
    else await pool.run(states, map.parameters, streams, steps)
  }
  // Compiles better code and starts threads.
  await run()
  const times: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now()
    await run()
    times.push((performance.now() - start) / 1000)
  }
  await Promise.all([runner.close(), pool.close()])
  if (by === 'runner' && shares === 0) return { missing: 'progress' }
  return {
    seconds: times.sort((a, b) => a - b)[repeats >> 1]! / (replicas * steps),
    check: meanOf(states, ensemble.states, 0),
  }
}

function fail(): never {
  throw new Error('The map has an ensemble.')
}
