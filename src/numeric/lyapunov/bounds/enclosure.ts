import { type Budget, spent, unlimited, within } from '../../../base/budget.js'
import type { Prose } from '../../../base/prose.js'
import type { Rational } from '../../../expression/index.js'
import { batchCount, type SampledProduct } from '../sampled-product.js'
import { adaptedFactors } from './adapted-norm.js'
import { blocksOf } from './blocks.js'
import type { ExponentBound } from './bound.js'
import { coboundaryBound } from './coboundary/coboundary.js'
import { determinantBound } from './determinant.js'
import { enclosedFactors, type EnclosedFactors, mostBatches } from './enclosed-factors.js'
import { enumerationBound, enumerationCost } from './enumeration.js'
import { enclosedExactFactors, type ExactProduct } from './exact-product.js'
import { rescaledMomentBound } from './rescaled-moment.js'
import { secondMomentBound } from './second-moment.js'
import { smallStepsBound } from './small-steps.js'
import { unlistedBounds } from './unlisted.js'
import { mostSphereFactors, sphereCoboundaryBound } from './sphere/sphere-coboundary.js'

/** Where the Lyapunov exponent λ certainly lies. */
export interface ExponentEnclosure {
  readonly lo: number
  readonly hi: number
  /** The sign of λ; nothing when the bounds leave it open. */
  readonly settled: 'negative' | 'positive' | undefined
  /** The argument that settled the sign, or what was tried. */
  readonly by: Prose
  /** Everything that was found, in the order in which it was tried; for each block of coordinates on its own. */
  readonly bounds: readonly ExponentBound[]
}

export interface EnclosureOptions {
  /** Two seconds when left out. Small steps, determinant and second moment are computed in any case. */
  readonly budget?: Budget
  /** Go on until the bounds are at most this far apart. When left out, it ends when the sign of λ is settled. */
  readonly width?: number
}

/**
 * Rigorous bounds on the Lyapunov exponent of the product on the normal space, for the doubles given; `curvatureRadius`
 * as for `enclosedFactors`. Arguments are tried in the order of their cost: small steps, determinant, second moment, also
 * rescaled; then for two dimensions the coboundary bound, and otherwise the same for words, in up to four dimensions the
 * coboundary bound, and mean norms of words.
 *
 * Beyond four dimensions the only lower bound is the determinant's.
 *
 * Where listing the batches would take long, only bounds from the samples and determinants are computed.
 *
 * @throws RangeError as `enclosedFactors`, and when the normal space is 0
 */
export function exponentEnclosure(
  product: SampledProduct,
  learningRate: number,
  options: EnclosureOptions & { readonly curvatureRadius?: number } = {},
): ExponentEnclosure {
  if (product.dimension === 0) throw new RangeError('on the normal space 0 there is no exponent')
  const batches = batchCount(product)
  const size = batches * product.dimension ** 3
  if (!(size > largestListed)) return enclosureOf(enclosedFactors(product, learningRate, options), options)
  const bounds = [...unlistedBounds(product, learningRate, options.curvatureRadius)]
  if (current(bounds).settled === undefined && batches <= mostBatches && size <= largestDeterminants)
    bounds.push(determinantBound(enclosedFactors(product, learningRate, options)))
  return concluded(bounds)
}

// Batches times multiplications for one: beyond it only what is known of the samples is used, and then determinants.
const largestListed = 1e6
const largestDeterminants = 1e8

/** The same for exact inner products of gradients and an exact learning rate. */
export function exactExponentEnclosure(
  product: ExactProduct,
  learningRate: Rational,
  options: EnclosureOptions = {},
): ExponentEnclosure {
  return enclosureOf(enclosedExactFactors(product, learningRate), options)
}

export function enclosureOf(product: EnclosedFactors, options: EnclosureOptions = {}): ExponentEnclosure {
  if (product.size === 0) throw new RangeError('on the normal space 0 there is no exponent')
  const limited = { ...options, budget: options.budget ?? within(unlimited, 2000) }
  const blocks = blocksOf(product).map((block) => blockEnclosure(block, limited))
  if (blocks.length === 1) return blocks[0]!
  const top = blocks.reduce((best, each) => (each.lo > best.lo ? each : best))
  const settled = top.settled === 'positive' ? 'positive' : blocks.every((each) => each.settled === 'negative') ? 'negative' : undefined // prettier-ignore
  return {
    lo: top.lo,
    hi: Math.max(...blocks.map(({ hi }) => hi)),
    settled,
    by: `No factor mixes the ${blocks.length} blocks of coordinates, so that the exponent is the largest of theirs. ${top.by}`,
    bounds: blocks.flatMap(({ bounds }) => bounds),
  }
}

function blockEnclosure(product: EnclosedFactors, options: EnclosureOptions & { budget: Budget }): ExponentEnclosure {
  // Of numbers both are all but the exponent itself.
  if (product.size === 1) return concluded([determinantBound(product), enumerationBound(product, 1)])
  // Small steps settle a sign and no more: what costs nothing says how wide the bounds are.
  const bounds = [smallStepsBound(product), determinantBound(product), secondMomentBound(product)].filter((bound) => bound !== undefined)
  if (enough(current(bounds), options)) return concluded(bounds)
  for (const bound of dearer(product, options, () => current(bounds))) {
    bounds.push(bound)
    if (enough(current(bounds), options)) break
  }
  return concluded(bounds)
} // prettier-ignore

function concluded(bounds: readonly ExponentBound[]): ExponentEnclosure {
  const { lo, hi, settled } = current(bounds)
  const decisive = bounds.find((bound) => (settled === 'negative' ? hasNegative(bound) : bound.lo > 0))
  const tried = [...new Set(bounds.map(({ name }) => name))]
  const by =
    settled === undefined
      ? `The sign is open: ${tried.length === 0 ? 'nothing that was tried says more' : `${tried.join(', ')} leave 0 within the bounds`}.`
      : (decisive?.detail ?? '')
  return { lo, hi, settled, by, bounds }
} // prettier-ignore

type Found = Pick<ExponentEnclosure, 'lo' | 'hi' | 'settled'>

const hasNegative = ({ hi, strict }: ExponentBound): boolean => hi < 0 || (hi === 0 && strict === true)

function current(bounds: readonly ExponentBound[]): Found {
  // NaN, which comes of overflow, is no bound.
  const lo = bounds.reduce((most, bound) => (bound.lo > most ? bound.lo : most), -Infinity)
  const hi = bounds.reduce((least, bound) => (bound.hi < least ? bound.hi : least), Infinity)
  return { lo, hi, settled: bounds.some(hasNegative) ? 'negative' : lo > 0 ? 'positive' : undefined }
}

const enough = ({ lo, hi, settled }: Found, { width }: EnclosureOptions): boolean =>
  width === undefined ? settled !== undefined : hi - lo <= width

// The most multiplications that one enumeration may take, of the order of a second.
const dearest = 1e8

// For balancing the weights of all words: some tenths of a second.
const dearestWords = 2e4
const wordCost = ({ size, factors }: EnclosedFactors, length: number): number =>
  factors.length ** length * size ** 3

// In other coordinates than orthonormal ones some directions are crowded.
const rounded = (product: EnclosedFactors): EnclosedFactors =>
  product.symmetric ? product : adaptedFactors(product)

function* dearer(
  product: EnclosedFactors,
  options: EnclosureOptions & { budget: Budget },
  found: () => Found,
): Generator<ExponentBound> {
  if (spent(options.budget)) return
  if (wordCost(product, 1) <= 10 * dearestWords) yield rescaledMomentBound(product)
  const isEnough = (l: number, h: number): boolean => {
    const { lo, hi, settled } = found()
    const [low, high] = [Math.max(lo, l), Math.min(hi, h)]
    const sign = settled ?? (high < 0 ? 'negative' : low > 0 ? 'positive' : undefined)
    return enough({ lo: low, hi: high, settled: sign }, options)
  }
  const onSphere = product.size <= 4 && product.factors.length <= mostSphereFactors
  if (product.size === 2) {
    if (onSphere && options.width === undefined)
      yield sphereCoboundaryBound(rounded(product), { budget: options.budget, enough: isEnough })
    if (!enough(found(), options))
      yield coboundaryBound(product, { budget: options.budget, enough: isEnough })
    return
  }
  for (const length of [2, 3, 4, 6, 8])
    if (wordCost(product, length) <= dearestWords && !spent(options.budget))
      yield rescaledMomentBound(product, length)
  if (onSphere && !spent(options.budget)) {
    yield sphereCoboundaryBound(rounded(product), { budget: options.budget, enough: isEnough })
    // Norms of words are no nearer to λ than this.
    if (options.width === undefined) return
  }
  const adapted = adaptedFactors(product)
  for (let length = 1; enumerationCost(adapted, length) <= dearest && !spent(options.budget); length *= 2)
    yield enumerationBound(adapted, length)
}
