import type { Launch } from '../launch.js'
import type { Measure } from '../program.js'
import { reference } from '../reference.js'

const { sympyHessian32, casadi32 } = reference.derive

/** Building the loss and deriving gradient and Hessian with the samples written out, as the peers do. */
export function derive({ ours, python, budget }: Launch): Measure {
  const sympy = python('SymPy', 'sympy', 'derive_sympy.py', [8, 'hessian'])
  const indirect = { through: sympy, throughTimes: sympyHessian32, peerTimes: casadi32 }
  const row = { clock: 'CPU', tolerance: 1e-9 } as const
  return {
    name: 'derive',
    rows: [
      {
        ...row,
        title: 'derive gradient and Hessian, d = 32, cold process',
        ours: ours('derive', { hidden: 8, warm: 0 }),
        peers: [
          { program: sympy, atLeast: 250, aim: 1000 },
          {
            program: python('CasADi SX', 'casadi', 'derive_casadi.py', [8, 'cold']),
            atLeast: 0.5,
            aim: 1,
            indirect,
          },
        ],
      },
      {
        ...row,
        title: 'derive gradient and Hessian, d = 32, warm',
        ours: ours('derive', { hidden: 8, warm: 8 * budget }, { label: 'thalweg, warm' }),
        peers: [
          {
            program: python('CasADi SX, warm', 'casadi', 'derive_casadi.py', [8, 'warm']),
            atLeast: 9,
            aim: 12,
            indirect,
          },
        ],
      },
    ],
  }
}
