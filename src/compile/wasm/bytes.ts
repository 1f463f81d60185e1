/** A growing array of bytes with the encodings of the WebAssembly binary format (little endian, LEB128). */
export class ByteWriter {
  #bytes: Uint8Array
  #view: DataView
  #length = 0

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  get length(): number {
    return this.#length
  }

  /** What was written so far; shares memory until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length) as Uint8Array<ArrayBuffer>
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#room(1)
    this.#bytes[this.#length++] = value
  }

  bytes(values: ArrayLike<number>): void {
    this.#room(values.length)
    this.#bytes.set(values, this.#length)
    this.#length += values.length
  }

  /** A byte and then `value` in unsigned LEB128, as most instructions are: in one piece, as they are many. */
  byteAndUnsigned(first: number, value: number): void {
    if (this.#length + 6 > this.#bytes.length) this.#room(6)
    const bytes = this.#bytes
    let length = this.#length
    bytes[length++] = first
    let rest = value
    while (rest >= 0x80) {
      bytes[length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    bytes[length++] = rest
    this.#length = length
  }

  /** Unsigned LEB128 of a whole number below 2^32. */
  unsigned(value: number): void {
    this.#room(5)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#length++] = rest
  }

  /** Signed LEB128 of an integer of 32 bits. */
  signed(value: number): void {
    let rest = value
    for (;;) {
      const low = rest & 0x7f
      rest >>= 7
      if ((rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)) return this.byte(low)
      this.byte(low | 0x80)
    }
  }

  /** Signed LEB128 of an integer of 64 bits. */
  signedLong(value: bigint): void {
    let rest = value
    for (;;) {
      const low = Number(rest & 0x7fn)
      rest >>= 7n
      if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) return this.byte(low)
      this.byte(low | 0x80)
    }
  }

  float64(value: number): void {
    this.#room(8)
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  /** The 64 bits of an integer, of which higher ones are left out. */
  bits64(value: bigint): void {
    this.#room(8)
    this.#view.setBigInt64(this.#length, value, true)
    this.#length += 8
  }

  name(text: string): void {
    this.unsigned(text.length)
    for (let index = 0; index < text.length; index++) this.byte(text.charCodeAt(index))
  }

  /** A block preceded by its length in bytes. */
  sized(block: ByteWriter): void {
    this.unsigned(block.length)
    this.bytes(block.written())
  }
}
