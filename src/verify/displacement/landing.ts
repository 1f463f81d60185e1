import type { Budget } from '../../base/budget.js'
import type { DisplacementExperiment } from '../../theory/index.js'
import type { Replicas } from '../replicas.js'

/** In units of the length of the geometry: how closely the noiseless descent is followed to its end. */
export const settling = 1e-6

const mostRounds = 4000

/** In units of the length of the geometry: who ends further away than this has left. */
export const farthest = 5

// Whether replicas have settled is looked at so seldom that they come nearer by a half, but for those that come fast.
const [shortest, longest] = [16, 1024]
function stepsBetweenLooks(contraction: number): number {
  return Math.min(longest, Math.max(shortest, Math.ceil(Math.LN2 / -Math.log(contraction))))
}

/** How far along the direction a replica came to rest, or why that cannot be said. */
export type Settled = number | 'escaped' | 'unsettled'

/** What is to be known of an experiment for that. */
export type Landing = Pick<DisplacementExperiment, 'start' | 'direction' | 'contraction' | 'length'>

/**
 * Where states belong on the set: the limits of gradient descent without noise.
 *
 * @param states one after another; they stay as they are
 * @returns nothing when the budget ended before; else also the steps that were taken
 */
export async function land(
  { start, direction, contraction, length }: Landing,
  quiet: Replicas,
  settings: Float64Array,
  states: Float64Array,
  budget: Budget,
): Promise<{ readonly settled: readonly Settled[]; readonly steps: number } | undefined> {
  const d = start.length
  const stride = stepsBetweenLooks(contraction)
  const tolerance = settling * length * (1 - contraction)
  const found = Array.from({ length: states.length / d }, (): Settled => 'unsettled')
  let pending = found.map((_, replica) => replica)
  let now: Float64Array = states.slice()
  const before = now.slice()
  let steps = 0
  const quietly: Budget = { ...budget, progress: undefined }
  for (let round = 0; round < mostRounds && pending.length > 0; round++) {
    const course = quiet.begin(now)
    if (!(await course.advance(settings, stride - 1, quietly))) return undefined
    before.set(now)
    if (!(await course.advance(settings, 1, quietly))) return undefined
    steps += stride * pending.length
    const left: number[] = []
    for (const [k, replica] of pending.entries()) {
      const moved = distance(now, k * d, before, k * d, d)
      if (!Number.isFinite(moved)) found[replica] = 'escaped'
      else if (moved > tolerance) {
        if (left.length < k) now.copyWithin(left.length * d, k * d, (k + 1) * d)
        left.push(replica)
      } else if (distance(now, k * d, start, 0, d) > farthest * length) found[replica] = 'escaped'
      else {
        let projection = 0
        for (let i = 0; i < d; i++) projection += (now[k * d + i]! - start[i]!) * direction[i]!
        found[replica] = projection
      }
    }
    pending = left
    now = now.subarray(0, left.length * d)
  }
  return { settled: found, steps }
}

/** Between d numbers of one array and of another. */
function distance(a: Float64Array, from: number, b: Float64Array, at: number, d: number): number {
  let sum = 0
  for (let i = 0; i < d; i++) sum += (a[from + i]! - b[at + i]!) ** 2
  return Math.sqrt(sum)
}
