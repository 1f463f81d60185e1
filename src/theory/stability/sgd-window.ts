import { compiledSampler } from '../../dynamics/index.js'
import {
  certainRange,
  meanSquareThreshold,
  preparedProduct,
  stabilityThresholds,
} from '../../numeric/index.js'
import { decimal } from '../decimal.js'
import type { SgdSetting } from './sgd-setting.js'

// Thresholds so close to each other are the same.
const rounding = 1e-9

/**
 * Between which learning rates almost every run settles though second moments grow, as a clause. The almost-sure
 * threshold is named where it has a closed form: elsewhere the search for it takes seconds.
 */
export function advisedRates({ product, budget }: SgdSetting): string {
  const from = meanSquareThreshold(product).value
  const none = `no learning rate will do, since the mean-square and the almost-sure threshold are both ${decimal(from)}`
  // Gradients of equal length: above, every factor makes volumes larger.
  const { unstableAbove } = certainRange(preparedProduct(product))
  if (unstableAbove !== undefined && unstableAbove <= from * (1 + rounding)) return none
  if (product.dimension > 1)
    return (
      `choose a learning rate above the mean-square threshold ${decimal(from)} and below the almost-sure one, which ` +
      'stability/sgd-lyapunov shows'
    )
  const to = stabilityThresholds(product, { sampler: compiledSampler(), budget }).first?.value
  if (to === undefined) return `choose a learning rate above the mean-square threshold ${decimal(from)}`
  if (to <= from * (1 + rounding)) return none
  return `choose a learning rate between the mean-square threshold ${decimal(from)} and the almost-sure one ${decimal(to)}`
}
