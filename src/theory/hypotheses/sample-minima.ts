import { ProblemError } from '../../base/problem.js'
import { isZero } from '../../calculus/index.js'
import type { ZeroLossPoint } from '../../geometry/index.js'
import type { Model } from '../../model/index.js'
import type { Finding, Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
import { exactSampleDerivatives, isPlain, notMinimal } from '../stability/sample-derivatives.js'

// Beyond these, derivatives of single samples are not written out.
const most = { samples: 200, parameters: 24, exact: 12 }

const noSlope = 'the loss of no sample has a slope there'

/** The loss of every sample is minimal at the point, as it is where residuals vanish: then no batch moves the point. */
export const sampleMinima: Hypothesis = {
  id: 'sample-minima',
  statement:
    'The loss of every single sample is minimal at the point, $\\nabla\\ell_i(w^*) = 0$, so that no batch moves it: as for $\\ell_i = \\frac12|r_i|^2$ where the residuals vanish.',
  check({ model, landing }) {
    if (model.loss.kind === 'squares' || model.loss.count === 1) return { state: 'proved', evidence: noSlope }
    if ('problem' in landing)
      return {
        state: 'unknown',
        evidence: 'there is no point at which the losses of samples could be looked at',
      }
    return ofPlainLoss(model, landing.point)
  },
}

function ofPlainLoss(model: Model, point: ZeroLossPoint): Finding {
  if (!isPlain(model)) return { state: 'unknown', evidence: 'the loss has residuals' }
  if (model.loss.count > most.samples || model.symbols.length > most.parameters)
    return {
      state: 'refuted',
      evidence: `${model.loss.count} samples in ${model.symbols.length} parameters are too many to derive the loss of each: of a plain loss, up to ${most.samples} in ${most.parameters}; write it with residuals`,
    }
  const witness = notMinimal(model, point.coordinates)
  if (witness === undefined)
    return isProved(model, point)
      ? { state: 'proved', evidence: noSlope }
      : { state: 'checked', evidence: `${noSlope}, nor a negative curvature` }
  const { sample, slope, lowest } = witness
  const why =
    lowest < 0 && !(slope > 1e-6 * Math.abs(lowest))
      ? `has the negative curvature ${decimal(lowest, 3)} there`
      : `has a slope there, of length ${decimal(slope, 3)}`
  return {
    state: 'refuted',
    evidence: `the loss of sample ${sample + 1} ${why}: batches do not leave the point where it is, and nothing settles exactly there`,
  }
}

function isProved(model: Parameters<typeof exactSampleDerivatives>[0], { exact }: ZeroLossPoint): boolean {
  if (exact === undefined || model.loss.count > most.exact) return false
  try {
    const all = exactSampleDerivatives(model, exact.at)
    return all.every(({ slopes }) => slopes.every((slope) => isZero(slope).outcome === 'proved'))
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}
