import { type Budget, spent, unlimited } from '../../base/budget.js'
import { failure } from '../../base/wording.js'
import { norm } from '../../numeric/index.js'
import { coordinatesText } from '../coordinates.js'
import type { Landscape } from '../landscape.js'
import { correctionIfFinite } from '../polish.js'

/** Where gradient descent with a fixed learning rate ends. */
export interface DescentLimit {
  readonly map: 'gradient descent'
  readonly learningRate: number
  /** Length d. */
  readonly coordinates: Float64Array
  /** Euclidean distance from the start. */
  readonly distance: number
  readonly steps: number
  /** Estimate: the distance to the set that is left, and the rounding of all steps. */
  readonly error: number
}

export interface DescentOptions {
  /** Default one million. */
  readonly maxSteps?: number
  readonly budget?: Budget
  /** Told every place on the way before it is left, the start first; what it is told is changed afterwards. */
  readonly visit?: (w: Float64Array) => void
}

/**
 * Φ_α(w): the limit of w ← w − α∇L(w), by taking the steps until they are at the level of rounding. Its distance to the
 * limit of the flow is of order α.
 *
 * @throws `no-convergence` with the length of the last step, `not-finite` when the steps grow beyond all bounds,
 *   `out-of-budget`
 */
export function descentLimit(
  landscape: Landscape,
  start: Float64Array,
  learningRate: number,
  { maxSteps = 1e6, budget = unlimited, visit }: DescentOptions = {},
): DescentLimit {
  const what = `gradient descent with learning rate ${learningRate}`
  const current = start.slice()
  let [last, beforeLast] = [Infinity, Infinity]
  for (let steps = 1; steps <= maxSteps; steps++) {
    visit?.(current)
    const gradient = landscape.gradient(current)
    for (let i = 0; i < current.length; i++) current[i]! -= learningRate * gradient[i]!
    const length = learningRate * norm(gradient)
    if (!Number.isFinite(length))
      throw failure('not-finite', { what: 'the gradient of the loss', where: `in step ${steps} of ${what}` })
    const scale = 1 + norm(current)
    // Steps at the level of rounding no longer shrink.
    if (length <= 1e-18 * scale || (length <= 1e-14 * scale && length >= beforeLast)) {
      const distance = norm(current.map((x, i) => x - start[i]!))
      const left = norm(correctionIfFinite(landscape, current) ?? [Infinity])
      const error = left + Number.EPSILON * scale * (4 + Math.sqrt(steps))
      return { map: 'gradient descent', learningRate, coordinates: current, distance, steps, error }
    }
    if (steps % 1024 === 0 && spent(budget))
      throw failure('out-of-budget', { what, budget: 'the time given', reached: `${steps} steps` })
    ;[beforeLast, last] = [last, length]
  }
  throw failure('no-convergence', {
    what,
    tried: `${maxSteps} steps`,
    reached: `a step of length ${last.toPrecision(3)} at ${coordinatesText(landscape.model, current)}`,
    suggest: 'Allow more steps, or take another learning rate: below 2 over the sharpness of the set.',
  })
}
