import type { Expression } from '../../expression/index.js'
import { defaultBudget, type GroebnerBudget } from '../groebner/budget.js'
import { deeper, isZero, unlessStuck } from '../is-zero.js'
import type { Depth } from '../normal-form/ring.js'
import { type EnclosedWitness, enclosedWitness } from './enclosed-witness.js'
import { type ExactWitness, exactWitness } from './exact-witness.js'
import { idealMembership, type Membership, radicalMembership } from './membership.js'
import { inverted } from './inverted.js'
import { isNowhereDefined } from './nowhere-defined.js'
import { withReducedArguments } from './reduced-arguments.js'

/** What is known of the question whether an expression vanishes wherever all residuals do. */
export type Vanishing =
  /** By exact arithmetic, at every real point where the residuals are 0 and all is defined. */
  | {
      readonly outcome: 'proved'
      /**
       * `identity`: it is 0 everywhere; `ideal`: its numerator is a combination of the residuals; `radical`: a power of
       * it is, up to factors that are not 0, or once functions that take no value twice are taken off the residuals; `no-zeros`: the residuals have no common zero at all.
       */
      readonly by: 'identity' | 'ideal' | 'radical' | 'no-zeros'
      /** Denominators, which are not 0 where the expression and the residuals have values. */
      readonly where: readonly Expression[]
    }
  /**
   * Where the residuals are 0 a denominator of the expression is too, by exact arithmetic, so that it has no value at any
   * point of the set: neither does it vanish there nor does it not.
   */
  | { readonly outcome: 'nowhere-defined' }
  /** By a real point: an exact one, or one that is enclosed in a box in which the expression is not 0. */
  | { readonly outcome: 'refuted'; readonly witness: ExactWitness | EnclosedWitness }
  | {
      readonly outcome: 'undecided'
      /**
       * `no-witness`: it does not vanish at all complex zeros, but no real zero was found at which it is not 0;
       * `out-of-budget`: some basis is too large; `no-normal-form`: the expressions are too large.
       */
      readonly reason: 'no-witness' | 'out-of-budget' | 'no-normal-form'
    }

/**
 * Whether `e` is 0 at every real point where all residuals are 0, as far as all of them are defined there. Calls such as
 * tanh(w·x) count as independent of the symbols, but for known relations and for what their arguments are on the set:
 * sound for a proof, which may therefore be missed. Proofs hold at complex zeros too; that x vanishes where x² + y² does
 * is not found. Ends by its budget.
 */
export function vanishesOn(
  e: Expression,
  residuals: readonly Expression[],
  budget: GroebnerBudget = defaultBudget,
): Vanishing {
  const proved = (by: Proof['by'], where: readonly Expression[]): Vanishing =>
    // Of a set without points everything is true.
    by !== 'no-zeros' && isNowhereDefined(e, residuals, budget)
      ? { outcome: 'nowhere-defined' }
      : { outcome: 'proved', by, where: [...new Set(where)] }
  if (isZero(e).outcome === 'proved') return proved('identity', [])
  const reduced = withReducedArguments(e, residuals, budget)
  const depths: Depth[] = ['plain', ...deeper([e, ...residuals])]
  const inIdeal = depths.map((depth) => () => idealMembership(reduced.e, residuals, depth, budget))
  const inRadical = depths.map((depth) => () => radicalMembership(reduced.e, residuals, depth, budget))
  const tried: Membership[] = []
  // A witness is cheaper than the radical.
  for (const test of [...inIdeal, 'witness' as const, ...inRadical]) {
    if (test === 'witness') {
      const witness = findWitness(e, residuals)
      if (witness !== undefined) return { outcome: 'refuted', witness }
      continue
    }
    const membership = test()
    if (membership.outcome === 'member') return proved(membership.by, [...reduced.where, ...membership.where])
    tried.push(membership)
  }
  // That tanh takes no value twice is no relation between polynomials.
  const simpler = residuals.map(inverted)
  if (simpler.some((residual, index) => residual !== residuals[index])) {
    const there = withReducedArguments(e, simpler, budget)
    for (const depth of depths)
      for (const test of [idealMembership, radicalMembership]) {
        const membership = test(there.e, simpler, depth, budget)
        if (membership.outcome === 'member') return proved('radical', [...there.where, ...membership.where])
      }
  }
  return { outcome: 'undecided', reason: reasonOf(tried) }
}

type Proof = Extract<Vanishing, { readonly outcome: 'proved' }>

function findWitness(
  e: Expression,
  residuals: readonly Expression[],
): ExactWitness | EnclosedWitness | undefined {
  return exactWitness(e, residuals) ?? unlessStuck(() => enclosedWitness(e, residuals))
}

function reasonOf(tried: readonly Membership[]): 'no-witness' | 'out-of-budget' | 'no-normal-form' {
  const undecided = tried.flatMap((one) => (one.outcome === 'undecided' ? [one.exhausted] : []))
  if (undecided.some((exhausted) => exhausted !== 'normal form')) return 'out-of-budget'
  return undecided.length === tried.length ? 'no-normal-form' : 'no-witness'
}
