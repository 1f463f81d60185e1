import type { Launch } from '../launch.js'
import type { Measure } from '../program.js'

/** The same ensemble on two workers and on one: wall time, on all cores. */
export function workers({ ours }: Launch): Measure {
  const task = { model: 'network', replicas: 1024, steps: 10_000 }
  const on = (count: number, label: string) =>
    ours('workers', { ...task, workers: count }, { label, allCores: true })
  return {
    name: 'workers',
    rows: [
      {
        title: 'label-noise SGD of the network on two workers',
        clock: 'wall',
        // Results must not depend on the number of workers, except for the order of a sum.
        tolerance: 1e-9,
        ours: on(2, 'two workers'),
        peers: [{ program: on(1, 'one worker'), atLeast: 1.9, aim: 1.95 }],
      },
    ],
  }
}
