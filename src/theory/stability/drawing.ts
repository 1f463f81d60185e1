import type { BatchChoice } from '../../dynamics/index.js'
import { rational } from '../../expression/index.js'
import type { SampledProduct } from '../../numeric/index.js'

/** How the batches of a product are drawn. */
export function drawing({ size, replacement, probabilities }: BatchChoice): Pick<SampledProduct, 'batchSize' | 'replacement' | 'weights'> {
  const weights = probabilities && Float64Array.from(probabilities, rational.toNumber)
  return { batchSize: size, replacement, ...(weights && { weights }) }
} // prettier-ignore
