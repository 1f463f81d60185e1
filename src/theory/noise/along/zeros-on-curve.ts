import { gradient, isZero } from '../../../calculus/index.js'
import { evaluate, type Expression, substitute } from '../../../expression/index.js'
import { contains, isolate, type ParametrisedBranch, simplest, unlessUndefined } from '../../../geometry/index.js' // prettier-ignore
import type { FixedPoint, FixedPoints } from './fixed-points.js'
import { rationalIn } from './rational-in.js'
import { realRoots } from './real-roots.js'

const nothingElse = { error: undefined, eigenvalues: undefined, value: undefined }

/** The zeros of f on a one-dimensional branch; of a rational function all of them, counted by Sturm's theorem. */
export function zerosOnCurve(f: Expression, { free, smooth }: ParametrisedBranch): FixedPoints {
  const symbol = free[0]!
  const at = (e: Expression, s: number): number => evaluate(e, new Map([[symbol, s]]))
  if (isZero(f).outcome === 'proved')
    return { points: [{ ...nothingElse, exact: [symbol], values: undefined, free: [symbol], stability: undefined }], complete: true, note: 'every point stays' } // prettier-ignore
  // On an edge a condition is 0 up to rounding, of either sign.
  const isEdge = (s: number): boolean => smooth.some(({ kind, expression }) => kind !== 'inside' && Math.abs(at(expression, s)) <= 1e-9 * (1 + s * s)) // prettier-ignore
  const inside = (s: number): boolean => Number.isFinite(s) && contains(smooth, new Map([[symbol, s]])) && !isEdge(s) // prettier-ignore
  const found = unlessUndefined(() => isolate(f, symbol))
  const proposed = found === undefined || found === 'undefined value' ? [] : found.solutions.map(simplest)
  const exact = [...new Set(proposed)].filter((s) => {
    const there = unlessUndefined(() => substitute(f, new Map([[symbol, s]])))
    return there !== 'undefined value' && isZero(there).outcome === 'proved' && inside(at(s, 0))
  })
  const slope = gradient(f, [symbol])[0]!
  const describe = (s: number, form: Expression | undefined): FixedPoint => ({
    ...nothingElse,
    exact: form && [form],
    values: [s],
    error: form === undefined ? 4 * Number.EPSILON * Math.abs(s) : undefined,
    free: [],
    stability: stabilityAt(s, at(slope, s), (x) => at(f, x)),
  })
  const rationalForm = rationalIn(f, symbol)
  if (rationalForm === undefined) {
    const complete = found !== undefined && found !== 'undefined value' && found.complete && found.nonzero.length === 0 // prettier-ignore
    return { points: exact.map((s) => describe(at(s, 0), s)), complete, note: complete ? undefined : 'there may be further fixed points' } // prettier-ignore
  }
  const { fraction, kind, period } = rationalForm
  const roots = realRoots(fraction.numerator).map(({ value }) => value)
  const scale = Number(period.numerator) / Number(period.denominator)
  const places = kind === 'symbol' ? roots : roots.filter((z) => z > 0).map((z) => scale * Math.log(z))
  const points = places.filter(inside).map((s) => describe(s, exact.find((form) => Math.abs(at(form, 0) - s) <= 1e-9 * (1 + Math.abs(s))))) // prettier-ignore
  const note = places.some(isEdge) ? 'the drift also vanishes at an edge of the branch' : undefined
  return { points, complete: true, note }
}

function stabilityAt(s: number, slope: number, f: (x: number) => number): FixedPoint['stability'] {
  const step = 1e-4 * (1 + Math.abs(s))
  const [before, after] = [f(s - step), f(s + step)]
  if (!Number.isFinite(before) || !Number.isFinite(after) || before === 0 || after === 0) return undefined
  const signs = before > 0 ? (after < 0 ? 'attracting' : 'half-stable') : after > 0 ? 'repelling' : 'half-stable' // prettier-ignore
  const isClear = Math.abs(slope) * step > 1e-3 * Math.max(Math.abs(before), Math.abs(after))
  return isClear ? (slope < 0 ? 'attracting' : 'repelling') : signs
}
