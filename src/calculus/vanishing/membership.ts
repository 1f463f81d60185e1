import { type Expression, isKnownNonzero } from '../../expression/index.js'
import { basisWithin } from '../groebner/buchberger.js'
import { type Exhausted, type GroebnerBudget, type Purse, withinBudget } from '../groebner/budget.js'
import {
  isNonzeroConstant,
  multiplyPolynomials,
  type SparsePolynomial,
  sparsePolynomial,
  subtractPolynomials,
} from '../groebner/polynomial.js'
import { remainder } from '../groebner/reduce.js'
import { type PolynomialSystem, polynomialSystem, toExpression } from '../groebner/system.js'
import type { Depth } from '../normal-form/ring.js'
import { unlessStuck } from '../is-zero.js'

/** Whether the numerator of `e` lies in an ideal of polynomials that vanish wherever the residuals do. */
export type Membership =
  /** `where` must not be 0 for `e` and the residuals to have values. */
  | {
      readonly outcome: 'member'
      readonly by: 'ideal' | 'radical' | 'no-zeros'
      readonly where: readonly Expression[]
    }
  | { readonly outcome: 'not-member' }
  | { readonly outcome: 'undecided'; readonly exhausted: Exhausted | 'normal form' }

/** Membership in the ideal of the numerators of the residuals and of the relations among calls and roots. */
export function idealMembership(
  e: Expression,
  residuals: readonly Expression[],
  depth: Depth,
  budget: GroebnerBudget,
): Membership {
  const system = unlessStuck(() => polynomialSystem(e.graph, [e, ...residuals], depth))
  if (system === undefined) return { outcome: 'undecided', exhausted: 'normal form' }
  const [first, ...others] = system.entries
  const within = withinBudget(budget, (purse) => {
    const basis = basisWithin([...others.map(({ numerator }) => numerator), ...system.relations], purse)
    const isEmpty = basis.some(isNonzeroConstant)
    return { isEmpty, isMember: remainder(first!.numerator, basis, purse).terms.length === 0 }
  })
  if (within.outcome === 'undecided') return within
  const { isEmpty, isMember } = within.answer
  if (!isMember) return { outcome: 'not-member' }
  return { outcome: 'member', by: isEmpty ? 'no-zeros' : 'ideal', where: conditions(system) }
}

/**
 * Membership in the radical of that ideal, after saturation with everything that is not 0 where all is defined: whether
 * a power of the numerator times a product of those lies in the ideal. By Rabinowitsch's trick: the residuals together
 * with 1 − s·Π nonzero and 1 − t·numerator have no common zero.
 */
export function radicalMembership(
  e: Expression,
  residuals: readonly Expression[],
  depth: Depth,
  budget: GroebnerBudget,
): Membership {
  const system = unlessStuck(() => polynomialSystem(e.graph, [e, ...residuals], depth))
  if (system === undefined) return { outcome: 'undecided', exhausted: 'normal form' }
  const [first, ...others] = system.entries
  const nonzero = distinct(system.nonzero)
  const generators = [...others.map(({ numerator }) => numerator), ...system.relations]
  const within = withinBudget(budget, (purse) => {
    const saturated = nonzero.length === 0 ? [] : [nonzero.reduce((a, b) => boundedProduct(a, b, purse))]
    const inverted = [first!.numerator, ...saturated]
    for (const { terms } of inverted) purse.terms(terms.length)
    const equations = inverted.map((p, k) => oneMinus(p, k, inverted.length))
    const lifted = generators.map((p) => withNewVariables(p, inverted.length))
    return basisWithin([...lifted, ...equations], purse).some(isNonzeroConstant)
  })
  if (within.outcome === 'undecided') return within
  return within.answer
    ? { outcome: 'member', by: 'radical', where: conditions(system) }
    : { outcome: 'not-member' }
}

function boundedProduct(a: SparsePolynomial, b: SparsePolynomial, purse: Purse): SparsePolynomial {
  purse.terms(a.terms.length * b.terms.length)
  return multiplyPolynomials(a, b)
}

// New variables come first.
function withNewVariables(p: SparsePolynomial, count: number): SparsePolynomial {
  const none = Array.from({ length: count }, () => 0)
  return { ...p, terms: p.terms.map((term) => ({ ...term, exponents: [...none, ...term.exponents] })) }
}

/** 1 − x_k·p, with `count` new variables. */
function oneMinus(p: SparsePolynomial, k: number, count: number): SparsePolynomial {
  const lifted = withNewVariables(p, count)
  const length = count + (p.terms[0]?.exponents.length ?? 0)
  const exponents = Array.from({ length }, (_, i) => (i === k ? 1 : 0))
  const one = sparsePolynomial([[exponents.map(() => 0), 1n]])
  return subtractPolynomials(one, multiplyPolynomials(sparsePolynomial([[exponents, 1n]]), lifted))
}

function distinct(ps: readonly SparsePolynomial[]): SparsePolynomial[] {
  const texts = ps.map(({ terms }) =>
    terms.map((term) => `${term.exponents.join()}:${term.coefficient}`).join(' '),
  )
  return ps.filter((_, i) => texts.indexOf(texts[i]!) === i)
}

// What could be 0 for some values of the symbols.
function conditions(system: PolynomialSystem): Expression[] {
  const factors = system.entries.flatMap(({ denominators }) => denominators)
  const written = factors.map((factor) => toExpression(system, factor))
  return [...new Set(written)].filter((e) => e.kind !== 'constant' && !isAlwaysNonzero(e))
}

const isAlwaysNonzero = (e: Expression): boolean => isKnownNonzero(e) && e.total
