import { hasJumps, jumpsAt } from '../noise/limit/index.js'
import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
import { pointOf } from '../site.js'

/** What single masks do at the learning rate stays near the point: gradient descent comes back to the same piece of the set. */
export const jumpsReturn: Hypothesis = {
  id: 'jumps-return',
  statement:
    'With masks: after a step in which one of them is 0, gradient descent without noise comes back to the same piece of the zero-loss set.',
  check(situation) {
    const { noise, inputs } = situation
    if (noise === undefined) throw new TypeError('the jumps of a noise were asked for where none is chosen')
    if (!hasJumps(noise.objects)) return { state: 'proved', evidence: 'no variable of the noise is a mask' }
    const rate = inputs.learningRate
    if (rate === undefined)
      return { state: 'proved', evidence: 'the learning rate is chosen so small that it does' }
    const { landscape, rank, coordinates, sharpness } = pointOf(situation)
    // Of which another hypothesis speaks.
    if (!(rate.value * sharpness < 2)) return { state: 'unknown', evidence: 'descent does not come back to the set at all' }
    const found = jumpsAt(landscape, rank.rank, noise.objects, coordinates, rate.value)
    if (found !== undefined && 'stray' in found) return { state: 'refuted', evidence: found.stray }
    const count = noise.objects.jumps.length
    return {
      state: 'checked',
      evidence: `at the learning rate ${decimal(rate.value)} it does from ${count === 1 ? 'the jump of the mask' : `each of the jumps of ${count} masks`}`,
    }
  },
} // prettier-ignore
