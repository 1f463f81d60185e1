import type { Launch } from '../launch.js'
import type { Measure, Row } from '../program.js'
import { scalarFlags } from './c-flags.js'

/** The upper triangle of one Hessian at one point. */
export function hessian({ ours, c, budget }: Launch): Measure {
  const row = (hidden: number, goal: { atLeast: number; aim: number }): Row => ({
    title: `Hessian, one point, d = ${4 * hidden}`,
    clock: 'CPU',
    tolerance: 1e-9,
    ours: ours('evaluate', { what: 'hessian', hidden, budget }, { label: `thalweg, d = ${4 * hidden}` }),
    peers: [{ program: c('C -O3', 'network.c', scalarFlags, ['hessian', hidden, budget]), ...goal }],
  })
  return { name: 'hessian', rows: [row(8, { atLeast: 1.4, aim: 1.6 }), row(32, { atLeast: 0.6, aim: 1 })] }
}
