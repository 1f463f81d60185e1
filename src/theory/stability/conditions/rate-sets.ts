import { readable } from '../../../calculus/index.js'
import {
  divide,
  evaluate,
  type Expression,
  freeSymbols,
  rational,
  subtract,
  substitute,
} from '../../../expression/index.js'
import type { Claim } from './contract.js'
import { proportional } from './one-direction.js'
import { compareConstants } from './precise.js'
import { unlessProblem } from './unless-problem.js'
import { roundedWindows, type Windows, windowsOf } from './windows.js'

/** An end of an interval of learning rates: a constant, exact or rounded to 12 digits. */
export interface RateEnd {
  readonly value: Expression
  readonly exact: boolean
}

/** The learning rates strictly between two ends; from 0, or without end, where one is not there. */
export interface RateInterval {
  readonly from: RateEnd | undefined
  readonly to: RateEnd | undefined
}

/** Disjoint intervals, ascending. */
export type RateSet = readonly RateInterval[]

/** The learning rates for which all claims hold, where these have no symbols but the rate; nothing for other claims. */
export function rateSetOf(claims: readonly Claim[], rate: Expression): RateSet | undefined {
  const sets = claims.map((claim) => unlessProblem(() => setOf(claim, rate)))
  return sets.reduce((all, set) => all && set && intersection(all, set))
}

/** What is in both. */
export function intersection(a: RateSet, b: RateSet): RateSet {
  return a.flatMap((first) =>
    b.flatMap((second): RateInterval[] => {
      const from = pick(first.from, second.from, 1)
      const to = pick(first.to, second.to, -1)
      return from !== undefined && to !== undefined && compareEnds(from, to) >= 0 ? [] : [{ from, to }]
    }),
  )
} // prettier-ignore

/** The set (0, ends₁) ∪ (ends₂, ends₃) ∪ … of windows. */
export function setOfWindows({ ends, areExact }: Pick<Windows, 'ends' | 'areExact'>): RateSet {
  const all = ends.map((value, k): RateEnd => ({ value, exact: areExact[k]! }))
  return all.flatMap((to, k) => (k % 2 === 0 ? [{ from: all[k - 1], to }] : []))
}

/** The larger of two lower ends, or the smaller of two upper ones. */
function pick(a: RateEnd | undefined, b: RateEnd | undefined, sign: 1 | -1): RateEnd | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const order = sign * compareEnds(a, b)
  // Of two that cannot be told apart the rounded one says so.
  return order === 0 ? (a.exact ? b : a) : order > 0 ? a : b
}

// Relative; rounded ends have 12 digits.
const rounding = 1e-10

function compareEnds(a: RateEnd, b: RateEnd): number {
  if (a.exact && b.exact) return compareConstants(a.value, b.value)
  const [x, y] = [evaluate(a.value, new Map()), evaluate(b.value, new Map())]
  return Math.abs(x - y) <= rounding * Math.max(x, y) ? 0 : Math.sign(x - y)
}

function setOf(claim: Claim, rate: Expression): RateSet | undefined {
  switch (claim.form) {
    case 'below':
    case 'above': {
      if (claim.perSample === true || !isPositiveConstant(claim.bound)) return undefined
      const end = { value: claim.bound, exact: true }
      return claim.form === 'below' ? [{ from: undefined, to: end }] : [{ from: end, to: undefined }]
    }
    case 'windows': {
      if (!isPositiveConstant(claim.scale)) return undefined
      const ends = claim.ends.map((end) => readable(divide(end, claim.scale)))
      return setOfWindows({ ends, areExact: ends.map(() => claim.exact) })
    }
    case 'product': {
      const windows = windowsOfProduct(claim, rate)
      const inside = windows && setOfWindows(windows)
      return inside && claim.relation === '>' ? outside(inside) : inside
    }
    default:
      return undefined
  }
} // prettier-ignore

function isPositiveConstant(e: Expression): boolean {
  const value = freeSymbols(e).size === 0 ? evaluate(e, new Map()) : NaN
  return value > 0 && value < Infinity
}

/** Where the product is above 1: between the intervals and after the last. */
function outside(inside: RateSet): RateSet {
  return inside.map(({ to }, k) => ({ from: to, to: inside[k + 1]?.from }))
}

/** Π |1 − ηκᵢ|^tᵢ for numbers κᵢ ≥ 0: with exact ends where the κᵢ are in rational proportion and these have a closed form. */
function windowsOfProduct({ factors }: Extract<Claim, { form: 'product' }>, rate: Expression) {
  const { one } = rate.graph
  const curvatures = factors.map(({ value }) => readable(subtract(1, substitute(value, new Map([[rate, one]])))))
  if (curvatures.some((each) => freeSymbols(each).size > 0)) return undefined
  const shared = proportional(curvatures)
  const exact =
    shared && isPositiveConstant(shared.common)
      ? windowsOf(shared.multiples.map((curvature, k) => ({ curvature, times: factors[k]!.times })), rate.graph)
      : undefined
  if (exact !== undefined)
    return { ...exact, ends: exact.ends.map((end) => readable(divide(end, shared!.common))) }
  const sizes = curvatures.map((each) => evaluate(each, new Map()))
  if (!sizes.every((size) => size >= 0 && size < Infinity) || sizes.every((size) => size === 0)) return undefined
  const ends = roundedWindows(sizes.map((curvature, k) => ({ curvature, times: factors[k]!.times })))
  return { ends: ends.map((end) => rate.graph.constant(rational.of(end))), areExact: ends.map(() => false) }
} // prettier-ignore
