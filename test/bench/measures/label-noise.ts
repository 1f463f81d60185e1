import type { Launch } from '../launch.js'
import type { Measure, Row } from '../program.js'
import { reference } from '../reference.js'
import { vectorFlags128 } from './c-flags.js'

const { cProduct, cNetwork, jaxProduct, jaxNetwork } = reference.labelNoise

interface Case {
  readonly model: 'uv' | 'network'
  readonly title: string
  readonly steps: number
  /** Several standard errors of the mean over replicas. */
  readonly tolerance: number
  readonly jax: { readonly atLeast: number; readonly aim: number }
  readonly c: { readonly atLeast: number; readonly aim: number }
  readonly throughTimes: readonly number[]
  readonly peerTimes: readonly number[]
}

const cases: readonly Case[] = [
  {
    model: 'uv',
    title: 'label-noise SGD of uv, 1,024 replicas',
    steps: 10_000,
    tolerance: 0.01,
    jax: { atLeast: 17, aim: 22 },
    c: { atLeast: 1.05, aim: 1.4 },
    throughTimes: cProduct,
    peerTimes: jaxProduct,
  },
  {
    model: 'network',
    title: 'label-noise SGD of the network, d = 32, 1,024 replicas',
    steps: 2000,
    tolerance: 0.03,
    jax: { atLeast: 12, aim: 16 },
    c: { atLeast: 0.9, aim: 1.1 },
    throughTimes: cNetwork,
    peerTimes: jaxNetwork,
  },
]

/** Seconds per replica and step. */
export function labelNoise({ ours, c, python }: Launch): Measure {
  const row = (each: Case): Row => {
    const { model, title, steps, tolerance, throughTimes, peerTimes } = each
    const inC = c('C at 128 bit', 'ensemble.c', vectorFlags128, [model, steps])
    return {
      title,
      clock: 'CPU',
      tolerance,
      ours: ours('label-noise', { model, replicas: 1024, steps }, { label: `thalweg, ${model}` }),
      peers: [
        { program: inC, ...each.c },
        {
          program: python('JAX', 'jax', 'ensemble_jax.py', [model, steps]),
          ...each.jax,
          indirect: { through: inC, throughTimes, peerTimes },
        },
      ],
    }
  }
  return { name: 'label-noise', rows: cases.map(row) }
}
