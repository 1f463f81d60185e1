import type { RandomStream } from '../random.js'
import type { SampledProduct } from './sampled-product.js'

/** Fills a list with indices, independent of all that was filled before. */
export type Draws = (stream: RandomStream, out: Int32Array) => void

/** Indices with the given probabilities; when they are all equal several come out of one random number. */
export function indexDraws(probabilities: ArrayLike<number>): Draws {
  const n = probabilities.length
  const isUniform = Array.from(probabilities).every((p) => Math.abs(p * n - 1) <= 1e-12)
  return isUniform ? uniformDraws(n) : aliasDraws(probabilities)
}

/**
 * The samples of one batch after another, `batchSize` indices each. What is drawn depends on the numbers of samples and
 * their weights alone, never on a learning rate.
 */
export function batchDraws({ samples, batchSize, replacement, weights }: SampledProduct): Draws {
  const n = samples.length
  if (replacement || batchSize === 1) return weights === undefined ? uniformDraws(n) : indexDraws(weights)
  const order = Int32Array.from({ length: n }, (_, i) => i)
  const digits = digitsOf(n)
  return (stream, out) => {
    let [rest, left] = [0, 0]
    for (let at = 0; at < out.length; at += batchSize)
      for (let j = 0; j < batchSize; j++) {
        if (left-- === 0) [rest, left] = [stream.uniform(), digits - 1]
        rest *= n - j
        const digit = Math.floor(rest)
        rest -= digit
        const member = order[j + digit]!
        order[j + digit] = order[j]!
        order[j] = member
        out[at + j] = member
      }
  }
}

/** How many indices below n one number of 53 bits gives when 32 bits are to be left, so that none is likelier by 2⁻³². */
function digitsOf(n: number): number {
  return Math.max(1, Math.floor(21 / Math.log2(Math.max(n, 2))))
}

/** Digits to base n. */
function uniformDraws(n: number): Draws {
  const digits = digitsOf(n)
  return (stream, out) => {
    for (let at = 0; at < out.length;) {
      let rest = stream.uniform()
      for (const end = Math.min(at + digits, out.length); at < end; at++) {
        rest *= n
        const index = Math.floor(rest)
        rest -= index
        out[at] = index
      }
    }
  }
}

/** The method of Walker (1977): an index at random, or its alias. */
function aliasDraws(probabilities: ArrayLike<number>): Draws {
  const n = probabilities.length
  const kept = Float64Array.from(probabilities, (p) => p * n)
  const alias = Int32Array.from({ length: n }, (_, i) => i)
  const small: number[] = []
  const large: number[] = []
  kept.forEach((p, i) => (p < 1 ? small : large).push(i))
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop()!, large.at(-1)!]
    alias[low] = high
    kept[high]! -= 1 - kept[low]!
    if (kept[high]! < 1) small.push(large.pop()!)
  }
  // What is left over on either side is 1 up to rounding.
  for (const i of [...small, ...large]) kept[i] = 1
  return (stream, out) => {
    for (let at = 0; at < out.length; at++) {
      const place = stream.uniform() * n
      const index = Math.floor(place)
      out[at] = place - index < kept[index]! ? index : alias[index]!
    }
  }
}
