import type { EnclosedFactors } from './enclosed-factors.js'

/**
 * The factors restricted to sets of coordinates that none of them mixes, where every entry between two sets is exactly 0:
 * the exponent of the product is the largest of theirs. One block when they cannot be taken apart.
 */
export function blocksOf(product: EnclosedFactors): EnclosedFactors[] {
  const { size: n, factors } = product
  const of = Array.from({ length: n }, (_, i) => i)
  for (const { centre, radius } of factors)
    centre.forEach((x, at) => {
      if (x === 0 && radius[at] === 0) return
      const [a, b] = [of[Math.floor(at / n)]!, of[at % n]!]
      if (a !== b) of.forEach((block, i) => (of[i] = block === b ? a : block))
    })
  const names = [...new Set(of)]
  if (names.length <= 1) return [product]
  return names.map((name) => {
    const kept = of.flatMap((block, i) => (block === name ? [i] : []))
    const part = (data: Float64Array): Float64Array =>
      Float64Array.from(kept.flatMap((i) => kept.map((j) => data[i * n + j]!)))
    return {
      ...product,
      size: kept.length,
      factors: factors.map(({ centre, radius }) => ({
        size: kept.length,
        centre: part(centre),
        radius: part(radius),
      })),
    }
  })
}
