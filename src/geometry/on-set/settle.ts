import { norm } from '../../numeric/index.js'
import type { NormalSpace } from './normal-space.js'

const mostIterations = 40

/**
 * Moves `z` onto the set by Gauss–Newton steps, with `space` going along. A reason when they do not converge to zero loss
 * or lead further away than `reach`; `z` is then of no use. The limit differs from that of `retract`, which stays in one
 * normal space, only in third order of the step that led to `z`.
 */
export function settle(space: NormalSpace, z: Float64Array, reach: number): string | undefined {
  const from = z.slice()
  let previous = Infinity
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const why = space.goTo(z)
    if (why !== undefined) return why
    const step = space.correction()
    if (step === undefined) return 'the loss has no finite value there'
    const length = norm(step)
    const scale = 1 + norm(z)
    let away = 0
    for (let i = 0; i < z.length; i++) {
      z[i]! -= step[i]!
      away += (z[i]! - from[i]!) ** 2
    }
    if (!(Math.sqrt(away) <= reach)) return 'the way back to the set is longer than the step'
    // What is left is about the square of the length, by a factor that the last two steps tell.
    const left = iteration === 1 ? length : length * Math.min(1, (length / previous) ** 2)
    if (left <= 1e-15 * scale || (length >= 0.5 * previous && length <= 1e-11 * scale))
      return space.isZeroLoss() || isZeroAt(space, z) ? undefined : 'there is no zero loss there'
    previous = length
  }
  return 'the steps towards the set do not converge'
}

// The space is one correction behind.
function isZeroAt(space: NormalSpace, z: Float64Array): boolean {
  return space.goTo(z) === undefined && space.isZeroLoss()
}
