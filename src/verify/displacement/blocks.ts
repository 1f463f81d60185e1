const blockSize = 128

/** Replicas after which the precision is looked at. */
export const fewest = 2 * blockSize

/** The most that a single experiment may take: some minutes for the smallest models. */
const mostSteps = 5e10

/** Whether even a small ensemble would take very long, for so many steps of a replica at all levels. */
export function isHopeless(steps: number): boolean {
  return steps * blockSize > mostSteps
}

/** Replicas of the block that follows after `done`: small blocks first, so that a little time tells a little. */
export function blockAfter(done: number, replicas: number): number {
  return Math.min(Math.max(4, done), blockSize, replicas - done)
}

/** Whether a block ends after so many replicas. */
export function isBlockEnd(done: number, replicas: number): boolean {
  let end = 0
  while (end < done) end += blockAfter(end, replicas)
  return end === done
}
