import type { Estimate } from '../../base/estimate.js'
import type { Prose } from '../../base/prose.js'
import { descentBeside } from '../batch-words.js'
import type { PredictedQuantity } from '../contract.js'
import { enclosureEstimate } from './sgd-enclosure.js'
import type { SgdNotions } from './sgd-notions.js'
import type { SgdSetting } from './sgd-setting.js'

/** λ's certain bounds and what stands beside it: other notions of stability and their thresholds. */
export function neighbouringQuantities(
  { learningRate, batch: drawn }: SgdSetting,
  notions: SgdNotions,
): Record<string, PredictedQuantity> {
  const { meanSquare, fourthMoment, gradientDescent, threshold, tail } = notions
  const scale = learningRate.value
  const descent = descentBeside(drawn)
  const { enclosure, exponent } = notions
  const quantities: Record<string, PredictedQuantity> = {
    ...(enclosure !== undefined && {
      enclosure: {
        title: 'Lyapunov exponent, enclosed',
        symbol: '\\lambda',
        unit: 'per step',
        estimate: enclosureEstimate(enclosure, exponent.value),
        scale: Math.max(Math.abs(exponent.value), 1e-3),
      },
    }),
    meanSquare: {
      title: 'exponent of the second moment',
      symbol: '\\Lambda(2)',
      unit: 'per step',
      estimate: meanSquare,
      scale: Math.max(Math.abs(meanSquare.value), 1e-3),
    },
    ...(fourthMoment !== undefined &&
      Number.isFinite(fourthMoment.value) && {
        fourthMoment: {
          title: 'exponent of the fourth moment',
          symbol: '\\Lambda(4)',
          unit: 'per step',
          estimate: fourthMoment,
          scale: Math.max(Math.abs(fourthMoment.value), 1e-3),
        },
      }),
    gradientDescent: {
      title: `exponent of ${descent.name}`,
      symbol: descent.exponent,
      unit: 'per step',
      estimate: computed(gradientDescent, 'eigenvalues of the Hessian'),
      scale: Math.max(Math.abs(gradientDescent), 1e-3),
    },
    meanSquareThreshold: rateQuantity(
      'mean-square threshold',
      '\\eta_{\\mathrm{ms}}',
      notions.meanSquareThreshold,
      scale,
    ),
    gradientDescentThreshold: rateQuantity(
      `threshold of ${descent.name}`,
      descent.threshold,
      notions.gradientDescentThreshold,
      scale,
    ),
  }
  if (threshold !== undefined)
    quantities['threshold'] = rateQuantity('almost-sure threshold', '\\eta^*', threshold, scale)
  if (tail?.estimate !== undefined)
    quantities['tailExponent'] = {
      title: 'tail exponent of excursions',
      symbol: '\\gamma',
      unit: 'none',
      estimate: tail.estimate,
      scale: 1,
    }
  return quantities
}

function computed(value: number, method: string): Estimate {
  return { kind: 'numerical', value, error: 1e-12 * Math.max(1, Math.abs(value)), method }
}

function rateQuantity(title: Prose, symbol: string, estimate: Estimate, scale: number): PredictedQuantity {
  return { title, symbol, unit: 'learning rate', estimate, scale }
}
