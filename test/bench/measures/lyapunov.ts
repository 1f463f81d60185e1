import type { Launch } from '../launch.js'
import type { Measure } from '../program.js'
import { scalarFlags } from './c-flags.js'

const goals = [
  { dimension: 2, atLeast: 1.2, aim: 1.6 },
  { dimension: 4, atLeast: 1, aim: 1.4 },
  { dimension: 8, atLeast: 0.6, aim: 1 },
]

/** The top Lyapunov exponent of a product of random matrices, seconds per factor. */
export function lyapunov({ ours, c }: Launch): Measure {
  const factors = 5_000_000
  return {
    name: 'lyapunov',
    rows: goals.map(({ dimension, ...goal }) => ({
      title: `Lyapunov product, N = ${dimension}`,
      clock: 'CPU',
      // Several standard errors of the exponent from this many factors.
      tolerance: 0.004,
      ours: ours('lyapunov', { dimension, factors }, { label: `thalweg, N = ${dimension}` }),
      peers: [
        {
          program: c('C -O3, one chain', 'lyapunov.c', scalarFlags, [dimension, factors]),
          ...goal,
        },
      ],
    })),
  }
}
