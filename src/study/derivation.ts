import { type Budget, spent, unlimited } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { gradient, hessian, readable, readableWhere } from '../calculus/index.js'
import type { Expression } from '../expression/index.js'
import type { Landscape } from '../geometry/index.js'
import { type Model, sampleLossOf } from '../model/index.js'
import { type Exceptions, exceptionsOf } from './exceptions.js'

/** What can be derived. */
export type Formulas = 'loss' | 'gradient' | 'hessian'

export const allFormulas: readonly Formulas[] = ['loss', 'gradient', 'hessian']

/** The loss and its derivatives in the form in which they are shown. The derivatives hold off the kinks and poles. */
export interface Derivation extends Exceptions {
  /**
   * What `loss` is: L itself or, with many samples or where it was asked for, the loss ℓ of one, with its data as symbols.
   * L and its derivatives are then the means of what is shown.
   */
  readonly of: 'loss' | 'sample'
  readonly symbols: readonly Expression[]
  readonly loss: Expression
  readonly gradient: readonly Expression[]
  readonly hessian: readonly (readonly Expression[])[]
  /** Whether the budget was enough to simplify all that was asked for; the rest is as it was derived. */
  readonly simplified: boolean
}

/** A better way to write an equal expression, or nothing: what a computer-algebra system may propose. */
export type Suggest = (expression: Expression) => Promise<Expression | undefined>

export interface DerivationOptions {
  readonly suggest?: Suggest | undefined
  readonly budget?: Budget | undefined
  /** All when left out. A gradient or Hessian that is not asked for is empty, a loss as it was given. */
  readonly only?: readonly Formulas[] | undefined
  /** The loss of one sample, however few there are. */
  readonly perSample?: boolean | undefined
}

/**
 * Derives loss, gradient and Hessian, or those asked for, and writes each entry as compactly as can be proved equal to it: the
 * loss with the same domain, the derivatives where none of `kinks` and no pole is 0.
 * With many samples they are those of one. The Hessian's entries below the diagonal are those above it. When the budget
 * ends, what is left is shown as it was derived.
 *
 * @throws `bad-option` when the loss of one sample is asked for and there are no data
 */
export async function derivationOf(
  landscape: Landscape,
  { suggest, budget = unlimited, only = allFormulas, perSample = false }: DerivationOptions = {},
): Promise<Derivation> {
  const { model, symbolic } = landscape
  const { symbols } = model
  const ofSample = landscape.perSample ?? (perSample ? formsOfSample(model) : undefined)
  const forms = ofSample ?? symbolic
  const given: Record<Formulas, () => readonly Expression[]> = {
    loss: () => [forms.loss],
    gradient: () => forms.gradient,
    hessian: () => forms.hessian.flat(),
  }
  const exceptions = exceptionsOf(
    model.loss.kind === 'squares' ? (forms.residuals ?? [forms.loss]) : [forms.loss],
    symbols,
  )
  const nonzero = [...exceptions.kinks, ...exceptions.poles]
  const entries = new Set(allFormulas.filter((key) => only.includes(key)).flatMap((key) => given[key]()))
  const shown = new Map<Expression, Expression>()
  for (const entry of entries) {
    if (spent(budget)) break
    budget.progress?.('writing formulas', shown.size / entries.size)
    const own = entry === forms.loss ? readable(entry) : readableWhere(entry, nonzero)
    shown.set(entry, (await suggest?.(own)) ?? own)
  }
  const show = (expression: Expression): Expression => shown.get(expression) ?? expression
  return {
    of: ofSample === undefined ? 'loss' : 'sample',
    symbols,
    loss: show(forms.loss),
    gradient: only.includes('gradient') ? forms.gradient.map(show) : [],
    hessian: only.includes('hessian') ? forms.hessian.map((row) => row.map(show)) : [],
    simplified: shown.size === entries.size,
    ...exceptions,
  }
}

/** What `Landscape.perSample` would be with more samples; each part is derived when it is asked for. */
function formsOfSample(
  model: Model,
): Pick<Landscape['symbolic'], 'loss' | 'gradient' | 'hessian' | 'residuals'> {
  if (model.data === undefined)
    throw failure('bad-option', { option: '--per-sample', expected: 'a model with data', got: 'one without' })
  const { symbols } = model
  const loss = sampleLossOf(model)
  return {
    loss,
    get gradient() {
      return gradient(loss, symbols)
    },
    get hessian() {
      return hessian(loss, symbols)
    },
    residuals: model.loss.kind === 'squares' ? model.loss.residuals : undefined,
  }
}
