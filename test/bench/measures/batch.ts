import type { Launch } from '../launch.js'
import type { Measure, Row } from '../program.js'
import { reference } from '../reference.js'
import { scalarFlags } from './c-flags.js'

const { c32, c128, jaxBatch32, jaxBatch128 } = reference.gradient

interface Goal {
  readonly atLeast: number
  readonly aim: number
  readonly throughTimes: readonly number[]
  readonly peerTimes: readonly number[]
}

/** Gradients at 1,024 points, times per point. */
export function batch({ ours, c, python, budget }: Launch): Measure {
  const row = (hidden: number, { atLeast, aim, ...elsewhere }: Goal): Row => ({
    title: `gradient, 1,024 points, d = ${4 * hidden}`,
    clock: 'CPU',
    tolerance: 1e-8,
    ours: ours('batch', { hidden, points: 1024, budget }, { label: `thalweg, d = ${4 * hidden}` }),
    peers: [
      {
        program: python('JAX vmap', 'jax', 'network_jax.py', ['batch', hidden, budget]),
        atLeast,
        aim,
        // One point again and again, as it was timed elsewhere: branches inside tanh are then predicted perfectly.
        indirect: {
          through: c('C -O3, one point', 'network.c', scalarFlags, ['gradient', hidden, budget]),
          ...elsewhere,
        },
      },
      { program: c('C -O3, point by point', 'network.c', scalarFlags, ['batch', hidden, budget]) },
    ],
  })
  return {
    name: 'batch',
    rows: [
      row(8, { atLeast: 1.4, aim: 1.8, throughTimes: c32, peerTimes: jaxBatch32 }),
      row(32, { atLeast: 1, aim: 1.5, throughTimes: c128, peerTimes: jaxBatch128 }),
    ],
  }
}
