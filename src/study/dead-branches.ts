import { zeroFactors } from '../calculus/index.js'
import { negative } from './negative.js'
import { branchesWhere, type Expression, isKnownNonzero, kinksOf } from '../expression/index.js'

/** An expression and a sign that it has. */
export interface Side {
  readonly expression: Expression
  readonly sign: 1 | -1
}

/** Where an expression is 0 in a whole region. */
export type DeadBranches =
  /** Nowhere. */
  | { readonly kind: 'none' }
  /** Wherever it is 0, but for the kinks inside of it: relu(x). */
  | { readonly kind: 'all' }
  /** Where all sides of one of these lists are taken. */
  | { readonly kind: 'some'; readonly where: readonly (readonly Side[])[] }

/** With more, only the case is looked at where all that has kinks is on its negative side. */
const mostCases = 5

/** The regions between the kinks inside of `e` in which it is 0 throughout. */
export function deadBranches(e: Expression): DeadBranches {
  const sets: Expression[] = []
  for (const { expression, zeroSet } of kinksOf([e]))
    if (hasSides(expression) && !sets.includes(zeroSet) && !sets.includes(negative(zeroSet))) sets.push(zeroSet)
  if (sets.length === 0) return { kind: 'none' }
  const on = (signs: readonly number[]): Expression =>
    branchOf(e, sets, signs)
  const isDead = (signs: readonly number[]): boolean => on(signs) === e.graph.zero
  const sides = (signs: readonly number[]): Side[] =>
    sets.flatMap((expression, i) => (signs[i] === 1 || signs[i] === -1 ? [{ expression, sign: signs[i] }] : []))
  if (sets.length > mostCases) {
    const off = sets.map(() => -1)
    return isDead(off) ? { kind: 'some', where: [sides(off)] } : { kind: 'none' }
  }
  const whole = assignments(sets.length, [-1, 1])
  const dead = whole.filter(isDead)
  if (dead.length === 0) return { kind: 'none' }
  if (whole.every((signs) => dead.includes(signs) || isNonzeroOn(on(signs), sets, signs))) return { kind: 'all' }
  const extends_ = (signs: readonly number[], partial: readonly number[]): boolean =>
    partial.every((sign, i) => sign === 0 || sign === signs[i])
  const partial = assignments(sets.length, [0, -1, 1])
    .filter((some) => whole.every((signs) => !extends_(signs, some) || dead.includes(signs)))
    .filter((some, _, all) => !all.some((fewer) => fewer !== some && extends_(some, fewer)))
  return { kind: 'some', where: partial.map(sides) }
} // prettier-ignore

/** What `e` is where the sets have these signs. */
const branchOf = (e: Expression, sets: readonly Expression[], signs: readonly number[]): Expression =>
  branchesWhere([e], (set) => signs[sets.indexOf(set)] ?? -(signs[sets.indexOf(negative(set))] ?? 0))[0]!

const hasSides = (e: Expression): boolean => e.kind === 'call' && e.fn.branch !== undefined

function assignments(length: number, signs: readonly number[]): number[][] {
  let all: number[][] = [[]]
  for (let i = 0; i < length; i++) all = all.flatMap((some) => signs.map((sign) => [...some, sign]))
  return all
}

/** Whether what `e` is on these sides is 0 only where one of the sets is. */
function isNonzeroOn(branch: Expression, sets: readonly Expression[], signs: readonly number[]): boolean {
  if (isKnownNonzero(branch)) return true
  const apart = new Set(sets.flatMap((zeroSet) => zeroFactors(branchOf(zeroSet, sets, signs))))
  return branch !== branch.graph.zero && zeroFactors(branch).every((factor) => apart.has(factor))
}
