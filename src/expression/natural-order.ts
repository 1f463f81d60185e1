/** Alphabetical order of names, with runs of digits compared as numbers: `w2` before `w10`. The same everywhere. */
export function naturalOrder(a: string, b: string): number {
  if (a === b) return 0
  const left = a.match(pieces) ?? []
  const right = b.match(pieces) ?? []
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = orderOfPieces(left[i]!, right[i]!)
    if (order !== 0) return order
  }
  return left.length - right.length || (a < b ? -1 : 1)
}

const pieces = /\d+|\D/g

function orderOfPieces(a: string, b: string): number {
  if (isDigits(a) && isDigits(b)) {
    const x = a.replace(/^0+/, '')
    const y = b.replace(/^0+/, '')
    return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0)
  }
  return a < b ? -1 : a > b ? 1 : 0
}

const isDigits = (piece: string): boolean => /^\d/.test(piece)
