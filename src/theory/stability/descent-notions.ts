import type { Estimate } from '../../base/estimate.js'
import { readable } from '../../calculus/index.js'
import { add, type Expression, multiply, subtract } from '../../expression/index.js'
import { curvatureSpectrum } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import { exactLogarithm } from '../exact-estimate.js'
import { exactSharpness, roundingError, thresholdEstimate } from './sharpness.js'
import type { SgdSetting } from './sgd-setting.js'

/** What is known of gradient descent on the mean over the samples, in closed form where there is one. */
export interface DescentNotions {
  /** μ = log max |1 − ηh| over the eigenvalues h of the Hessian on the normal space. */
  readonly exponent: Estimate
  /** 2/h_max, where it has a closed form. */
  readonly threshold: Estimate | undefined
}

export function descentNotions(site: Site, setting: SgdSetting): DescentNotions {
  // With probabilities of their own samples have another mean than the loss.
  const largest = setting.batch.probabilities === undefined ? exactSharpness(site) : undefined
  return {
    exponent: (largest && exactExponent(site, setting, largest)) ?? computedExponent(site, setting),
    threshold: largest && thresholdEstimate(site, largest),
  }
}

// Formulas of more characters are not for reading.
const longest = 48

// An eigenvalue is the one that decides when the others are behind by more than this.
const margin = 1e-9

function exactExponent(
  site: Site,
  { product, learningRate }: SgdSetting,
  largest: Expression,
): Estimate | undefined {
  const spectrum = curvatureSpectrum(product)
  const [least, most] = [spectrum[0]!, spectrum.at(-1)!].map((h) => learningRate.value * h) as [
    number,
    number,
  ]
  const decides = spectrum.length === 1 || most - 1 > 1 - least + margin
  const eigenvalue = decides ? largest : leastOfTwo(site, largest, spectrum.length)
  if (eigenvalue === undefined || (!decides && most - 1 > 1 - least - margin)) return undefined
  const factor = readable(subtract(site.model.graph.constant(1), multiply(learningRate.exact, eigenvalue)))
  const isNegative = decides ? most > 1 : least > 1
  const exact = exactLogarithm(isNegative ? readable(multiply(factor, -1)) : factor)
  return exact.text.length <= longest ? exact : undefined
}

/** Of two eigenvalues the other one: the trace less the largest. */
function leastOfTwo({ point, landscape }: Site, largest: Expression, count: number): Expression | undefined {
  if (count !== 2 || point.exact === undefined) return undefined
  const diagonal = point.exact.at(landscape.symbolic.hessian.map((row, i) => row[i]!))
  return readable(subtract(diagonal.reduce(add), largest))
}

// 1 − ηh is known to the rounding of ηh, however small it is.
function computedExponent(site: Site, { product, learningRate }: SgdSetting): Estimate {
  const steps = Array.from(curvatureSpectrum(product), (h) => learningRate.value * h)
  const size = Math.max(...steps.map((step) => Math.abs(1 - step)))
  const doubt = roundingError(site) * Math.max(...steps) + 4 * Number.EPSILON
  const value = Math.log(size)
  if (size <= 2 * doubt) return { kind: 'enclosed', value, lo: -Infinity, hi: Math.log(size + doubt) }
  const error = -Math.log1p(-doubt / size) + 4 * Number.EPSILON * Math.abs(value)
  return { kind: 'numerical', value, error, method: 'eigenvalues of the Hessian' }
}
