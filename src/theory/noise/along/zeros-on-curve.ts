import { isZero } from '../../../calculus/index.js'
import { evaluate, type Expression, rational, substitute } from '../../../expression/index.js'
import { contains, isolate, type ParametrisedBranch, simplest, unlessUndefined } from '../../../geometry/index.js' // prettier-ignore
import type { FoundZero, FoundZeros } from './fixed-points.js'
import { type Fraction, rationalIn } from './rational-in.js'
import { realRoots } from './real-roots.js'
import { times, valueAt } from './polynomial.js'
import type { Stability } from './stability.js'

/** The zeros of f on a one-dimensional branch; of a rational function all of them, counted by Sturm's theorem. */
export function zerosOnCurve(f: Expression, { free, smooth }: ParametrisedBranch): FoundZeros {
  const symbol = free[0]!
  const at = (e: Expression, s: number): number => evaluate(e, new Map([[symbol, s]]))
  if (isZero(f).outcome === 'proved')
    return { points: [{ exact: [symbol], values: undefined, error: undefined, free: [symbol], stability: undefined }], complete: true, note: 'every point stays' } // prettier-ignore
  // On an edge a condition is 0 up to rounding, of either sign.
  const isEdge = (s: number): boolean => smooth.some(({ kind, expression }) => kind !== 'inside' && Math.abs(at(expression, s)) <= 1e-9 * (1 + s * s)) // prettier-ignore
  const inside = (s: number): boolean => Number.isFinite(s) && contains(smooth, new Map([[symbol, s]])) && !isEdge(s) // prettier-ignore
  const found = unlessUndefined(() => isolate(f, symbol))
  const proposed = found === undefined || found === 'undefined value' ? [] : found.solutions.map(simplest)
  const exact = [...new Set(proposed)].filter((s) => {
    const there = unlessUndefined(() => substitute(f, new Map([[symbol, s]])))
    return there !== 'undefined value' && isZero(there).outcome === 'proved' && inside(at(s, 0))
  })
  const describe = (s: number, form: Expression | undefined, stability?: Stability): FoundZero => ({
    exact: form && [form],
    values: [s],
    error: form === undefined ? 4 * Number.EPSILON * Math.abs(s) : undefined,
    free: [],
    stability,
  })
  const rationalForm = rationalIn(f, symbol)
  if (rationalForm === undefined) {
    const complete = found !== undefined && found !== 'undefined value' && found.complete && found.nonzero.length === 0 // prettier-ignore
    return { points: exact.map((s) => describe(at(s, 0), s)), complete, note: complete ? undefined : 'there may be further fixed points' } // prettier-ignore
  }
  const { fraction, kind, period } = rationalForm
  const scale = Number(period.numerator) / Number(period.denominator)
  const roots = signedRoots(fraction).filter(({ value }) => kind === 'symbol' || value > 0)
  const places = roots.map(({ value, stability }) => ({ s: kind === 'symbol' ? value : scale * Math.log(value), stability })) // prettier-ignore
  const points = places.filter(({ s }) => inside(s)).map(({ s, stability }) => describe(s, exact.find((form) => Math.abs(at(form, 0) - s) <= 1e-9 * (1 + Math.abs(s))), stability)) // prettier-ignore
  const note = places.some(({ s }) => isEdge(s))
    ? 'the drift also vanishes at an edge of the branch'
    : undefined
  return { points, complete: true, note }
}

/** The roots of the numerator, each with what the signs on both sides say: taken in exact arithmetic, before any other root or pole. */
function signedRoots({ numerator, denominator }: Fraction): { value: number; stability: Stability | undefined }[] {
  const all = realRoots(times(numerator, denominator)).map(({ value }) => value)
  const own = realRoots(numerator).map(({ value }) => value)
  // A double is a rational number: halfway to its neighbour the sign is exact.
  const signBetween = (a: number | undefined, b: number | undefined): number => {
    const x = a === undefined ? b! - 1 : b === undefined ? a + 1 : (a + b) / 2
    const place = rationalOf(x)
    return rational.sign(valueAt(numerator, place)) * rational.sign(valueAt(denominator, place))
  }
  return own.map((value) => {
    const k = all.reduce((best, x, i) => (Math.abs(x - value) < Math.abs(all[best]! - value) ? i : best), 0)
    const [before, after] = [signBetween(all[k - 1], all[k]), signBetween(all[k], all[k + 1])]
    if (before === 0 || after === 0) return { value, stability: undefined }
    return { value, stability: before === after ? 'half-stable' : before > 0 ? 'attracting' : 'repelling' }
  })
} // prettier-ignore

/** The fraction that a double is. */
function rationalOf(x: number): ReturnType<typeof rational.of> {
  let [value, power] = [x, 0]
  while (!Number.isInteger(value)) [value, power] = [2 * value, power + 1]
  return rational.of(BigInt(value), 2n ** BigInt(power))
}
