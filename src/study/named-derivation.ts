import { alignedSums, type Expression, type NamedPart, shortened, toText } from '../expression/index.js'
import type { Model } from '../model/index.js'
import type { Derivation, Formulas } from './derivation.js'

/** A derivation in which what repeats has names. */
export interface NamedDerivation extends Derivation {
  /** In an order in which each uses only those before it; empty where the formulas are better whole. */
  readonly parts: readonly NamedPart[]
}

/**
 * The derivation with what repeats in the formulas that are shown named, where that makes them clearly shorter. The names
 * are none that the model uses.
 *
 * @param avoid more names that would be misunderstood
 */
export function namedDerivation(
  derivation: Derivation,
  { symbols, data }: Model,
  shown: readonly Formulas[],
  avoid: readonly string[] = [],
): NamedDerivation {
  const { loss, gradient, hessian } = derivation
  const formulas: Record<Formulas, readonly Expression[]> = {
    loss: [loss],
    gradient,
    hessian: hessian.flatMap((row, i) => row.slice(i)),
  }
  const whole = shown.flatMap((key) => formulas[key])
  const taken = [...symbols, ...(data?.symbols ?? [])].map(toText)
  const named = shortened(alignedSums(whole), { avoid: [...taken, ...avoid] })
  if (named === undefined) return { ...derivation, parts: [] }
  const shorter = new Map(whole.map((expression, i) => [expression, named.expressions[i]!]))
  const short = (expression: Expression): Expression => shorter.get(expression) ?? expression
  return {
    ...derivation,
    loss: short(loss),
    gradient: gradient.map(short),
    hessian: hessian.map((row) => row.map(short)),
    parts: named.parts,
  }
}
