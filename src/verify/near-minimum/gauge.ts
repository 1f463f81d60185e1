import { compileGradientBatch } from '../../compile/index.js'
import { lossOf, type Model, sampleLossOf, samplesToLoopOver } from '../../model/index.js'
import { norm, type RandomStream } from '../../numeric/index.js'
import type { NearMinimum } from '../../theory/index.js'

/** Places states near a point of the zero-loss set and tells how far states are from the set. States follow one another. */
export interface Gauge {
  /** d, the numbers of a state, and k, the dimension of the normal space. */
  readonly dimension: number
  readonly codimension: number
  /** A displacement that rounding makes. */
  readonly rounding: number
  /** Between these distances a displacement is neither too large to be linear nor close to rounding. */
  readonly nearest: number
  readonly farthest: number
  /** Writes x* + length·N·direction into `states` at index `at`; k numbers are taken from `directions` at `from`. */
  put(states: Float64Array, at: number, directions: Float64Array, from: number, length: number): void
  /** Writes x + factor·N·displacement into `out`; d, d and k numbers. */
  shifted(out: Float64Array, x: Float64Array, displacement: Float64Array, factor: number): void
  /**
   * For each state Λ⁻¹Nᵀ∇L (k numbers): to first order the displacement from the zero-loss set, in coordinates of the
   * normal space at x*. Unlike the components of x − x* it does not notice a drift along the set, and unlike residuals
   * there is one for every loss.
   */
  displacements(states: Float64Array): Float64Array
  /** |∇L| for each state. */
  slopes(states: Float64Array): Float64Array
}

// Relative to the reach: distances above are linear to a thousandth, and those below are never needed.
const widest = 0.1
const narrowest = 1e-9

/** In units of rounding: what is left of it is a thousandth at most. */
const safety = 1e3

export function gaugeOf(model: Model, { start, normal, curvatures, reach }: NearMinimum): Gauge {
  const [d, k] = [normal.rows, normal.columns]
  const samples = samplesToLoopOver(model)
  const loss = samples === undefined ? lossOf(model) : sampleLossOf(model)
  const batch = compileGradientBatch({ loss, variables: model.symbols, samples })
  // Used again and again: memory that is new has to be cleared.
  let results = new Float64Array(0)
  const gradients = (states: Float64Array): Float64Array => {
    if (results.length !== states.length) results = new Float64Array(states.length)
    batch.run(states, results)
    return results
  }
  const columns = normal.data
  const displacements = (states: Float64Array): Float64Array => {
    const slopes = gradients(states)
    const found = new Float64Array((states.length / d) * k)
    for (let at = 0, to = 0; at < slopes.length; at += d, to += k) {
      for (let j = 0; j < k; j++) {
        let sum = 0
        for (let i = 0; i < d; i++) sum += columns[i * k + j]! * slopes[at + i]!
        found[to + j] = sum / curvatures[j]!
      }
    }
    return found
  }
  const shifted: Gauge['shifted'] = (out, x, displacement, factor) => {
    for (let i = 0; i < d; i++) {
      let shift = 0
      for (let j = 0; j < k; j++) shift += columns[i * k + j]! * displacement[j]!
      out[i] = x[i]! + factor * shift
    }
  }
  const condition = Math.max(...curvatures) / Math.min(...curvatures)
  const rounding = Math.max(2 ** -52 * condition * norm(start), 2 * norm(displacements(start)))
  return {
    dimension: d,
    codimension: k,
    rounding,
    nearest: Math.max(narrowest * reach, safety * rounding),
    farthest: widest * reach,
    put: (states, at, directions, from, length) =>
      shifted(states.subarray(at, at + d), start, directions.subarray(from, from + k), length),
    shifted,
    displacements,
    slopes(states) {
      const found = gradients(states)
      return Float64Array.from({ length: states.length / d }, (_, lane) => norm(found.subarray(lane * d, (lane + 1) * d))) // prettier-ignore
    },
  }
}

/** Writes a random unit vector of `count` numbers, uniform on the sphere. */
export function drawDirection(random: RandomStream, out: Float64Array, at: number, count: number): void {
  const direction = out.subarray(at, at + count)
  let size = 0
  do {
    random.normals(direction)
    size = norm(direction)
  } while (size === 0)
  for (let j = 0; j < count; j++) direction[j]! /= size
}
