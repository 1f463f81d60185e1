import { compiledSampler } from '../../dynamics/index.js'
import { meanSquareThreshold, stabilityThresholds } from '../../numeric/index.js'
import { decimal } from '../decimal.js'
import type { SgdSetting } from './sgd-setting.js'

/**
 * Between which learning rates almost every run settles though second moments grow, as a clause. The almost-sure
 * threshold is named where it has a closed form: elsewhere the search for it takes seconds.
 */
export function advisedRates({ product }: SgdSetting): string {
  const from = meanSquareThreshold(product).value
  if (product.dimension > 1)
    return (
      `choose a learning rate above the mean-square threshold ${decimal(from)} and below the almost-sure one, which ` +
      'stability/sgd-lyapunov shows'
    )
  const to = stabilityThresholds(product, { sampler: compiledSampler() }).first?.value
  if (to === undefined) return `choose a learning rate above the mean-square threshold ${decimal(from)}`
  if (to <= from * (1 + 1e-9))
    return `no learning rate will do, since the mean-square and the almost-sure threshold are both ${decimal(from)}`
  return `choose a learning rate between the mean-square threshold ${decimal(from)} and the almost-sure one ${decimal(to)}`
}
