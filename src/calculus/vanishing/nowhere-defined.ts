import { type Expression, isKnownNonzero, orderNodes, rational } from '../../expression/index.js'
import type { GroebnerBudget } from '../groebner/budget.js'
import { unlessStuck } from '../is-zero.js'
import { enclosedWitness } from './enclosed-witness.js'
import { exactWitness } from './exact-witness.js'
import { idealMembership, radicalMembership } from './membership.js'

/**
 * Whether it is proved that some denominator of `e` vanishes at every point where the residuals do, while it is not proved
 * that there are no such points. `false` means that it is not so or not known.
 */
export function isNowhereDefined(
  e: Expression,
  residuals: readonly Expression[],
  budget: GroebnerBudget,
): boolean {
  const denominators = denominatorsOf(e)
  if (denominators.length === 0) return false
  const product = e.graph.product(denominators)
  const isMember = (test: typeof idealMembership, of: Expression): boolean =>
    test(of, residuals, 'plain', budget).outcome === 'member'
  if (!isMember(idealMembership, product)) {
    // A point where it is defined is usually found sooner than a proof that there is none fails.
    if (unlessStuck(() => enclosedWitness(product, residuals) ?? exactWitness(product, residuals)))
      return false
    if (!isMember(radicalMembership, product)) return false
  }
  return !isMember(radicalMembership, e.graph.one)
}

function denominatorsOf(e: Expression): Expression[] {
  const found = orderNodes([e]).flatMap((node) =>
    node.kind === 'product' ? node.factors.filter(({ exponent }) => rational.sign(exponent) < 0) : [],
  )
  return [...new Set(found.map(({ base }) => base))].filter((base) => !isKnownNonzero(base))
}
