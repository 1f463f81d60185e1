import type { Estimate } from '../../base/estimate.js'
import { batchLaw } from '../../numeric/index.js'
import { toLatex } from '../../expression/index.js'
import type { DerivationStep } from '../contract.js'
import { decimal, enclosing } from '../decimal.js'
import type { SgdSetting } from './sgd-setting.js'

export interface ExcursionNumbers {
  readonly exponent: Estimate
  readonly second: Estimate
  readonly gamma: Estimate
  readonly method: string
}

/** How the power law of excursions comes about. */
export function excursionDerivation(
  setting: SgdSetting,
  { exponent, second, gamma, method }: ExcursionNumbers,
): DerivationStep[] {
  const { learningRate, product } = setting
  const equation = scalarEquation(setting)
  return [
    {
      says: `A step on a batch $S$ linearises on the normal space (dimension ${product.dimension}), at $\\eta = ${toLatex(learningRate.exact)}$, to`,
      formula: ['A_S = I - \\tfrac{\\eta}{B}\\textstyle\\sum_{i\\in S}\\nabla^2\\ell_i(w^*)'],
    },
    {
      says:
        '$\\Lambda$ is convex with $\\Lambda(0) = 0$. Its slope there is the Lyapunov exponent, which is negative, and at 2 it is not: ' +
        'so it has exactly one positive root, and that is at most 2.',
      formula: [
        `\\Lambda^\\prime(0) = \\lambda = ${number(exponent.value)}, \\qquad \\Lambda(2) = ${number(second.value)}`,
      ],
    },
    {
      says:
        'For $p < \\gamma$ the sum of all moments is finite, so that by the inequality of Markov excursions are not more frequent ' +
        'than $R^{-p}$ up to a constant; for $p > \\gamma$ they are not rarer, by the principle of large deviations at the slope ' +
        'of $\\Lambda$ in $\\gamma$.',
      formula: [
        'P\\bigl(\\sup_n |A_{S_n}\\cdots A_{S_1} x| > R\\,|x|\\bigr) \\le R^{-p} \\sum_n \\mathbb{E}\\,\\|A_{S_n}\\cdots A_{S_1}\\|^p, \\qquad p < \\gamma',
      ],
    },
    ...(equation === undefined
      ? []
      : [{ says: 'In one dimension the factors are numbers, and $\\gamma$ solves', formula: [equation] }]),
    {
      says: `The root (${method}) is`,
      formula: [
        gamma.kind === 'enclosed'
          ? enclosing(gamma.lo, '\\gamma', gamma.hi)
          : `\\gamma = ${number(gamma.value)}`,
      ],
    },
  ]
}

// More do not fit on a line.
const mostTerms = 5

/** Σ P(S)·|1 − ηκ_S|^γ = 1 with its numbers. */
function scalarEquation({ product, learningRate }: SgdSetting): string | undefined {
  const law = product.dimension === 1 ? batchLaw(product) : undefined
  if (law === undefined || law.batches.length > mostTerms) return undefined
  const terms = law.batches.map(({ curvature, probability }) => {
    const factor = Math.abs(1 - learningRate.value * curvature.data[0]!)
    return `${number(probability, 4)} \\cdot ${number(factor, 6)}^{\\gamma}`
  })
  return `\\mathbb{E}\\,|1 - \\eta\\kappa_S|^{\\gamma} = ${terms.join(' + ')} = 1`
}

function number(value: number, digits = 8): string {
  if (!Number.isFinite(value)) return value < 0 ? '-\\infty' : '\\infty'
  return decimal(value, digits).replaceAll('$', '')
}
