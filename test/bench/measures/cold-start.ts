import type { Launch } from '../launch.js'
import type { Measure, Row } from '../program.js'
import { reference } from '../reference.js'

const { sympyGradient32, jaxFirst32, jaxFirst128 } = reference.derive

/** From nothing to the first Hessian in a fresh process. */
export function coldStart({ ours, python }: Launch): Measure {
  // Like JAX's tracing, deriving in SymPy is one thread that builds small objects: the nearest thing that is present.
  const sympy = python('SymPy gradient, d = 32', 'sympy', 'derive_sympy.py', [8, 'gradient'])
  const row = (
    hidden: number,
    goal: { atLeast: number; aim: number },
    peerTimes: readonly number[],
  ): Row => ({
    title: `derive, compile and first Hessian, d = ${4 * hidden}, cold process`,
    clock: 'CPU',
    tolerance: 1e-9,
    ours: ours('cold-start', { hidden }, { label: `thalweg, d = ${4 * hidden}` }),
    peers: [
      {
        program: python('JAX', 'jax', 'network_jax.py', ['first', hidden, 0]),
        ...goal,
        indirect: { through: sympy, throughTimes: sympyGradient32, peerTimes },
      },
    ],
  })
  return {
    name: 'cold-start',
    rows: [
      row(8, { atLeast: 13, aim: 30 }, jaxFirst32),
      row(32, { atLeast: 2.5, aim: 8 }, jaxFirst128),
    ],
  }
} // prettier-ignore
