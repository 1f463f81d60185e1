import { uncertainty, type Estimate } from '../../../base/estimate.js'
import { ProblemError } from '../../../base/problem.js'
import { evaluate, evaluateAll, type Expression } from '../../../expression/index.js'
import {
  branchPoints,
  type BranchPoint,
  curvatureLength,
  hasZeroLoss,
  type Landscape,
  type ParametrisedBranch,
  type ZeroLossPoint,
  zeroLossPointAt,
} from '../../../geometry/index.js'
import { frobeniusNorm, norm } from '../../../numeric/index.js'
import {
  noiseCoefficients,
  type NoiseCoefficients,
  type NoiseObjects,
  secondPotential,
} from '../limit/index.js'
import type { FrameAlong, Rows } from './frame.js'

/** Agreement of a closed form with the coefficients in floating point from the model's own derivatives. */
export interface ComparisonAlong {
  /** Points of the branch at which both have a value. */
  readonly points: number
  /** The largest difference, relative to the size of the terms. */
  readonly worst: number
  /** Whether that is rounding, at enough points. */
  readonly agrees: boolean
}

/** Everything the independent route gives at one point of the branch. */
export interface Reference {
  readonly place: BranchPoint
  readonly point: ZeroLossPoint
  readonly coefficients: NoiseCoefficients
  /** P∇V₄, where it has a value. */
  readonly secondPotential: Float64Array | undefined
  /** The size that Σ gives to a drift here. */
  readonly natural: number
}

const wanted = 10
const fewest = 5
const tolerance = 1e-7
/** α times the largest eigenvalue where the form for finite steps is compared. */
const rate = 0.8
/** Points where the set is curved this much more across than along are not told by doubles. */
const leastConditioning = 1e-5

/** Points of the branch at random, with the coefficients there; nothing where one of them has not zero loss. */
export function references(
  landscape: Landscape,
  branch: ParametrisedBranch,
  objects: NoiseObjects,
  rank: number,
): Reference[] | undefined {
  const { free, coordinates, smooth } = branch
  const found: Reference[] = []
  for (const place of branchPoints({ free, coordinates, domain: smooth }, 3 * wanted)) {
    if (found.length === wanted) break
    if (!hasZeroLoss(landscape, place.coordinates)) return undefined
    const reference = unlessRefused(() => referenceAt(landscape, objects, rank, place))
    if (reference !== undefined) found.push(reference)
  }
  return found
}

function referenceAt(
  landscape: Landscape,
  objects: NoiseObjects,
  rank: number,
  place: BranchPoint,
): Reference | undefined {
  const point = zeroLossPointAt(landscape, place.coordinates)
  const { normalEigenvalues, sharpness } = point
  if (point.rank.rank !== rank || !(normalEigenvalues[0]! >= leastConditioning * sharpness)) return undefined
  const learningRate = { value: rate / sharpness }
  const coefficients = noiseCoefficients(objects, point, { exact: false, learningRate })
  const w = place.coordinates
  return {
    place,
    point,
    coefficients,
    secondPotential: unlessRefused(() => secondPotential(landscape, rank, objects, w)?.vector),
    natural: frobeniusNorm(coefficients.covariance) / curvatureLength(landscape, w),
  }
}

/**
 * The flow ds = μ dt against a vector field of the ambient space: Dμ is to be the vector of `field`, whose parts add up to
 * `size`.
 */
export function compareFlow(
  frame: FrameAlong,
  points: readonly Reference[],
  drift: readonly Expression[],
  field: (at: Reference) => { readonly vector: ArrayLike<number>; readonly size: number } | undefined,
): ComparisonAlong {
  return overPoints(points, (at) => {
    const expected = field(at)
    if (expected === undefined) return undefined
    return relative(pushed(frame, at, drift), expected.vector, expected.size)
  })
}

/**
 * The diffusion ds = μ dt + A^{1/2}dB: Dμ + ½γ_ab A_ab is to be ½D²Φ[Σ], normal part included, and DADᵀ to be PΣP. With
 * `alpha` the drift is that of gradient descent, compared where α has some value.
 */
export function compareDiffusion(
  frame: FrameAlong,
  points: readonly Reference[],
  drift: readonly Expression[],
  diffusion: Rows,
  alpha?: Expression,
): ComparisonAlong {
  return overPoints(points, (at) => {
    const { coefficients, natural, place } = at
    const parts = alpha === undefined ? coefficients.slowDrift : coefficients.slowDriftAtRate
    if (parts === undefined) return undefined
    const values = new Map(place.free)
    if (alpha !== undefined) values.set(alpha, parts.learningRate)
    const spread = diffusion.map((row) => evaluateAll(row, values))
    const ambient = pushed(frame, at, drift, values)
    frame.second.forEach((row, a) =>
      row.forEach((v, b) => v.forEach((e, i) => (ambient[i]! += (evaluate(e, values) * spread[a]![b]!) / 2))),
    )
    const size = natural + [parts.tangentTangent, parts.mixed, parts.normalNormal].reduce((sum, part) => sum + sizeOf(part), 0) // prettier-ignore
    const ofDrift = relative(ambient, parts.total.map(({ value }) => value), size) // prettier-ignore
    const tangents = frame.tangents.map((row) => evaluateAll(row, values))
    const d = ambient.length
    const image = Float64Array.from({ length: d * d }, (_, k) => {
      const [i, j] = [Math.floor(k / d), k % d]
      return spread.reduce((sum, row, a) => row.reduce((more, x, b) => more + x * tangents[a]![i]! * tangents[b]![j]!, sum), 0) // prettier-ignore
    })
    const ofNoise = relative(image, coefficients.diffusion.data, frobeniusNorm(coefficients.covariance))
    return Math.max(ofDrift, ofNoise)
  })
}

/** Σ of the sizes of the entries, with what they may be wrong by. */
export function sizeOf(estimates: readonly Estimate[]): number {
  return estimates.reduce((sum, each) => sum + Math.abs(each.value) + (10 * uncertainty(each)) / tolerance, 0)
}

/** Dμ. */
function pushed(
  { tangents }: FrameAlong,
  { place }: Reference,
  drift: readonly Expression[],
  values: ReadonlyMap<Expression, number> = place.free,
): Float64Array {
  const image = new Float64Array(tangents[0]!.length)
  tangents.forEach((row, a) => {
    const speed = evaluate(drift[a]!, values)
    row.forEach((e, i) => (image[i]! += evaluate(e, values) * speed))
  })
  return image
}

function relative(found: ArrayLike<number>, expected: ArrayLike<number>, size: number): number {
  const difference = norm(Float64Array.from(found, (x, i) => x - expected[i]!))
  return difference === 0 ? 0 : difference / size
}

function overPoints(
  points: readonly Reference[],
  difference: (at: Reference) => number | undefined,
): ComparisonAlong {
  const found = points.flatMap((at) => difference(at) ?? [])
  const worst = found.reduce((most, x) => (x <= most ? most : x), 0)
  return { points: found.length, worst, agrees: found.length >= fewest && worst <= tolerance }
}

function unlessRefused<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
