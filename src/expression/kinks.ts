import { branchesWhere } from './branches.js'
import { evaluateAll } from './evaluate.js'
import { expand } from './expand.js'
import type { Expression } from './nodes.js'
import { rational } from './rational.js'
import { nonzero, positive, within } from './signs.js'
import { orderNodes } from './traverse.js'

/** A place where an expression need not be smooth: where `zeroSet` is zero. */
export interface Kink {
  /** The call or power that is not smooth there. */
  readonly expression: Expression
  /** The function's name; `sqrt` or `power` for a fractional power. */
  readonly fn: string
  readonly zeroSet: Expression
}

/**
 * Every kink the expressions can have, where it is not excluded by the known signs. Fractional powers count: `sqrt(x^2)`
 * has the kink of `abs(x)`.
 */
export function kinksOf(es: readonly Expression[]): Kink[] {
  const kinks: Kink[] = []
  for (const e of orderNodes(es)) {
    if (e.kind === 'call')
      for (const zeroSet of e.fn.kinks(e.args))
        if (!within(zeroSet.signs, nonzero)) kinks.push({ expression: e, fn: e.fn.name, zeroSet })
    if (e.kind === 'product')
      for (const { base, exponent } of e.factors)
        if (!rational.isInteger(exponent) && !within(base.signs, positive)) {
          const fn = rational.equals(rational.absolute(exponent), rational.half) ? 'sqrt' : 'power'
          kinks.push({ expression: e, fn, zeroSet: base })
        }
  }
  return kinks
}

/** Whether the expressions are certainly analytic wherever they are defined. */
export function isAnalytic(es: readonly Expression[]): boolean {
  return kinksOf(es).length === 0
}

/**
 * The kinks that lie at the point: those whose zero set is met to within 1e-12 of the size of its terms, and whose zero set
 * is not all of a neighbourhood: near a point with w < 0, `relu(v*relu(w))` is 0, and has no kink. They are given as they
 * read near the point, where `relu(w)` with w > 0 is w. Throws `missing-coordinate` when a symbol has no value.
 */
export function kinksAt(es: readonly Expression[], values: ReadonlyMap<Expression, number>): Kink[] {
  const kinks = kinksOf(es)
  const sides = sidesOf(kinks, values)
  if (kinks.every(({ zeroSet }) => sides.get(zeroSet) !== 0)) return []
  const near = kinksOf(branchesWhere(es, (zeroSet) => sides.get(zeroSet) ?? 0))
  const nearSides = sidesOf(near, values)
  return near.filter(({ zeroSet }) => nearSides.get(zeroSet) === 0 && !isNothing(zeroSet))
}

/** For each zero set its sign at the point, 0 where it is met, `NaN` where it has no value. */
function sidesOf(
  kinks: readonly Kink[],
  values: ReadonlyMap<Expression, number>,
): ReadonlyMap<Expression, number> {
  const zeroSets = [...new Set(kinks.map(({ zeroSet }) => zeroSet))]
  const distances = evaluateAll(zeroSets, values)
  return new Map(
    zeroSets.map((zeroSet, i) => {
      const isMet = Math.abs(distances[i]!) <= 1e-12 * Math.max(1, size(zeroSet, values))
      return [zeroSet, isMet ? 0 : Math.sign(distances[i]!)]
    }),
  )
}

const isNothing = (e: Expression): boolean => expand(e) === e.graph.zero

/** The sum of the magnitudes of the terms: what rounding errors are relative to. */
function size(e: Expression, values: ReadonlyMap<Expression, number>): number {
  if (e.kind !== 'sum') return 0
  const terms = evaluateAll(
    e.terms.map(({ term }) => term),
    values,
  )
  return e.terms.reduce(
    (sum, { coefficient }, i) => sum + Math.abs(rational.toNumber(coefficient) * terms[i]!),
    Math.abs(rational.toNumber(e.constant)),
  )
}
