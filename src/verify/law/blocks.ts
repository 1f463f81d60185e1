import type { LawExperiment } from '../../theory/index.js'

/** Replicas after which the precision is looked at. */
export const fewest = 256

// A block is not kept before it is whole: this many steps take some seconds with the smallest models.
const stepsInBlock = 5e7
const [smallest, largest] = [16, 4096]

/** Steps of a replica at both levels. */
export function stepsOf({ levels }: Pick<LawExperiment, 'levels'>): number {
  return levels.reduce((sum, { steps }) => sum + steps, 0)
}

/** Replicas of the block that follows after `done`: small blocks first, so that a little time tells a little. */
export function blockAfter(done: number, replicas: number, steps: number): number {
  const most = Math.min(largest, Math.max(smallest, Math.floor(stepsInBlock / steps)))
  return Math.min(Math.max(smallest, done), most, replicas - done)
}

/** Whether a block ends after so many replicas. */
export function isBlockEnd(done: number, replicas: number, steps: number): boolean {
  let end = 0
  while (end < done) end += blockAfter(end, replicas, steps)
  return end === done
}
