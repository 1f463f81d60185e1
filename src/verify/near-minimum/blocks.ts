import { type Budget, spent } from '../../base/budget.js'
import type { Notes } from './kept.js'

/** What a block of replicas gives, and how several are put together. */
export interface InBlocks<T> {
  /** Under which the blocks are kept. */
  readonly name: string
  readonly replicas: number
  /** Replicas of the first block; later ones grow up to `largest`. Both decide the numbers, so they are constants. */
  readonly smallest: number
  readonly largest: number
  /** What there is before the first block. */
  readonly empty: T
  merged(found: T, block: T): T
  /** Runs replicas `first` and following to their end; nothing when the budget ended before. */
  run(first: number, count: number, budget: Budget): Promise<T | undefined>
  /** Half-width relative to the one wanted; at 1 or below the rest is not run. */
  sharpness(found: T): number
}

/** Blocks of replicas one after another. A block that the budget interrupts is not counted. */
export async function inBlocks<T>(
  plan: InBlocks<T>,
  budget: Budget,
  notes?: Notes,
): Promise<{ found: T; done: number }> {
  const { name, replicas, smallest, largest } = plan
  let { found, done } = notes?.recall(name, plan.empty) ?? { found: plan.empty, done: 0 }
  const isSharp = (): boolean => done >= 2 * smallest && plan.sharpness(found) <= 1
  while (done < replicas && !isSharp() && !spent(budget)) {
    const count = Math.min(Math.max(smallest, done), largest, replicas - done)
    const [before, sharpness] = [done, done === 0 ? Infinity : plan.sharpness(found)]
    const watched: Budget = {
      ...budget,
      progress: (what, share) =>
        budget.progress?.(
          what,
          Math.min(0.99, Math.max((before + share * count) / replicas, sharpness ** -2)),
        ),
    }
    const block = await plan.run(done, count, watched)
    if (block === undefined) break
    found = plan.merged(found, block)
    done += count
    notes?.keep(name, done, found)
  }
  if (done < replicas && !isSharp()) notes?.leave()
  return { found, done }
}
