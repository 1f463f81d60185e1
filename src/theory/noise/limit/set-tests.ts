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
import { hasJumps, jumpsAt, smoothFactorOf } from './jumps.js'
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
  /** ∇_w L̂(w, η) − ∇L(w) for some η, and what the factor of the noise has. */
  noisyGradient(w: Float64Array): Sized
  /** P∇Reg. */
  regulariser(w: Float64Array): Sized
  /** P∇V₄; nothing where it has no closed form. */
  secondPotential(w: Float64Array): (Sized & { vector: Float64Array }) | undefined
  /** ½D²Φ_α[Σ], with the jumps of masks, for the flow and for some α > 0, whichever is larger: that of the flow can vanish alone. */
  drift(w: Float64Array): Sized
  /** PF. */
  diffusion(w: Float64Array): Sized
}

export function setFields(landscape: Landscape, point: ZeroLossPoint, objects: NoiseObjects): SetFields {
  const rank = point.rank.rank
  const tangentAt = (w: Float64Array): Matrix => frameAt(landscape, w, rank).tangent
  const along = (w: Float64Array, v: Float64Array): number => norm(multiplyTransposed(tangentAt(w), v))
  const { shared, own } = objects.perturbation
  const variables = shared.symbols.length + own.symbols.length
  const slow = once(() => limitCoefficients(landscape, rank, noiseFactorOf(objects)))
  // Any learning rate does that is stable, in batches too, and not so small that all is rounding.
  const rateAt = (w: Float64Array): number => {
    const hessian = landscape.hessian(w)
    const trace = hessian.data.reduce((sum, x, k) => (k % (hessian.rows + 1) === 0 ? sum + x : sum), 0)
    const most = objects.perturbation.batch === undefined ? 1 : landscape.model.loss.count
    return 1 / (4 * most * trace)
  }
  const descentAt = (w: Float64Array): { drift: Float64Array; error: number } => {
    const drift = new Float64Array(landscape.dimension)
    const learningRate = rateAt(w)
    const jumps = hasJumps(objects) ? jumpsNear(landscape, rank, objects, w, learningRate) : undefined
    if (jumps === undefined) {
      limitCoefficients(landscape, rank, noiseFactorAt(landscape, rank, objects, learningRate), { learningRate }).drift(w, drift) // prettier-ignore
      return { drift, error: 0 }
    }
    const smooth = smoothFactorOf(objects)
    if (smooth.noises > 0) limitCoefficients(landscape, rank, smooth, { learningRate: jumps.learningRate }).drift(w, drift) // prettier-ignore
    const square = jumps.learningRate ** 2
    return { drift: drift.map((x, i) => x + jumps.drift[i]! / square), error: jumps.error / square }
  }
  const effect = (w: Float64Array): Float64Array => {
    const random = stream(0, 'noise on the set', 0)
    const quiet = objects.noisyGradient(w, new Float64Array(variables))
    const changes = Array.from({ length: 3 }, () =>
      objects.noisyGradient(w, Float64Array.from({ length: variables }, () => random.normal() / 2)).map((x, i) => x - quiet[i]!)) // prettier-ignore
    return Float64Array.of(...changes.flatMap((change) => [...change]), ...objects.factor(w).data)
  }
  const factor = (w: Float64Array): Float64Array => objects.factor(w).data
  return {
    noisyGradient(w) {
      // Of the largest of its gradients; the factor speaks where the noise that was drawn does not.
      const all = effect(w)
      const drawn = [0, 1, 2].map((k) => norm(all.subarray(k * w.length, (k + 1) * w.length)))
      const size = Math.max(...drawn) > 0 ? Math.max(...drawn) : norm(all)
      return { size, scale: size, rounding: () => roundingOf(effect, w) }
    },
    regulariser(w) {
      const slope = objects.regulariserGradient(w)
      return { size: along(w, slope), scale: norm(slope), rounding: () => roundingOf(objects.regulariserGradient, w) } // prettier-ignore
    },
    secondPotential: (w) => secondPotential(landscape, rank, objects, w),
    drift(w) {
      const flow = new Float64Array(landscape.dimension)
      slow().drift(w, flow)
      const { drift, error } = descentAt(w)
      const tangent = tangentAt(w)
      const onSet = multiplyVector(tangent, multiplyTransposed(tangent, drift))
      const size = norm(factor(w))
      const length = curvatureLength(landscape, w)
      const rounding = (): number => {
        const wrong = roundingOf(factor, w)
        return (2 * size * wrong + wrong ** 2) / length + 8 * error
      }
      return { size: Math.max(norm(flow), hasJumps(objects) ? norm(onSet) : norm(drift)), scale: size ** 2 / length, rounding } // prettier-ignore
    },
    diffusion(w) {
      const found = objects.factor(w)
      return {
        size: frobeniusNorm(multiply(transpose(tangentAt(w)), found)),
        scale: frobeniusNorm(found),
        rounding: () => roundingOf(factor, w),
      }
    },
  }
}

/** In units of 1 + |w|: how far a place may be from where it is meant to be. */
const misplaced = 1e-14
const shakes = 5

/** How large a field that is 0 may look: what it changes by when the place is shaken by its error, which rounding goes with. */
export function roundingOf(field: (w: Float64Array) => Float64Array, w: Float64Array): number {
  const here = field(w)
  const random = stream(0, 'rounding on the set', 0)
  const reach = misplaced * (1 + norm(w))
  const changes = Array.from({ length: shakes }, () => {
    const there = finiteAt(() => field(w.map((x) => x + reach * random.normal())))
    return there === undefined ? 0 : norm(there.map((x, i) => x - here[i]!))
  })
  return 8 * Math.max(...changes)
}

/** What masks do at a learning rate, or at a smaller one at which their jumps come back. */
function jumpsNear(landscape: Landscape, rank: number, objects: NoiseObjects, w: Float64Array, most: number) {
  for (let learningRate = most; learningRate > most / 1000; learningRate /= 4) {
    const found = jumpsAt(landscape, rank, objects, w, learningRate)
    if (found !== undefined && 'drift' in found) return { ...found, learningRate }
  }
  return undefined
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
  const rounding = (): number =>
    roundingOf((at) => (at === w ? vector : secondPotential(landscape, rank, objects, at)!.vector), w)
  return { vector, size: Math.sqrt(dot(vector, vector)), scale: norm(fourth) + norm(bent) + norm(third) / 2, rounding } // prettier-ignore
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
