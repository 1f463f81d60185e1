import { type Budget, spent, unlimited } from '../base/budget.js'
import { readable } from '../calculus/index.js'
import type { Expression } from '../expression/index.js'
import type { Landscape } from '../geometry/index.js'

/** The loss and its derivatives in the form in which they are shown. */
export interface Derivation {
  /**
   * What `loss` is: L itself or, with many samples, the loss ℓ of one, with its data as symbols. L and its derivatives are
   * then the means of what is shown.
   */
  readonly of: 'loss' | 'sample'
  readonly symbols: readonly Expression[]
  readonly loss: Expression
  readonly gradient: readonly Expression[]
  readonly hessian: readonly (readonly Expression[])[]
}

/** A better way to write an equal expression, or nothing: what a computer-algebra system may propose. */
export type Suggest = (expression: Expression) => Promise<Expression | undefined>

/**
 * Derives loss, gradient and Hessian, those of one sample when there are many, and writes each entry as compactly as can be proved equal to it. The Hessian's
 * entries below the diagonal are those above it. When the budget ends, what is left is shown as it was derived.
 */
export async function derivationOf(
  { model, symbolic, perSample }: Landscape,
  options: { suggest?: Suggest | undefined; budget?: Budget | undefined } = {},
): Promise<Derivation> {
  const { suggest, budget = unlimited } = options
  const forms = perSample ?? symbolic
  const shown = new Map<Expression, Expression>()
  const show = async (expression: Expression): Promise<Expression> => {
    const known = shown.get(expression)
    if (known !== undefined) return known
    if (spent(budget)) return expression
    const own = readable(expression)
    const better = (await suggest?.(own)) ?? own
    shown.set(expression, better)
    return better
  }
  const showAll = async (list: readonly Expression[]) => {
    const result: Expression[] = []
    for (const expression of list) result.push(await show(expression))
    return result
  }
  const hessian: Expression[][] = []
  for (const row of forms.hessian) hessian.push(await showAll(row))
  return {
    of: perSample === undefined ? 'loss' : 'sample',
    symbols: model.symbols,
    loss: await show(forms.loss),
    gradient: await showAll(forms.gradient),
    hessian,
  }
}
