import { type Estimate, uncertainty } from '../../base/estimate.js'
import { toLatex } from '../../expression/index.js'
import type { DerivationStep, Site } from '../contract.js'
import { decimal } from '../decimal.js'
import type { NoiseCoefficients } from './limit/index.js'
import { noiseSteps } from './noise-derivation.js'
import type { SlowLaw } from './slow-diffusion-law.js'
import type { DiffusionPlan } from './slow-diffusion-plan.js'

/** How the law comes about, with the coefficients at the start. */
export function diffusionDerivation(
  { point }: Site,
  { learningRate, direction, slowTime, noise }: DiffusionPlan,
  { slowDrift, slowDriftAtRate, diffusion }: NoiseCoefficients,
  law: SlowLaw,
): DerivationStep[] {
  const atRate = slowDriftAtRate ?? slowDrift
  return [
    ...noiseSteps(noise),
    {
      says: 'To first order the noise enters the gradient through $G$, with the covariance $\\sigma^2\\Sigma$:',
      formula: ['\\Sigma = G C G^\\top, \\qquad G = \\partial_w\\partial_\\eta\\hat L(w, 0)'],
    },
    {
      says:
        'A step of the noise moves the limit $\\Phi_\\alpha$ of gradient descent by $-\\alpha\\sigma P G\\zeta$ to first order, ' +
        'which adds up to the diffusion; to second order, and averaged over the stationary fluctuation across the set, by a ' +
        'drift in three parts, of which the first is normal to the set and keeps $Y$ on it:',
      formula: [
        '\\tfrac12 D^2\\Phi_\\alpha[\\Sigma] = -\\tfrac12 H^+\\nabla^3L[P\\Sigma P] - P\\,\\nabla^3L[H^+\\Sigma P] - \\tfrac12 P\\,\\nabla^3L[X]',
        'HX + XH - \\alpha HXH = Q\\,\\Sigma\\,Q, \\qquad H = \\nabla^2 L, \\quad Q = I - P',
      ],
    },
    {
      says: `At ${point.name}, for $\\alpha = ${toLatex(learningRate.exact)}$: the parts, their sum, and the same for $\\alpha \\to 0$:`,
      formula: [
        `b_{TT} = ${vectorLatex(atRate.tangentTangent)}`,
        `b_{TN} = ${vectorLatex(atRate.mixed)}`,
        `b_{NN} = ${vectorLatex(atRate.normalNormal)}`,
        `b_\\alpha = ${vectorLatex(atRate.total)}`,
        `b_0 = ${vectorLatex(slowDrift.total)}`,
        ...(diffusion.rows <= 4 ? [`P\\,\\Sigma\\,P = ${matrixLatex(diffusion)}`] : []),
      ],
    },
    {
      says:
        `The displacement $\\langle Y_t - w_0, e\\rangle$ is that along the tangent direction $e$ of the strongest noise, at the ` +
        `slow time $t = ${bare(decimal(slowTime, 4))}$. Its law was computed from ${law.method}:`,
      formula: [
        `e = (${shown(Array.from(direction, (x) => bare(decimal(x, 5))))})`,
        `E = ${bare(decimal(law.mean.value, 5))}, \\qquad \\mathrm{sd} = ${bare(decimal(law.deviation.value, 5))}`,
      ],
    },
  ]
}

function vectorLatex(entries: readonly Estimate[]): string {
  return `(${shown(entries.map(entryLatex))})`
}

function entryLatex(estimate: Estimate): string {
  if (estimate.kind === 'exact' && estimate.latex.length <= 60)
    return estimate.latex.replaceAll('\\frac', '\\tfrac')
  return Math.abs(estimate.value) <= uncertainty(estimate) ? '0' : bare(decimal(estimate.value, 6))
}

function matrixLatex({ rows, columns, data }: NoiseCoefficients['diffusion']): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns), (x) => bare(decimal(x, 5))).join(' & '),
  )
  return `\\begin{pmatrix} ${lines.join(' \\\\ ')} \\end{pmatrix}`
}

// The first entries of a long vector.
function shown(entries: readonly string[]): string {
  return [...entries.slice(0, 4), ...(entries.length > 4 ? ['\\ldots'] : [])].join(',\\; ')
}

const bare = (text: string): string => text.replaceAll('$', '')
