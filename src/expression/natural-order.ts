/**
 * Alphabetical order of names, with runs of digits compared as numbers: `w2` before `w10`. The same everywhere, and
 * quick for long texts that differ early.
 */
export function naturalOrder(a: string, b: string): number {
  if (a === b) return 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const runA = digitsAt(a, i)
    const runB = digitsAt(b, j)
    const order =
      runA > 0 && runB > 0
        ? orderOfNumbers(a.slice(i, i + runA), b.slice(j, j + runB))
        : a.charCodeAt(i) - b.charCodeAt(j)
    if (order !== 0) return order
    i += Math.max(1, runA)
    j += Math.max(1, runB)
  }
  return a.length - i - (b.length - j) || (a < b ? -1 : 1)
}

/** How many digits follow from `start`. */
function digitsAt(text: string, start: number): number {
  let end = start
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return end - start
}

function orderOfNumbers(a: string, b: string): number {
  const x = a.replace(/^0+/, '')
  const y = b.replace(/^0+/, '')
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0)
}
