import { gradient } from '../../../calculus/index.js'
import {
  divide,
  type Expression,
  freeSymbols,
  isKnownNonnegative,
  rational,
  scale,
  square,
  type SymbolNode,
  toLatex,
} from '../../../expression/index.js'
import { factorsOf, type Landscape, type ParametrisedBranch, simplest } from '../../../geometry/index.js'
import { isBoundedSet, isCleanEverywhere } from './bounded-set.js'
import { growthOfIntegral } from './growth-of-integral.js'
import { endsOfDensity, type Normalisability } from './ends.js'

interface DensityOnSet {
  readonly landscape: Landscape
  readonly branch: ParametrisedBranch
  /** p, with respect to the free symbols. */
  readonly density: Expression
  /** p², in the free symbols: rational where the coordinates are. */
  readonly squared: Expression
  /** With respect to volume. */
  readonly perVolume: Expression
  /** The place on the branch. */
  readonly at: readonly number[] | undefined
}

type Decision = Pick<Normalisability, 'normalisable' | 'why'>

/** Whether a density of several free symbols has a finite integral over the part of the branch around the place. */
export function integrability({
  landscape,
  branch,
  density,
  squared,
  perVolume,
  at,
}: DensityOnSet): Decision {
  // (pdet H)^{−1/2} is bounded where the rank does not drop.
  const decided = byCompactness(landscape, perVolume, isCleanEverywhere) ?? byFactors(branch, squared, at)
  if (decided !== undefined) return decided
  const growth = at && growthOfIntegral(density, branch, at)
  const why = 'whether its integral over the set is finite was not decided'
  return { normalisable: 'undecided', why: growth === undefined ? why : `${why}; ${growth}` }
}

/**
 * On a bounded set with a density that is bounded: a bounded set of zeros of polynomials has finite volume. Bounded is what
 * is seen to be, and what `also` knows to be.
 */
export function byCompactness(
  landscape: Landscape,
  perVolume: Expression,
  also: (landscape: Landscape) => boolean = () => false,
): Normalisability | undefined {
  if (!isBoundedSet(landscape)) return undefined
  const isBounded = staysAwayFromZero(simplest(divide(1, square(perVolume)))) || also(landscape)
  return isBounded
    ? { normalisable: 'yes', why: 'the set is compact, and the density is bounded on it', ends: undefined }
    : undefined
}

/** 1, or a product of sums of a positive number and what is not negative, not in a denominator. */
function staysAwayFromZero(e: Expression): boolean {
  const { coefficient, factors } = factorsOf(e)
  return (
    rational.sign(coefficient) > 0 &&
    factors.every(({ base, exponent }) => {
      if (base.kind !== 'sum' || rational.sign(exponent) < 0 || rational.sign(base.constant) <= 0) return false // prettier-ignore
      return base.terms.every((term) => rational.sign(term.coefficient) > 0 && isKnownNonnegative(term.term))
    })
  )
}

/** Where the density and the part of the branch are products over the free symbols: each for itself. */
function byFactors(
  { free, smooth }: ParametrisedBranch,
  squared: Expression,
  at: readonly number[] | undefined,
): Decision | undefined {
  const { factors } = factorsOf(squared)
  const isOfOne = (e: Expression): boolean => freeSymbols(e).size <= 1
  if (at === undefined || !factors.every(({ base }) => isOfOne(base)) || !smooth.every(({ expression }) => isOfOne(expression))) return undefined // prettier-ignore
  const decided = free.map((symbol, i) => {
    const own = squared.graph.powers(rational.one, factors.filter(({ base }) => freeSymbols(base).has(symbol))) // prettier-ignore
    return { symbol, ...alone(own, symbol, smooth, at[i]!) }
  })
  const bad = decided.find(({ normalisable }) => normalisable === 'no')
  if (bad !== undefined) return { normalisable: 'no', why: bad.why.replace('it is', `as a function of $${toLatex(bad.symbol)}$ it is`) } // prettier-ignore
  if (decided.some(({ normalisable }) => normalisable === 'undecided')) return undefined
  return { normalisable: 'yes', why: `it is a product of functions of ${free.map((symbol) => `$${toLatex(symbol)}$`).join(' and ')} that are integrable` } // prettier-ignore
}

function alone(
  squared: Expression,
  symbol: SymbolNode,
  smooth: ParametrisedBranch['smooth'],
  at: number,
): Normalisability {
  const slope = simplest(scale(rational.half, divide(gradient(squared, [symbol])[0]!, squared)))
  const own = smooth.filter(({ expression }) => freeSymbols(expression).has(symbol))
  return endsOfDensity(slope, symbol.graph.one, { free: [symbol], smooth: own, coordinates: [symbol] }, at) // prettier-ignore
}
