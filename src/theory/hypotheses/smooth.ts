import { isAnalytic, type Kink, kinksAt, rational } from '../../expression/index.js'
import type { Landscape } from '../../geometry/index.js'
import type { Hypothesis } from '../contract.js'
import { pointOf } from '../site.js'

/** The loss has the derivatives that the theorem uses, at and near the point. */
export const smooth: Hypothesis = {
  id: 'smooth',
  statement: 'The loss is smooth near the point: none of its functions has a kink there.',
  check(situation) {
    const { landscape } = situation
    const point = pointOf(situation)
    const kinks = kinksOfLossAt(landscape, point.coordinates)
    if (kinks.length > 0) {
      const names = [...new Set(kinks.map((kink) => kink.fn))].join(', ')
      return { state: 'refuted', evidence: `the point lies on a kink of ${names}` }
    }
    const finite = landscape.hessian(point.coordinates).data.every(Number.isFinite)
    if (!finite) return { state: 'refuted', evidence: 'a second derivative is not finite at the point' }
    return {
      state: 'proved',
      evidence: 'every function in the formula is analytic at the values it takes there',
    }
  },
}

// With many samples the formula of one is looked at with the data of each.
function kinksOfLossAt({ model, symbolic, perSample }: Landscape, w: Float64Array): Kink[] {
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
