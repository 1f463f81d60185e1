import { type DrawnSamples, wordsBelow } from './drawn-samples.js'

const mask = 0xffffffffffffffffn

/** xoshiro256+ (Blackman and Vigna, ACM Trans. Math. Softw. 47, 2021), as in the ensembles in WebAssembly. */
export class Xoshiro {
  #s0: bigint
  #s1: bigint
  #s2: bigint
  #s3: bigint

  constructor(words: BigUint64Array) {
    ;[this.#s0, this.#s1, this.#s2, this.#s3] = words as unknown as [bigint, bigint, bigint, bigint]
  }

  /** The next 64 bits. */
  next(): bigint {
    const result = (this.#s0 + this.#s3) & mask
    const shifted = (this.#s1 << 17n) & mask
    this.#s2 ^= this.#s0
    this.#s3 ^= this.#s1
    this.#s1 ^= this.#s2
    this.#s0 ^= this.#s3
    this.#s2 ^= shifted
    this.#s3 = ((this.#s3 << 45n) & mask) | (this.#s3 >> 19n)
    return result
  }

  words(): BigUint64Array {
    return BigUint64Array.of(this.#s0, this.#s1, this.#s2, this.#s3)
  }
}

/** A uniform number in (0, 1): an odd multiple of 2⁻⁵³. */
export function uniformOf(generator: Xoshiro): number {
  return upperUniform(generator.next())
}

const upperUniform = (bits: bigint): number => Number(bits >> 12n) * 2 ** -52 + 2 ** -53

/** Two standard normals (Box and Muller 1958): radius, then an angle within a quarter turn, a sign and an exchange. */
export function normalsOf(generator: Xoshiro): [number, number] {
  const first = generator.next()
  const radius = Math.sqrt(-2 * Math.log(upperUniform(first)))
  const t = (Number(generator.next() >> 12n) * 2 ** -52 - 0.5) * (Math.PI / 2)
  const sine = radius * Math.sin(t)
  const cosine = (first >> 10n) & 1n ? -radius * Math.cos(t) : radius * Math.cos(t)
  return (first >> 11n) & 1n ? [sine, cosine] : [cosine, sine]
}

/** 1 or −1. */
export function signOf(generator: Xoshiro): number {
  return generator.next() >> 63n ? -1 : 1
}

/** The index of one of the samples, from the upper half of the bits and, where they differ in probability, the lower half. */
export function indexAmong({ count, choice }: Pick<DrawnSamples, 'count' | 'choice'>, generator: Xoshiro): number {
  const bits = generator.next()
  const index = Number(((bits >> 32n) * BigInt(count)) >> 32n)
  if (choice === undefined || Number(bits & 0xffffffffn) < wordsBelow(choice.thresholds[index]!)) return index
  return choice.aliases[index]!
} // prettier-ignore
