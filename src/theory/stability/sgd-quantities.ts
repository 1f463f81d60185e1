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
  const { meanSquare, fourthMoment, gradientDescent, signChanges, tail } = notions
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
      estimate: gradientDescent,
      scale: Number.isFinite(gradientDescent.value) ? Math.max(Math.abs(gradientDescent.value), 1e-3) : 1,
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
  const crossings = signChanges?.crossings ?? []
  crossings.forEach(({ learningRate: at, becomes }, k) => {
    const [name, symbol] =
      crossings.length === 1
        ? ['', '\\eta^*']
        : [` ${k + 1} of ${crossings.length}, ${becomes} above`, `\\eta^*_{${k + 1}}`]
    quantities[k === 0 ? 'threshold' : `threshold${k + 1}`] = rateQuantity(
      `almost-sure threshold${name}`,
      symbol,
      at,
      scale,
    )
  })
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

function rateQuantity(title: Prose, symbol: string, estimate: Estimate, scale: number): PredictedQuantity {
  return { title, symbol, unit: 'learning rate', estimate, scale }
}
