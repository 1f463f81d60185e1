import { isAnalytic, type Kink, kinksAt, rational } from '../expression/index.js'
import type { Landscape } from './landscape.js'

/** The kinks of the residuals (of a general loss itself) at a place. With many samples one formula and the data of each. */
export function kinksOfLossAt({ model, symbolic, perSample }: Landscape, w: ArrayLike<number>): Kink[] {
  const { residuals, loss } = perSample ?? symbolic
  const formulas = residuals ?? [loss]
  if (isAnalytic(formulas)) return []
  const point = model.symbols.map((symbol, i) => [symbol, w[i]!] as const)
  const { data } = model
  if (perSample === undefined || data === undefined) return kinksAt(formulas, new Map(point))
  return data.samples.flatMap((sample) => {
    const values = data.symbols.map((symbol, i) => [symbol, rational.toNumber(sample[i]!)] as const)
    return kinksAt(formulas, new Map([...point, ...values]))
  })
}
