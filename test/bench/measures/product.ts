import type { Launch } from '../launch.js'
import type { Measure, Program, Row } from '../program.js'
import { scalarFlags } from './c-flags.js'

const dimensions = [2, 4, 8]
// Linear regression of N samples, one of them in a step: an exponent of -0.07 for N = 2, -0.02 for 4 and -0.01 for 8.
const product = 'stochastic gradient descent, N ='
/** Several standard errors of the exponent from the shortest of the simulations. */
const tolerance = 4e-4
const halfWidth = 1e-3

/** Random products as users get them: by the simulation of a prediction and by the experiment of `verify`. */
export function products({ ours, c, python, budget }: Launch): Measure {
  const inC = (dimension: number, label: string, args: readonly (string | number)[]): Program =>
    c(label, 'product.c', [...scalarFlags, `-DN=${dimension}`], args)
  const factors = (dimension: number): Row[] => {
    const peers = [
      { program: inC(dimension, 'C -O3, one chain', [10_000_000]), atLeast: 1, aim: 1.4 },
      { program: python('NumPy, 1,024 chains', 'numpy', 'product_numpy.py', [dimension, 1024]) },
      { program: python('NumPy, one chain', 'numpy', 'product_numpy.py', [dimension, 1]) },
      { program: python('JAX, 1,024 chains', 'jax', 'product_jax.py', [dimension]) },
    ]
    return (['prediction', 'experiment'] as const).map((by) => ({
      title: `${product} ${dimension}: ${by === 'prediction' ? 'simulation of a prediction' : 'experiment of verify'}`,
      clock: 'CPU',
      tolerance,
      ours: ours('product', { by, dimension }, { label: `thalweg, ${by}, N = ${dimension}` }),
      peers,
    }))
  }
  const interval = (dimension: number): Row => ({
    title: `${product} ${dimension}: exponent simulated to ± 0.001, cold process`,
    clock: 'CPU',
    tolerance: 2 * halfWidth,
    ours: ours(
      'exponent',
      { dimension, halfWidth, budget },
      { label: `thalweg to an interval, N = ${dimension}` },
    ),
    peers: [{ program: inC(dimension, 'C -O3, 32 chains', ['interval', halfWidth]) }],
  })
  return {
    name: 'product',
    rows: [
      ...dimensions.flatMap(factors),
      ...dimensions.map(interval),
      {
        title: `${product} 2: exponent to 14 digits`,
        clock: 'CPU',
        tolerance: 1e-13,
        ours: ours('exponent', { dimension: 2, halfWidth: 0, budget }, { label: 'thalweg to 14 digits' }),
        peers: [
          { program: python('NumPy, the same method', 'numpy', 'exponent_numpy.py', [budget]), atLeast: 1 },
        ],
      },
    ],
  }
}
