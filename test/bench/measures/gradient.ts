import type { Launch } from '../launch.js'
import type { Measure } from '../program.js'
import { reference } from '../reference.js'
import { scalarFlags } from './c-flags.js'

const { c32, jax32, casadi32 } = reference.gradient

/** One gradient at one point. */
export function gradient({ ours, c, python, budget }: Launch): Measure {
  const inC = c('C -O3', 'network.c', scalarFlags, ['gradient', 8, budget])
  const through = { through: inC, throughTimes: c32 }
  return {
    name: 'gradient',
    rows: [
      {
        title: 'gradient, one point, d = 32',
        clock: 'CPU',
        tolerance: 1e-9,
        ours: ours('evaluate', { what: 'gradient', hidden: 8, budget }),
        peers: [
          { program: inC, atLeast: 1.3, aim: 1.6 },
          {
            program: python('JAX jit', 'jax', 'network_jax.py', ['gradient', 8, budget]),
            atLeast: 33,
            aim: 45,
            indirect: { ...through, peerTimes: jax32 },
          },
          {
            program: python('CasADi', 'casadi', 'network_casadi.py', [8, budget]),
            atLeast: 4.8,
            aim: 6,
            indirect: { ...through, peerTimes: casadi32 },
          },
        ],
      },
    ],
  }
}
