import type { Launch } from '../launch.js'
import type { Measure, Row } from '../program.js'

/** The zero-loss set of a network at a point, from its derivatives at the same place. */
export function geometry({ ours, python, budget }: Launch): Measure {
  const row = (
    what: 'decomposition' | 'second',
    dimension: number,
    loss: 'squares' | 'log-cosh' = 'squares',
  ): Row => ({
    title: `${titles[what]}${loss === 'squares' ? '' : ' from the Hessian'}, d = ${dimension}`,
    clock: 'CPU',
    tolerance: 1e-7,
    ours: ours(
      'geometry',
      { what, dimension, loss, budget },
      { label: `thalweg, ${what}, ${loss}, d = ${dimension}` },
    ),
    peers: [
      {
        program: python('NumPy, SciPy', 'scipy', 'geometry.py', [dimension, what, loss, budget]),
        aim: goals[dimension]!,
      },
    ],
  })
  const sizes = [10, 50, 200]
  return {
    name: 'geometry',
    rows: [
      ...sizes.map((d) => row('decomposition', d)),
      row('decomposition', 200, 'log-cosh'),
      ...sizes.map((d) => row('second', d)),
    ],
  }
}

const titles = {
  decomposition: 'rank, bases and projectors',
  second: 'second derivative of the limit map',
}

// LAPACK and BLAS are vectorised by hand: the larger the matrices, the further ahead.
const goals: Readonly<Record<number, number>> = { 10: 1, 50: 0.4, 200: 0.2 }
