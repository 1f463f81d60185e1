import type { Launch } from '../launch.js'
import type { Measure } from '../program.js'
import { reference } from '../reference.js'

const { sympyHessian32, casadi32 } = reference.derive

/**
 * Building the loss and deriving gradient and Hessian with the samples written out, as the peers do; once also for one
 * symbolic sample of all, which is what a model with data comes to. SymPy's expressions are in a canonical form like ours;
 * CasADi's are operations, like those our kernels are made of.
 */
export function derive({ ours, python, budget }: Launch): Measure {
  const sympy = python('SymPy', 'sympy', 'derive_sympy.py', [8, 'hessian'])
  const casadi = (when: 'cold' | 'warm') =>
    python(`CasADi SX, ${when}`, 'casadi', 'derive_casadi.py', [8, when])
  const indirect = { through: sympy, throughTimes: sympyHessian32, peerTimes: casadi32 }
  const row = { clock: 'CPU', tolerance: 1e-9 } as const
  const side = (as: 'expressions' | 'operations' | 'rolled', warm: number) =>
    ours('derive', { hidden: 8, as, warm }, { label: `thalweg, ${as}${warm > 0 ? ', warm' : ''}` })
  const title = 'derive gradient and Hessian, d = 32'
  return {
    name: 'derive',
    rows: [
      {
        ...row,
        title: `${title}, as exact expressions, cold process`,
        ours: side('expressions', 0),
        peers: [{ program: sympy, atLeast: 250, aim: 1000 }],
      },
      {
        ...row,
        title: `${title}, as operations, cold process`,
        ours: side('operations', 0),
        peers: [
          { program: sympy, atLeast: 250, aim: 1000 },
          { program: casadi('cold'), atLeast: 0.5, aim: 1, indirect },
        ],
      },
      {
        ...row,
        title: `${title}, as operations of one symbolic sample, cold process`,
        ours: side('rolled', 0),
        peers: [{ program: casadi('cold'), indirect }],
      },
      {
        ...row,
        title: `${title}, as exact expressions, warm`,
        ours: side('expressions', 8 * budget),
        peers: [{ program: casadi('warm'), indirect }],
      },
      {
        ...row,
        title: `${title}, as operations, warm`,
        ours: side('operations', 8 * budget),
        peers: [{ program: casadi('warm'), atLeast: 9, aim: 12, indirect }],
      },
    ],
  }
}
