import { type Budget, spent, work } from '../../../base/budget.js'
import { ProblemError } from '../../../base/problem.js'
import type { Prose } from '../../../base/prose.js'
import { failure } from '../../../base/wording.js'
import {
  coordinatesText,
  curvatureLength,
  descentLimit,
  frameAt,
  hasZeroLoss,
  isJoined,
  type Landscape,
  limitCoefficients,
  type NoiseFactor,
} from '../../../geometry/index.js'
import { column, type Matrix, matrix, multiply, multiplyTransposed, multiplyVector, norm, symmetricEigen, transpose } from '../../../numeric/index.js' // prettier-ignore
import { decimal } from '../../decimal.js'
import type { NoiseObjects } from './objects.js'

/**
 * What rare drops of the masks do at a fixed learning rate α, per step and divided by σ², for σ → 0: drop i takes a point y of
 * the set to y + αcᵢ, with cᵢ its column of the factor, and gradient descent from there to y + δᵢ.
 */
export interface Jumps {
  /** Σ (δᵢ − αPcᵢ), length d: what takes the place of ½α²D²Φ_α[Σ cᵢcᵢᵀ], which holds for small jumps only. */
  readonly drift: Float64Array
  /** Of its length. */
  readonly error: number
  /** Σ δᵢδᵢᵀ, d × d. */
  readonly covariance: Matrix
  /** Σ over the drops of the losses at all steps on the way back: the mean loss of the stationary state. */
  readonly loss: number
  /** y + δᵢ. */
  readonly ends: readonly Float64Array[]
}

/** Why the jumps have no such effect: a descent diverges, or ends on another piece of the set. */
export interface Stray {
  readonly stray: Prose
}

/** Steps of a descent beyond which jumps are so short that their second order is as good. */
const mostSteps = 2e5
/** In units of the length of the geometry: who ends further away has left. */
const farthest = 5
/** In descents of a thousand steps: what one velocity may cost. */
const mostWork = 20_000

export const hasJumps = ({ jumps }: NoiseObjects): boolean => jumps.length > 0

/** The factor without its jumps. */
export function smoothFactorOf(objects: NoiseObjects): NoiseFactor {
  const kept = smoothColumns(objects)
  return {
    noises: kept.length,
    factor(w, out) {
      const all = objects.factor(w)
      for (let i = 0; i < all.rows; i++)
        kept.forEach((from, c) => (out[i * kept.length + c] = all.data[i * all.columns + from]!))
    },
  }
}

function smoothColumns({ noises, jumps }: NoiseObjects): number[] {
  const masks = new Set(jumps)
  return Array.from({ length: noises }, (_, c) => c).filter((c) => !masks.has(c))
}

/**
 * What the drops do at a point of the set, by following gradient descent from each; nothing where there are none, or where the
 * learning rate is so small that a descent has no end in sight: jumps are small then, and their second order says the same.
 */
export function jumpsAt(
  landscape: Landscape,
  rank: number,
  objects: NoiseObjects,
  w: Float64Array,
  learningRate: number,
  budget: Budget = work(mostWork),
): Jumps | Stray | undefined {
  if (!hasJumps(objects) || isTooFine(landscape, rank, w, learningRate)) return undefined
  const d = w.length
  const { tangent } = frameAt(landscape, w, rank)
  const factor = objects.factor(w)
  const covariance = matrix(d, d)
  const drift = new Float64Array(d)
  const ends: Float64Array[] = []
  let [error, loss] = [0, 0]
  for (const [k, place] of objects.jumps.entries()) {
    const jump = column(factor, place)
    if (jump.every((x) => x === 0)) {
      ends.push(w)
      continue
    }
    const start = w.map((x, i) => x + learningRate * jump[i]!)
    const found = landed(landscape, rank, w, start, { learningRate, budget })
    if (typeof found === 'string')
      return { stray: `at the learning rate ${decimal(learningRate)}, after a step in which ${maskName(objects, k)} is 0, gradient descent ${found}` } // prettier-ignore
    const straight = multiplyVector(tangent, multiplyTransposed(tangent, jump))
    const moved = found.coordinates.map((x, i) => x - w[i]!)
    for (let i = 0; i < d; i++) {
      drift[i]! += moved[i]! - learningRate * straight[i]!
      for (let j = 0; j < d; j++) covariance.data[i * d + j]! += moved[i]! * moved[j]!
    }
    error += found.error + 4 * Number.EPSILON * (norm(w) + learningRate * norm(jump))
    loss += found.loss
    ends.push(found.coordinates)
  }
  return { drift, error, covariance, loss, ends }
}

const maskName = ({ jumps }: NoiseObjects, k: number): string =>
  jumps.length === 1 ? 'the mask' : `mask ${k + 1} of ${jumps.length}`

interface Way {
  readonly learningRate: number
  readonly budget: Budget
}

/** Where a descent ends, and the sum of the losses on its way; or what becomes of it, as the end of a clause. */
function landed(landscape: Landscape, rank: number, from: Float64Array, start: Float64Array, { learningRate, budget }: Way) {
  if (spent(budget)) return 'was not followed: there are too many masks, or steps to be taken'
  const quiet = landscape.loss(from)
  let loss = 0
  const visit = (w: Float64Array): void => void (loss += landscape.loss(w) - quiet)
  try {
    const { coordinates, error } = descentLimit(landscape, start, learningRate, { maxSteps: 10 * mostSteps, budget, visit })
    const place = coordinatesText(landscape.model, coordinates)
    if (!hasZeroLoss(landscape, coordinates)) return `ends away from the zero-loss set, at ${place}`
    const distance = norm(coordinates.map((x, i) => x - from[i]!))
    if (distance > farthest * curvatureLength(landscape, from)) return `ends far away, at ${place}`
    if (!isJoined(landscape, rank, from, coordinates)) return `ends at ${place}, to which no path along the zero-loss set was found`
    return { coordinates, error, loss }
  } catch (problem) {
    if (!(problem instanceof ProblemError) || problem.problem.code === 'cancelled') throw problem
    return problem.problem.code === 'not-finite' ? 'diverges' : 'does not come to rest'
  }
} // prettier-ignore

function isTooFine(landscape: Landscape, rank: number, w: Float64Array, learningRate: number): boolean {
  const values = normalCurvatures(landscape, rank, w)
  const contraction = Math.max(...values.map((value) => Math.abs(1 - learningRate * value)))
  return contraction < 1 && 46 / -Math.log(contraction) > mostSteps
}

function normalCurvatures(landscape: Landscape, rank: number, w: Float64Array): number[] {
  const { normal } = frameAt(landscape, w, rank)
  const inner = multiply(transpose(normal), multiply(landscape.hessian(w), normal))
  return [...symmetricEigen(inner).values]
}

/**
 * The mean velocity along the set per unit of kα²σ² of noise with masks at a fixed α, without that of the regulariser.
 *
 * @throws `not-applicable` where a jump does not come back to the set near the point
 */
export function velocityWithJumps(
  landscape: Landscape,
  rank: number,
  objects: NoiseObjects,
  learningRate: number,
): (w: Float64Array, out: Float64Array) => void {
  const smooth = smoothFactorOf(objects)
  const whole = { noises: objects.noises, factor: (w: Float64Array, out: Float64Array): void => out.set(objects.factor(w).data) } // prettier-ignore
  const small = limitCoefficients(landscape, rank, whole, { learningRate })
  const rest = smooth.noises === 0 ? undefined : limitCoefficients(landscape, rank, smooth, { learningRate })
  const budget = work(10 * mostWork)
  return (w, out) => {
    const found = jumpsAt(landscape, rank, objects, w, learningRate, budget)
    if (found === undefined) return small.drift(w, out)
    if ('stray' in found) throw straying(found)
    if (rest === undefined) out.fill(0)
    else rest.drift(w, out)
    for (let i = 0; i < out.length; i++) out[i]! += found.drift[i]! / learningRate ** 2
  }
}

export function straying({ stray }: Stray): Error {
  return failure('not-applicable', {
    theorem: 'The limit of rare jumps',
    hypothesis: 'gradient descent comes back to the same piece of the zero-loss set after every jump',
    witness: stray,
  })
}
