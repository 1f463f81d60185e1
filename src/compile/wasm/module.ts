import { ByteWriter } from './bytes.js'
import { op, type ValueType, valueType, vector, vectorForm } from './opcodes.js'

/** The type of a function: what it takes and what it gives. */
export interface Signature {
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
}

/** How many numbers an instruction of a function computes at once. */
export type Lanes = 1 | 2

/**
 * One function under construction: its locals and its instructions. With two lanes, numbers are pairs of numbers, and so
 * are the 64-bit integers that are made of their bits; addresses and counters stay single.
 */
export class FunctionWriter {
  readonly code = new ByteWriter()
  readonly signature: Signature
  readonly lanes: Lanes
  readonly #locals: ValueType[] = []

  constructor(signature: Signature, lanes: Lanes = 1) {
    this.signature = signature
    this.lanes = lanes
  }

  /** The type of a number. */
  get numberType(): 'f64' | 'v128' {
    return this.lanes === 1 ? 'f64' : 'v128'
  }

  /** The index of a new local variable. */
  local(type: ValueType): number {
    this.#locals.push(type)
    return this.signature.parameters.length + this.#locals.length - 1
  }

  op(first: number, ...rest: number[]): void {
    this.code.byte(first)
    for (let index = 0; index < rest.length; index++) this.code.byte(rest[index]!)
  }

  /** An instruction on numbers, given by its code for one number. */
  numeric(instruction: number): void {
    if (this.lanes === 1) this.code.byte(instruction)
    else this.vector(vectorForm[instruction]!)
  }

  /** An instruction on pairs. */
  vector(instruction: number): void {
    this.code.byteAndUnsigned(vector.prefix, instruction)
  }

  get(local: number): void {
    this.code.byteAndUnsigned(op.localGet, local)
  }

  set(local: number): void {
    this.code.byteAndUnsigned(op.localSet, local)
  }

  tee(local: number): void {
    this.code.byteAndUnsigned(op.localTee, local)
  }

  /** A global variable of the module: unlike the computation of a local one, its use stays where it is written. */
  getGlobal(index: number): void {
    this.code.byteAndUnsigned(op.globalGet, index)
  }

  setGlobal(index: number): void {
    this.code.byteAndUnsigned(op.globalSet, index)
  }

  constant(value: number): void {
    if (this.lanes === 1) this.code.byte(op.f64Const)
    else this.vector(vector.constant)
    for (let lane = 0; lane < this.lanes; lane++) this.code.float64(value)
  }

  call(functionIndex: number): void {
    this.code.byteAndUnsigned(op.call, functionIndex)
  }

  /**
   * Puts the number at `base + offset` (bytes) on the stack, with two lanes that and the next one; `base` is on the stack
   * already.
   */
  load(offset: number): void {
    if (this.lanes === 1) this.code.byte(op.load64)
    else this.vector(vector.load)
    this.#address(offset)
  }

  /** As `load`, with the same number in all lanes. */
  loadForAll(offset: number): void {
    if (this.lanes === 1) this.code.byte(op.load64)
    else this.vector(vector.loadSplat64)
    this.#address(offset)
  }

  /** As `load`, but one number only, with two lanes too. */
  loadOne(offset: number): void {
    this.code.byte(op.load64)
    this.#address(offset)
  }

  /** Stores the number on the stack at `base + offset`, the base being below it. */
  store(offset: number): void {
    if (this.lanes === 1) this.code.byte(op.store64)
    else this.vector(vector.store)
    this.#address(offset)
  }

  /** Stores one lane of the pair on the stack at `base + offset`, the base being below it. */
  storeLane(offset: number, lane: number): void {
    this.vector(vector.storeLane64)
    this.#address(offset)
    this.code.byte(lane)
  }

  /** Puts `base + offset` into one lane of the pair on the stack, the base being below it. */
  loadLane(offset: number, lane: number): void {
    this.vector(vector.loadLane64)
    this.#address(offset)
    this.code.byte(lane)
  }

  // Numbers lie at multiples of 8 bytes.
  #address(offset: number): void {
    this.code.byteAndUnsigned(3, offset)
  }

  /** The body as the code section wants it. */
  body(): ByteWriter {
    const groups: { type: ValueType; count: number }[] = []
    for (const type of this.#locals) {
      const last = groups.at(-1)
      if (last?.type === type) last.count++
      else groups.push({ type, count: 1 })
    }
    const body = new ByteWriter(this.code.length + 16)
    body.unsigned(groups.length)
    for (const { type, count } of groups) {
      body.unsigned(count)
      body.byte(valueType[type])
    }
    body.bytes(this.code.written())
    body.byte(op.end)
    return body
  }
}

/**
 * A module with one memory, which it exports as `memory`. Imported functions come first in the numbering of functions, so
 * all imports are declared before the first function.
 */
export class ModuleWriter {
  readonly #signatures: Signature[] = []
  readonly #imports: { name: string; signature: Signature }[] = []
  readonly #functions: FunctionWriter[] = []
  readonly #exports: { name: string; index: number }[] = []
  #globals = 0

  /** Declares the function `name` of the import object's only part, `host`; gives its index. */
  importFunction(name: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error('imports come before functions')
    this.#imports.push({ name, signature })
    return this.#imports.length - 1
  }

  /** Adds a function; gives its index. */
  add(written: FunctionWriter, exportedAs?: string): number {
    this.#functions.push(written)
    const index = this.#imports.length + this.#functions.length - 1
    if (exportedAs !== undefined) this.#exports.push({ name: exportedAs, index })
    return index
  }

  /** A global variable for a pair of numbers; gives its index. */
  addGlobal(): number {
    return this.#globals++
  }

  #signatureIndex(wanted: Signature): number {
    const found = this.#signatures.findIndex(
      (known) =>
        known.parameters.join() === wanted.parameters.join() &&
        known.results.join() === wanted.results.join(),
    )
    if (found >= 0) return found
    this.#signatures.push(wanted)
    return this.#signatures.length - 1
  }

  /** The binary module with `memoryBytes` of memory. */
  finish(memoryBytes: number): Uint8Array<ArrayBuffer> {
    const importTypes = this.#imports.map(({ signature }) => this.#signatureIndex(signature))
    const functionTypes = this.#functions.map(({ signature }) => this.#signatureIndex(signature))
    const module = new ByteWriter(4096)
    module.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
    section(module, 1, this.#signatures, (out, { parameters, results }) => {
      out.byte(0x60)
      for (const types of [parameters, results]) {
        out.unsigned(types.length)
        for (const type of types) out.byte(valueType[type])
      }
    })
    section(module, 2, this.#imports, (out, { name }, index) => {
      out.name('host')
      out.name(name)
      out.byte(0)
      out.unsigned(importTypes[index]!)
    })
    section(module, 3, functionTypes, (out, type) => out.unsigned(type))
    section(module, 5, [Math.max(1, Math.ceil(memoryBytes / 65536))], (out, pages) => {
      out.byte(0)
      out.unsigned(pages)
    })
    section(module, 6, new Array<undefined>(this.#globals).fill(undefined), (out) => {
      out.bytes([valueType.v128, 1, vector.prefix, vector.constant, ...new Uint8Array(16), op.end])
    })
    section(module, 7, [{ name: 'memory', kind: 2, index: 0 }, ...this.#exports], (out, entry) => {
      out.name(entry.name)
      out.byte('kind' in entry ? entry.kind : 0)
      out.unsigned(entry.index)
    })
    section(module, 10, this.#functions, (out, written) => out.sized(written.body()))
    return module.written()
  }
}

function section<Entry>(
  module: ByteWriter,
  code: number,
  entries: readonly Entry[],
  write: (out: ByteWriter, entry: Entry, index: number) => void,
): void {
  if (entries.length === 0) return
  const content = new ByteWriter(4096)
  content.unsigned(entries.length)
  entries.forEach((entry, index) => write(content, entry, index))
  module.byte(code)
  module.sized(content)
}
