import { uncertainty } from '../../base/estimate.js'
import { batchesDrawn, descentBeside } from '../batch-words.js'
import type { Remains, Site } from '../contract.js'
import { decimal } from '../decimal.js'
import { severalSamples } from '../hypotheses/several-samples.js'
import { regularProduct } from '../hypotheses/regular-product.js'
import { accidentalExponent } from './sgd-accidents.js'
import { enclosureWords } from './sgd-enclosure.js'
import { type SgdNotions, sgdNotions, signOf } from './sgd-notions.js'
import { neighbouringQuantities } from './sgd-quantities.js'
import { type SgdSetting, sgdSetting } from './sgd-setting.js'

/**
 * The exponents and thresholds at a point of the set that is not regular, or where a step sees all samples. They are those of
 * the linearised process and exist all the same (Furstenberg & Kesten); Theorem B draws no conclusion from them.
 */
export function sgdRemains(site: Site, refuted: string): Remains | undefined {
  if (refuted !== regularProduct.id && refuted !== severalSamples.id) return undefined
  const setting = sgdSetting(site)
  const found = sgdNotions(setting, site)
  const notions = { ...found, exponent: accidentalExponent(setting, site.model.graph) ?? found.exponent }
  const { exponent } = notions
  return {
    quantities: {
      exponent: {
        title: 'Lyapunov exponent',
        symbol: '\\lambda',
        unit: 'per step',
        estimate: exponent,
        scale: Math.max(Number.isFinite(exponent.value) ? Math.abs(exponent.value) : 1, 1e-3),
      },
      ...neighbouringQuantities(setting, notions),
    },
    says: says(setting, notions, refuted),
  }
}

function says(setting: SgdSetting, notions: SgdNotions, refuted: string): string {
  const { batch, learningRate } = setting
  const { exponent, enclosure, lyapunov } = notions
  const rate = `With ${batchesDrawn(batch)} at learning rate ${decimal(learningRate.value)}`
  const value = decimal(exponent.value, uncertainty(exponent) > 1e-5 ? 4 : 10)
  const certain =
    enclosure === undefined || exponent.kind === 'exact' || exponent.value === -Infinity
      ? ''
      : `, ${enclosureWords(enclosure)}`
  const number = `$\\lambda$ = ${value} (${exponent.kind === 'exact' ? 'exact' : lyapunov.method})${certain}`
  if (refuted === severalSamples.id)
    return (
      `${rate} every step is the same, so that $\\lambda$ is the exponent $\\mu$ of ${descentBeside(batch).name}: ${number}. ` +
      `Theorem B is not available; ${fate(notions)}, and stability/gradient-descent-threshold says what follows for the algorithm.`
    )
  return (
    `${rate} Theorem B is not available: it claims neither that runs settle here nor that they do not. What is known of the linearised ` +
    `process: ${number}; ${fate(notions)}.`
  )
}

// The upper half of the theorem of Furstenberg and Kesten needs no regularity, nor does the growth of the norm.
function fate(notions: SgdNotions): string {
  if (notions.exponent.value === -Infinity) return 'products of factors vanish, so that it ends on the set after finitely many steps, almost surely'
  if (notions.exponent.kind === 'exact' && notions.exponent.value === 0)
    return 'displacements neither grow nor decay at an exponential rate'
  const sign = signOf({ ...notions, lyapunov: { ...notions.lyapunov, estimate: notions.exponent } })
  const proved = notions.enclosure?.settled === undefined ? '' : ` (the sign is proved)`
  if (sign === 'negative') return `every displacement decays, almost surely${proved}`
  if (sign === 'positive') return `the product of the factors grows, almost surely${proved}`
  return 'whether displacements grow or decay is open'
} // prettier-ignore
