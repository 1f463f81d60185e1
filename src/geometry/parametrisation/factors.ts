import { isZero } from '../../calculus/index.js'
import {
  type Expression,
  type Factor,
  freeSymbols,
  isKnownNonzero,
  type Rational,
  rational,
} from '../../expression/index.js'

/** An expression as coefficient · Π base^exponent; a sum of several terms is one factor. */
export interface Factors {
  readonly coefficient: Rational
  readonly factors: readonly Factor[]
}

export function factorsOf(e: Expression): Factors {
  if (e.kind === 'constant') return { coefficient: e.value, factors: [] }
  const isScaled = e.kind === 'sum' && rational.isZero(e.constant) && e.terms.length === 1
  const coefficient = isScaled ? e.terms[0]!.coefficient : rational.one
  const only = isScaled ? e.terms[0]!.term : e
  return {
    coefficient,
    factors: only.kind === 'product' ? only.factors : [{ base: only, exponent: rational.one }],
  }
}

/** The factors of which one must vanish where `e` does; none where it cannot, and 0 itself for 0. */
export function vanishingFactors(e: Expression): Expression[] {
  const { coefficient, factors } = factorsOf(e)
  if (rational.isZero(coefficient)) return [e.graph.zero]
  return factors
    .filter(({ base, exponent }) => rational.sign(exponent) > 0 && !neverVanishes(base))
    .map(({ base }) => base)
}

/** Whether it is known not to vanish. */
export function neverVanishes(e: Expression): boolean {
  return isKnownNonzero(e) || (freeSymbols(e).size === 0 && isZero(e).outcome === 'refuted')
}
