import type { Expression } from '../../../expression/index.js'
import type { Claim, Condition, Notion, Says } from './contract.js'

/** A condition that has not been checked yet. */
export interface Draft {
  readonly notion: Notion
  readonly says: Says
  readonly kind: Condition['kind']
  readonly claims: readonly Claim[]
  readonly certainty: 'proved' | 'checked'
  readonly basis: string
}

/** η < numerator/denominator. */
export interface Bound {
  readonly numerator: Expression
  readonly denominator: Expression
  /** The same with names for the entries of K. */
  readonly shown?: Omit<Bound, 'shown'> | undefined
}
