import type { Budget } from '../../../base/budget.js'
import { ProblemError } from '../../../base/problem.js'
import {
  curvatureLength,
  frameAt,
  type Landscape,
  limitCoefficients,
  sampleSet,
  type ZeroLossPoint,
} from '../../../geometry/index.js'
import {
  dot,
  frobeniusNorm,
  type Matrix,
  multiply,
  multiplyTransposed,
  multiplyVector,
  norm,
  stream,
  symmetricEigen,
  transpose,
} from '../../../numeric/index.js'
import type { Sized } from './evidence.js'
import { noiseFactorAt } from './batches.js'
import { noiseFactorOf, type NoiseObjects } from './objects.js'

/** Fewest points besides the given one, and how much of the rank they must have. */
const count = 24
const leastConditioning = 1e-4

/** The point and others of the set near it, from a random walk on it, well away from points of lower rank. */
export function testPoints(landscape: Landscape, point: ZeroLossPoint, budget?: Budget): Float64Array[] {
  const walked = sampleSet(landscape, point, {
    count,
    seed: 0,
    thin: 3,
    burnIn: 60,
    ...(budget && { budget }),
  })
  const good = walked.points.filter((w) => {
    const { singularValues, rank } = frameAt(landscape, w, point.rank.rank)
    return singularValues[rank - 1]! >= leastConditioning * singularValues[0]!
  })
  return [point.coordinates, ...good]
}

/** Fields on the set whose vanishing decides which limit there is, at one place. */
export interface SetFields {
  /** ∇_w L̂(w, η) for some η. */
  noisyGradient(w: Float64Array): Sized
  /** P∇Reg. */
  regulariser(w: Float64Array): Sized
  /** P∇V₄; nothing where it has no closed form. */
  secondPotential(w: Float64Array): (Sized & { vector: Float64Array }) | undefined
  /** ½D²Φ_α[Σ], for the flow and for some α > 0, whichever is larger: that of the flow can vanish alone. */
  drift(w: Float64Array): Sized
  /** PF. */
  diffusion(w: Float64Array): Sized
  /** What is 0 as far as doubles can tell, in units of a gradient. */
  negligible(w: Float64Array): number
}

export function setFields(landscape: Landscape, point: ZeroLossPoint, objects: NoiseObjects): SetFields {
  const rank = point.rank.rank
  const tangentAt = (w: Float64Array): Matrix => frameAt(landscape, w, rank).tangent
  const along = (w: Float64Array, v: Float64Array): number => norm(multiplyTransposed(tangentAt(w), v))
  const { shared, own } = objects.perturbation
  const variables = shared.symbols.length + own.symbols.length
  const slow = once(() => limitCoefficients(landscape, rank, noiseFactorOf(objects)))
  // Any learning rate does that is stable, in batches too, and not so small that all is rounding.
  const descentAt = (w: Float64Array) => {
    const hessian = landscape.hessian(w)
    const trace = hessian.data.reduce((sum, x, k) => (k % (hessian.rows + 1) === 0 ? sum + x : sum), 0)
    const most = objects.perturbation.batch === undefined ? 1 : landscape.model.loss.count
    const learningRate = 1 / (4 * most * trace)
    return limitCoefficients(landscape, rank, noiseFactorAt(landscape, rank, objects, learningRate), {
      learningRate,
    })
  }
  return {
    noisyGradient(w) {
      const random = stream(0, 'noise on the set', 0)
      const noises = Array.from({ length: 3 }, () => Float64Array.from({ length: variables }, () => random.normal() / 2)) // prettier-ignore
      const size = noises.reduce((most, noise) => Math.max(most, norm(objects.noisyGradient(w, noise))), 0)
      return { size: Math.max(size, frobeniusNorm(objects.factor(w))), scale: frobeniusNorm(landscape.hessian(w)) * (1 + norm(w)) } // prettier-ignore
    },
    regulariser(w) {
      const slope = objects.regulariserGradient(w)
      return { size: along(w, slope), scale: norm(slope) }
    },
    secondPotential: (w) => secondPotential(landscape, rank, objects, w),
    drift(w) {
      const drift = new Float64Array(landscape.dimension)
      const sizes = [slow(), descentAt(w)].map(({ drift: at }) => (at(w, drift), norm(drift)))
      const sigma = frobeniusNorm(objects.factor(w)) ** 2
      return { size: Math.max(...sizes), scale: sigma / curvatureLength(landscape, w) }
    },
    diffusion(w) {
      const factor = objects.factor(w)
      return { size: frobeniusNorm(multiply(transpose(tangentAt(w)), factor)), scale: frobeniusNorm(factor) }
    },
    negligible: (w) => 1e-12 * frobeniusNorm(landscape.hessian(w)) * (1 + norm(w)),
  }
}

/**
 * P∇V₄ for V₄ = R₄ − ½∇Reg·H⁺∇Reg on the set, where P∇Reg = 0: with h = H⁺∇Reg it is P(∇R₄ − ∇²Reg h + ½∇³L[h, h]), since then
 * the derivative of H⁺ counts with −H⁺(∂H)H⁺ only.
 */
export function secondPotential(
  landscape: Landscape,
  rank: number,
  objects: NoiseObjects,
  w: Float64Array,
): (Sized & { vector: Float64Array }) | undefined {
  const fourth = objects.fourthOrderGradient(w)
  if (fourth === undefined) return undefined
  const { tangent, normal } = frameAt(landscape, w, rank)
  const inner = multiply(transpose(normal), multiply(landscape.hessian(w), normal))
  const { values, vectors } = symmetricEigen(inner)
  const weights = multiplyTransposed(vectors, multiplyTransposed(normal, objects.regulariserGradient(w))).map(
    (x, k) => x / values[k]!,
  )
  const h = multiplyVector(normal, multiplyVector(vectors, weights))
  const bent = objects.regulariserCurvature(w, h)
  const third = landscape.thirdAlong(w, h, h)
  const sum = fourth.map((x, i) => x - bent[i]! + third[i]! / 2)
  const vector = multiplyVector(tangent, multiplyTransposed(tangent, sum))
  return { vector, size: Math.sqrt(dot(vector, vector)), scale: norm(fourth) + norm(bent) + norm(third) / 2 }
}

/** Whether it can be computed at all; kinks and edges of domains are no reason to stop. */
export function finiteAt<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
