import { normalPair } from './box-muller.js'
import { philox } from './philox.js'

/** Where a stream stands; plain data that survives JSON exactly. */
export interface StreamPosition {
  /** Blocks of four words drawn so far. */
  readonly block: number
  /** Words of the last block already used, 1 to 4; 4 at the start. */
  readonly word: number
  /** The second normal of a pair whose first was handed out. */
  readonly spare?: number
}

/**
 * A reproducible sequence of random numbers. What it gives depends only on seed, purpose, replica and the calls made on
 * it, never on other streams, the number of workers or the machine.
 */
export interface RandomStream {
  /** An integer from 0 to 2³² - 1. Uses one word. */
  uint32(): number
  /** A multiple of 2⁻⁵³ in [0, 1). Uses two words. */
  uniform(): number
  /** A standard normal. Pairs come from one whole block: words left over in the current one are passed over. */
  normal(): number
  /** Fills `out` with what as many calls of `normal` would give, faster. */
  normals(out: Float64Array): void
  /** 1 or -1. Uses one word. */
  rademacher(): 1 | -1
  /** An integer from 0 to n - 1, all equally likely, for 1 ≤ n ≤ 2³². Throws a `RangeError` for other n. */
  integer(n: number): number
  /** Where the stream stands now. */
  position(): StreamPosition
  /** Goes to a position taken from a stream with the same seed, purpose and replica. */
  seek(position: StreamPosition): void
}

/**
 * The stream for one `purpose` (such as 'label noise') in one `replica` (an integer below 2³²) under a `seed` (an integer
 * from 0 to 2⁶⁴ - 1; as a number at most 2⁵³ - 1). Throws a `RangeError` for others.
 *
 * Block number k (below 2⁴⁸) is Philox4x32-10 with
 *
 *     key      seed mod 2³²,  ⌊seed / 2³²⌋
 *     counter  k mod 2³²,  ⌊k / 2³²⌋ + 2¹⁶ (p₀ mod 2¹⁶),  replica,  p₁
 *
 * where p₀, p₁ are the first words of the purpose's digest: starting from (0, 0, 0, 0), each UTF-16 code unit u at index
 * i replaces the digest by the block of Philox with the digest as counter and (u, i) as key. Different replicas hence
 * never share a block, and different purposes do so only if 48 bits of their digests agree.
 */
export function stream(seed: number | bigint, purpose: string, replica: number): RandomStream {
  return streamsFor(seed, purpose)(replica)
}

/** The streams of all replicas for one purpose, as `stream` gives them; many are made in less time than one by one. */
export function streamsFor(seed: number | bigint, purpose: string): (replica: number) => RandomStream {
  if (
    !(typeof seed === 'bigint' ? seed >= 0n && seed < 2n ** 64n : Number.isSafeInteger(seed) && seed >= 0)
  ) {
    throw new RangeError(`a seed is an integer from 0 to 2^64 - 1, not ${seed}`)
  }
  const key = BigInt(seed)
  const [low, high, words] = [Number(key & 0xffffffffn), Number(key >> 32n), digest(purpose)]
  return (replica) => {
    if (!(Number.isInteger(replica) && replica >= 0 && replica < 2 ** 32)) {
      throw new RangeError(`a replica is an integer from 0 to 2^32 - 1, not ${replica}`)
    }
    return new PhiloxStream(low, high, words, replica)
  }
}

function digest(purpose: string): Uint32Array {
  const words = new Uint32Array(4)
  for (let i = 0; i < purpose.length; i++) {
    philox(words, words[0]!, words[1]!, words[2]!, words[3]!, purpose.charCodeAt(i), i)
  }
  return words
}

class PhiloxStream implements RandomStream {
  readonly #words = new Uint32Array(4)
  readonly #pair = new Float64Array(2)
  readonly #purposeLow: number
  readonly #purposeHigh: number
  #block = 0
  #used = 4
  #spare: number | undefined

  constructor(
    readonly key0: number,
    readonly key1: number,
    purpose: Uint32Array,
    readonly replica: number,
  ) {
    this.#purposeLow = purpose[0]! << 16
    this.#purposeHigh = purpose[1]!
  }

  uint32(): number {
    if (this.#used === 4) this.#draw()
    return this.#words[this.#used++]!
  }

  uniform(): number {
    const high = this.uint32() >>> 5
    return (high * 0x4000000 + (this.uint32() >>> 6)) * 2 ** -53
  }

  normal(): number {
    const spare = this.#spare
    if (spare !== undefined) {
      this.#spare = undefined
      return spare
    }
    this.#draw()
    this.#used = 4
    this.#spare = normalPair(this.#words, this.#pair, 0)
    return this.#pair[0]!
  }

  normals(out: Float64Array): void {
    let i = 0
    if (this.#spare !== undefined && out.length > 0) out[i++] = this.normal()
    for (; i < out.length; i += 2) {
      this.#draw()
      const second = normalPair(this.#words, out, i)
      if (i + 1 === out.length) this.#spare = second
    }
    if (out.length > 0) this.#used = 4
  }

  rademacher(): 1 | -1 {
    return this.uint32() < 0x80000000 ? 1 : -1
  }

  integer(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) throw new RangeError(`no integers below ${n}`)
    // Words below the remainder of 2³² by n are passed over, which leaves a multiple of n of them.
    const passedOver = 2 ** 32 % n
    for (;;) {
      const word = this.uint32()
      if (word >= passedOver) return word % n
    }
  }

  position(): StreamPosition {
    const place = { block: this.#block, word: this.#used }
    return this.#spare === undefined ? place : { ...place, spare: this.#spare }
  }

  seek({ block, word, spare }: StreamPosition): void {
    this.#block = block
    if (word < 4) {
      this.#block--
      this.#draw()
    }
    this.#used = word
    this.#spare = spare
  }

  #draw(): void {
    if (this.#block >= 2 ** 48) throw new RangeError('a random stream is used up after 2^50 words')
    const high = Math.floor(this.#block / 2 ** 32) | this.#purposeLow
    philox(this.#words, this.#block | 0, high, this.replica, this.#purposeHigh, this.key0, this.key1)
    this.#block++
    this.#used = 0
  }
}
