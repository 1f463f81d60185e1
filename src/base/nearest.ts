/**
 * The candidate closest to `name` in edit distance, for "did you mean". Nothing when none is close: more than a
 * third of the longer name would have to change. A single letter is near to nothing but itself in the other case.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let bestDistance = Infinity
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  if (best === undefined) return undefined
  if (bestDistance > 0 && Math.min(name.length, best.length) === 1) return undefined
  const longest = Math.max(name.length, best.length)
  return bestDistance <= Math.max(1, Math.floor(longest / 3)) ? best : undefined
}

// Swapping two neighbouring letters counts as one edit, like replacing, adding or dropping one.
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? beforePrevious[j - 2]! + 1 : Infinity
      row.push(Math.min(substitution, previous[j]! + 1, row[j - 1]! + 1, swap))
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.length]!
}
