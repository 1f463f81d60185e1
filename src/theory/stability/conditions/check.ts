import { evaluate, type Expression } from '../../../expression/index.js'
import { batchesOf } from './batch-law.js'
import type { Claim, Notion, Says } from './contract.js'
import { typicalRate } from './linearised.js'
import { type ReferenceStep, stabilityOf } from './reference.js'

/** A point at which a formula is compared with the linearised step itself. */
export interface Place extends ReferenceStep {
  /** Of all symbols in the formulas but the learning rate. */
  readonly values: ReadonlyMap<Expression, number>
  /** For formulas in the data of sample i: the values of these for each sample, together with `values`. */
  readonly samples?: readonly ReadonlyMap<Expression, number>[] | undefined
}

/** What is to be checked. */
export interface Statement {
  readonly notion: Notion
  readonly says: Says
  readonly claims: readonly Claim[]
}

/** How a comparison went. */
export interface Agreement {
  readonly agrees: boolean
  readonly points: number
  readonly comparisons: number
}

/** Relative distance from a threshold at which both sides of it are compared. */
const beside = 1e-7
const fewest = 12

/**
 * Compares a statement with `stabilityOf` at every place: at learning rates over three decades and close to every threshold
 * on both sides. It agrees when the two never differ and were comparable at most of the rates; a statement that is only
 * sufficient is compared where it says something.
 */
export function compare({ notion, says, claims }: Statement, places: readonly Place[], rate: Expression): Agreement {
  let comparisons = 0
  let points = 0
  for (const place of places) {
    const held = holding(claims, place, rate)
    if (held === undefined) return { agrees: false, points, comparisons }
    const { ends, holds } = held
    let here = 0
    let undecided = 0
    for (const eta of ratesFor(place, ends, notion)) {
      const truth = holds(eta)
      if (truth === undefined) return { agrees: false, points, comparisons }
      if (says !== 'stable exactly when' && !truth) continue
      const stable = stabilityOf(notion, place, eta)
      if (stable === undefined) undecided++
      else if (stable !== (says === 'unstable when' ? !truth : truth)) return { agrees: false, points, comparisons }
      else here++
    }
    if (here < fewest || (says !== 'unstable when' && undecided > here)) return { agrees: false, points, comparisons }
    comparisons += here
    points++
  }
  return { agrees: points > 0, points, comparisons }
} // prettier-ignore

function ratesFor(place: Place, ends: readonly number[], notion: Notion): number[] {
  const around = typicalRate(place.step)
  const count = notion === 'mean square' ? 24 : 60
  const grid = Array.from({ length: count }, (_, i) => around * 10 ** (-1.02 + (3 * i) / count))
  // Also between the thresholds, and above the last, however they are spaced.
  const between = ends.flatMap((end, i) => [((ends[i - 1] ?? 0) + end) / 2, end * (1 - beside), end * (1 + beside), end * 1.5]) // prettier-ignore
  const low = Array.from({ length: fewest }, (_, i) => ((i + 0.5) / fewest) * (ends[0] ?? around))
  return [...grid, ...between, ...low]
}

interface Held {
  /** Where the truth may change. */
  readonly ends: readonly number[]
  holds(rate: number): boolean | undefined
}

/** The truth of all claims together; nothing where one has no value. */
function holding(claims: readonly Claim[], place: Place, rate: Expression): Held | undefined {
  const parts = claims.map((claim) => holdingOne(claim, place, rate))
  if (parts.some((part) => part === undefined)) return undefined
  return {
    ends: parts.flatMap((part) => part!.ends).sort((a, b) => a - b),
    holds: (eta) => {
      const truths = parts.map((part) => part!.holds(eta))
      return truths.includes(undefined) ? undefined : truths.every((truth) => truth === true)
    },
  }
}

function holdingOne(claim: Claim, place: Place, rate: Expression): Held | undefined {
  const { values } = place
  const at = (e: Expression, eta: number): number => evaluate(e, new Map([...values, [rate, eta]]))
  switch (claim.form) {
    case 'below':
    case 'above': {
      const bound = claim.perSample === true ? least(claim.bound, place) : evaluate(claim.bound, values)
      if (!agreesShown(claim.bound, claim.shown, place.samples?.[0] && claim.perSample === true ? new Map([...values, ...place.samples[0]]) : values) || !(bound > 0 && bound < Infinity)) return undefined
      return { ends: [bound], holds: (eta) => (claim.form === 'below' ? eta < bound : eta > bound) }
    }
    case 'root': {
      const at1 = typicalRate(place.step)
      if (claim.shown && !agreesShown(claim.polynomial, claim.shown, new Map([...values, [rate, at1]]))) return undefined
      const root = smallestRoot((eta) => at(claim.polynomial, eta), at1 / 50, at1 * place.law.count * place.law.size * 2)
      return root === undefined ? undefined : { ends: [root], holds: (eta) => eta < root }
    }
    case 'product': {
      const total = (eta: number): number =>
        claim.factors.reduce((sum, { value, times }) => sum + times * Math.log(Math.abs(at(value, eta))), 0)
      return { ends: signChanges(total, place), holds: (eta) => relation(claim.relation, total(eta)) }
    }
    case 'batches': {
      const curvatures = curvaturesAt(claim.curvature, place)
      const batches = batchesOf(place.law)
      if (curvatures === undefined || batches === undefined) return undefined
      const total = (eta: number): number =>
        batches.reduce((sum, { multiplicities, probability }) => {
          const curvature = multiplicities.reduce((part, times, i) => part + times * curvatures[i]!, 0)
          return sum + probability * Math.log(Math.abs(1 - (eta * curvature) / place.law.size))
        }, 0)
      return { ends: signChanges(total, place), holds: (eta) => relation(claim.relation, total(eta)) }
    }
    case 'windows': {
      const scale = evaluate(claim.scale, values)
      // Rounded ends are right to 12 digits, which `beside` allows for.
      const ends = claim.ends.map((end) => evaluate(end, new Map()) / scale)
      if (!ends.every((end) => end > 0)) return undefined
      return { ends, holds: (eta) => ends.filter((end) => end <= eta).length % 2 === 0 }
    }
    case 'matrix':
      return undefined
  }
} // prettier-ignore

const least = (bound: Expression, { values, samples = [] }: Place): number =>
  Math.min(...samples.map((sample) => evaluate(bound, new Map([...values, ...sample]))))

const relation = (sign: '<' | '>', logarithm: number): boolean | undefined =>
  Number.isNaN(logarithm) ? undefined : sign === '<' ? logarithm < 0 : logarithm > 0

function curvaturesAt(curvature: Expression | readonly Expression[], { values, samples }: Place): number[] | undefined {
  if (!('kind' in curvature)) return curvature.map((each) => evaluate(each, values))
  return samples?.map((sample) => evaluate(curvature, new Map([...values, ...sample])))
} // prettier-ignore

/** Whether the form with names has the same value. */
function agreesShown(e: Expression, shown: Expression | undefined, values: ReadonlyMap<Expression, number>): boolean {
  if (shown === undefined) return true
  const [a, b] = [evaluate(e, values), evaluate(shown, values)]
  return Math.abs(a - b) <= 1e-8 * (Math.abs(a) + Math.abs(b))
} // prettier-ignore

/** Where a sum of logarithms passes 0, by its changes of sign on a fine grid. */
function signChanges(total: (rate: number) => number, { step, law }: Place): number[] {
  const around = typicalRate(step)
  const [from, to, count] = [around / 20, 60 * around * law.size, 1200]
  const ratio = (to / from) ** (1 / count)
  const found: number[] = []
  for (let i = 0, low = from, before = total(from); i < count; i++) {
    const high = low * ratio
    const after = total(high)
    if (Math.sign(before) !== Math.sign(after)) {
      const root = smallestRoot(total, low, high, 1)
      if (root !== undefined) found.push(root)
    }
    ;[low, before] = [high, after]
  }
  return found
}

/** The smallest positive root of a function, by its first change of sign on a fine grid. */
export function smallestRoot(
  f: (x: number) => number,
  from: number,
  to: number,
  count = 4000,
): number | undefined {
  const ratio = (to / from) ** (1 / count)
  const start = f(from)
  for (let i = 0, low = from; i < count; i++, low *= ratio) {
    let high = low * ratio
    if (Math.sign(f(high)) === Math.sign(start)) continue
    for (let step = 0; step < 80; step++) {
      const middle = (low + high) / 2
      if (Math.sign(f(middle)) === Math.sign(start)) low = middle
      else high = middle
    }
    return (low + high) / 2
  }
  return undefined
}
