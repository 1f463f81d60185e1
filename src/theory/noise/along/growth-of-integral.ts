import type { Prose } from '../../../base/prose.js'
import { evaluate, type Expression } from '../../../expression/index.js'
import { contains, type ParametrisedBranch } from '../../../geometry/index.js'

/** In the logarithm of the size: boxes of ten, a hundred, … times the size of one. */
const boxes = [1, 2, 3, 4].map((power) => power * Math.log(10))
const pieces = 120

/**
 * How the integral of a density over two free symbols grows with the part of the chart, a sentence without a full stop: numbers, which
 * decide nothing. Coordinates that are not 0 keep the sign that they have at the place.
 */
export function growthOfIntegral(
  density: Expression,
  { free, smooth }: Pick<ParametrisedBranch, 'free' | 'smooth'>,
  at: readonly number[],
): Prose | undefined {
  const [x, y] = free
  if (x === undefined || y === undefined || free.length > 2) return undefined
  const end = boxes.at(-1)!
  const places = free.map((symbol, i) => {
    const hasEdge = smooth.some(({ kind, expression }) => expression === symbol && (kind === 'nonzero' || kind === 'positive')) // prettier-ignore
    return Array.from({ length: pieces }, (_, k) => {
      const tau = ((2 * k + 1) / pieces - 1) * end
      const value = hasEdge ? Math.sign(at[i]!) * Math.exp(tau) : 2 * Math.sinh(tau)
      return { tau: Math.abs(tau), value, weight: hasEdge ? Math.abs(value) : 2 * Math.cosh(tau) }
    })
  })
  const sums = boxes.map(() => 0)
  for (const one of places[0]!)
    for (const other of places[1]!) {
      const values = new Map<Expression, number>([[x, one.value], [y, other.value]]) // prettier-ignore
      const height = contains(smooth, values) ? evaluate(density, values) : 0
      if (!Number.isFinite(height)) continue
      const size = Math.max(one.tau, other.tau)
      boxes.forEach((box, k) => (sums[k]! += size < box ? height * one.weight * other.weight : 0))
    }
  const [first, ...rest] = sums
  if (first === undefined || !(first > 0)) return undefined
  const ratios = rest.map((sum) => (sum / first).toPrecision(3)).join(' : ')
  return `in numbers, its integrals over parts of the chart of sizes up to about 10, 10², 10³ and 10⁴ are as 1 : ${ratios}`
}
