import { gradient, hessian, isZero, readable } from '../../../calculus/index.js'
import {
  evaluate,
  type Expression,
  freeSymbols,
  multiply,
  nodeCount,
  orderNodes,
  rational,
  squareRoot,
  substitute,
} from '../../../expression/index.js'
import type { GeneralLoss, Model, SquareLoss } from '../../../model/index.js'
import type { Naming } from './names.js'
import { unlessProblem } from './unless-problem.js'

/** A plain loss that depends on the parameters through one quantity s alone, and is minimal where that is 0. */
export interface LossOfOne {
  readonly inner: Expression
  /** ∂²ℓ/∂s² at 0, in the data. */
  readonly curvature: Expression
  /** √(∂²ℓ/∂s² at 0)·s: ½r² has the Hessian of the loss where s = 0. */
  readonly residual: Expression
  readonly model: Model & { readonly loss: SquareLoss }
}

const largest = 400

/**
 * ℓ = f(s) with s in parameters and data and f in s and data, f′(0) = 0: where s vanishes the Hessian is f″(0) ∇s∇sᵀ. The
 * innermost such s is taken; both is proved. Nothing where there is none, or f″(0) is not positive for the data of the model.
 */
export function lossOfOne(model: Model & { readonly loss: GeneralLoss }, naming: Naming): LossOfOne | undefined {
  const { loss, symbols, data } = model
  const isParameter: ReadonlySet<Expression> = new Set(symbols)
  const hasParameters = (e: Expression): boolean => [...freeSymbols(e)].some((symbol) => isParameter.has(symbol))
  if (nodeCount([loss.perSample]) > largest) return undefined
  const letter = naming.fresh(['s', 'residual', 't'])
  const nothing = new Map([[letter, letter.graph.zero]])
  for (const inner of orderNodes([loss.perSample])) {
    if (!(inner.kind === 'sum' || inner.kind === 'product') || !hasParameters(inner)) continue
    const outer = substitute(loss.perSample, new Map([[inner, letter]]))
    if (hasParameters(outer)) continue
    const curvature = unlessProblem(() => {
      const [slope] = gradient(outer, [letter]).map((e) => substitute(e, nothing))
      const [[second]] = hessian(outer, [letter]) as [[Expression]]
      return isZero(slope!).outcome === 'proved' ? readable(substitute(second, nothing)) : undefined
    })
    if (curvature === undefined || !isPositiveForData(curvature, data)) continue
    const residual = multiply(squareRoot(curvature), inner)
    return { inner, curvature, residual, model: { ...model, loss: { kind: 'squares', residuals: [residual], count: loss.count } } }
  }
  return undefined
} // prettier-ignore

function isPositiveForData(curvature: Expression, data: Model['data']): boolean {
  const samples = data?.samples ?? [[]]
  return samples.every((sample) => {
    const values = new Map<Expression, number>(data?.symbols.map((symbol, i) => [symbol, rational.toNumber(sample[i]!)])) // prettier-ignore
    return evaluate(curvature, values) > 0
  })
}
