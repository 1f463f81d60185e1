import type { Callee } from './callee.js'
import { operation, type Program } from './program.js'

/** A value of a program that is being built: inputs come first, operands before what uses them. */
export type Value = number

const isInput = 254
const isConstant = 255

/**
 * Collects operations, each distinct one once: values with equal operations are the same number. Operations on constants
 * alone are carried out at once. Everything lies in flat arrays, because large models have hundreds of thousands of
 * operations.
 */
export class ProgramBuilder {
  readonly inputs: number
  #count = 0
  #codes = new Uint8Array(smallest)
  // As in `Program`: of a call, where its operands begin and how many there are.
  #left = new Int32Array(smallest)
  #right = new Int32Array(smallest)
  #callee = new Int32Array(smallest)
  #numbers = new Float64Array(smallest)
  #hashes = new Int32Array(smallest)
  #operands = new Int32Array(smallest)
  #operandCount = 0
  // Open addressing; 0 is free, otherwise one more than the value.
  #table = new Int32Array(2 * smallest)
  readonly #constants = new Map<number, Value>()
  #minusZero: Value | undefined
  readonly #functions: Callee[] = []

  constructor(inputs: number) {
    this.inputs = inputs
    for (let index = 0; index < inputs; index++) this.#append(isInput, -1, -1, -1)
  }

  /** How many values there are so far. */
  get size(): number {
    return this.#count
  }

  constant(value: number): Value {
    const known = Object.is(value, -0) ? this.#minusZero : this.#constants.get(value)
    if (known !== undefined) return known
    const made = this.#append(isConstant, -1, -1, -1)
    this.#numbers[made] = value
    if (Object.is(value, -0)) this.#minusZero = made
    else this.#constants.set(value, made)
    return made
  }

  /** The number of a constant value. */
  constantOf(value: Value): number | undefined {
    return this.#codes[value] === isConstant ? this.#numbers[value] : undefined
  }

  /** The code of `operation` that makes the value; nothing for inputs and constants. */
  operationOf(value: Value): number | undefined {
    const code = this.#codes[value]!
    return code >= isInput ? undefined : code
  }

  /** Whether the value is neither a constant nor a negation. */
  isPlain(value: Value): boolean {
    const code = this.#codes[value]!
    return code !== isConstant && code !== operation.negate
  }

  /** Whether both values are plain. */
  arePlain(a: Value, b: Value): boolean {
    const first = this.#codes[a]!
    const second = this.#codes[b]!
    return (
      first !== isConstant &&
      first !== operation.negate &&
      second !== isConstant &&
      second !== operation.negate
    )
  }

  /** How many operands a value has; none for inputs and constants. */
  operandCount(value: Value): number {
    const code = this.#codes[value]!
    if (code >= isInput) return 0
    if (code === operation.call) return this.#right[value]!
    return this.#right[value]! < 0 ? 1 : 2
  }

  operand(value: Value, index: number): Value {
    if (this.#codes[value] === operation.call) return this.#operands[this.#left[value]! + index]!
    return index === 0 ? this.#left[value]! : this.#right[value]!
  }

  /** The function that a call calls. */
  calleeOf(value: Value): Callee {
    return this.#functions[this.#callee[value]!]!
  }

  add(a: Value, b: Value): Value {
    if (this.#areConstant(a, b)) return this.constant(this.#numbers[a]! + this.#numbers[b]!)
    return a > b ? this.#make(operation.add, b, a) : this.#make(operation.add, a, b)
  }

  subtract(a: Value, b: Value): Value {
    if (this.#areConstant(a, b)) return this.constant(this.#numbers[a]! - this.#numbers[b]!)
    return this.#make(operation.subtract, a, b)
  }

  multiply(a: Value, b: Value): Value {
    if (this.#areConstant(a, b)) return this.constant(this.#numbers[a]! * this.#numbers[b]!)
    return a > b ? this.#make(operation.multiply, b, a) : this.#make(operation.multiply, a, b)
  }

  divide(a: Value, b: Value): Value {
    if (this.#areConstant(a, b)) return this.constant(this.#numbers[a]! / this.#numbers[b]!)
    return this.#make(operation.divide, a, b)
  }

  negate(a: Value): Value {
    if (this.#codes[a] === isConstant) return this.constant(-this.#numbers[a]!)
    if (this.#codes[a] === operation.negate) return this.#left[a]!
    return this.#make(operation.negate, a, -1)
  }

  squareRoot(a: Value): Value {
    if (this.#codes[a] === isConstant) return this.constant(Math.sqrt(this.#numbers[a]!))
    return this.#make(operation.squareRoot, a, -1)
  }

  call(callee: Callee, operands: readonly Value[]): Value {
    if (operands.every((operand) => this.#codes[operand] === isConstant))
      return this.constant(callee.evaluate(...operands.map((operand) => this.#numbers[operand]!)))
    let index = this.#functions.indexOf(callee)
    if (index < 0) index = this.#functions.push(callee) - 1
    let hash = mixed(operation.call, index)
    for (const operand of operands) hash = mixed(hash, operand)
    const isSame = (known: Value): boolean =>
      this.#codes[known] === operation.call &&
      this.#callee[known] === index &&
      this.#right[known] === operands.length &&
      operands.every((operand, k) => this.#operands[this.#left[known]! + k] === operand)
    const mask = this.#table.length - 1
    let slot = hash & mask
    for (; this.#table[slot] !== 0; slot = (slot + 1) & mask)
      if (isSame(this.#table[slot]! - 1)) return this.#table[slot]! - 1
    while (this.#operandCount + operands.length > this.#operands.length)
      this.#operands = grown(this.#operands, new Int32Array(2 * this.#operands.length))
    const start = this.#operandCount
    for (const operand of operands) this.#operands[this.#operandCount++] = operand
    return this.#enter(slot, hash, operation.call, start, operands.length, index)
  }

  #areConstant(a: Value, b: Value): boolean {
    return this.#codes[a] === isConstant && this.#codes[b] === isConstant
  }

  // In one piece: it runs for every operation, and calls take long before an engine has optimised them.
  #make(code: number, left: number, right: number): Value {
    const table = this.#table
    const codes = this.#codes
    const lefts = this.#left
    const rights = this.#right
    const mask = table.length - 1
    const hash = mixed(mixed(code, left), right)
    let slot = hash & mask
    for (let known = table[slot]! - 1; known >= 0; known = table[slot]! - 1) {
      if (lefts[known] === left && rights[known] === right && codes[known] === code) return known
      slot = (slot + 1) & mask
    }
    const made = this.#count
    if (made === codes.length || 2 * made >= table.length)
      return this.#enter(slot, hash, code, left, right, -1)
    this.#count = made + 1
    codes[made] = code
    lefts[made] = left
    rights[made] = right
    this.#hashes[made] = hash
    table[slot] = made + 1
    return made
  }

  #enter(slot: number, hash: number, code: number, left: number, right: number, callee: number): Value {
    const made = this.#append(code, left, right, callee)
    this.#hashes[made] = hash
    this.#table[slot] = made + 1
    if (2 * this.#count > this.#table.length) this.#rehash()
    return made
  }

  #append(code: number, left: number, right: number, callee: number): Value {
    const made = this.#count++
    if (made === this.#codes.length) this.#grow()
    this.#codes[made] = code
    this.#left[made] = left
    this.#right[made] = right
    this.#callee[made] = callee
    return made
  }

  #grow(): void {
    const size = 2 * this.#codes.length
    this.#codes = grown(this.#codes, new Uint8Array(size))
    this.#left = grown(this.#left, new Int32Array(size))
    this.#right = grown(this.#right, new Int32Array(size))
    this.#callee = grown(this.#callee, new Int32Array(size))
    this.#numbers = grown(this.#numbers, new Float64Array(size))
    this.#hashes = grown(this.#hashes, new Int32Array(size))
  }

  #rehash(): void {
    const table = new Int32Array(4 * this.#table.length)
    const mask = table.length - 1
    const codes = this.#codes
    const hashes = this.#hashes
    const count = this.#count
    for (let value = this.inputs; value < count; value++) {
      if (codes[value] === isConstant) continue
      let slot = hashes[value]! & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = value + 1
    }
    this.#table = table
  }

  /** The finished program, with only what the outputs need, in the order in which it was made. */
  finish(outputs: readonly Value[]): Program {
    const needed = this.#needed(outputs)
    const isNeeded = (value: Value): boolean => needed[value] === 1
    const constants = [
      ...this.#constants.values(),
      ...(this.#minusZero === undefined ? [] : [this.#minusZero]),
    ]
      .filter(isNeeded)
      .sort((a, b) => a - b)
    const start = this.inputs + constants.length
    // How a value is numbered in the program.
    const number = new Int32Array(this.#count)
    for (let value = 0; value < this.inputs; value++) number[value] = value
    constants.forEach((value, index) => (number[value] = this.inputs + index))
    const results = this.#results(needed, number, start)
    return {
      inputs: this.inputs,
      constants: Float64Array.from(constants, (value) => this.#numbers[value]!),
      functions: this.#functions,
      outputs: Int32Array.from(outputs, (output) => number[output]!),
      ...results,
    }
  }

  /** The operations that are needed, numbered from `start` on. */
  #results(
    needed: Uint8Array,
    number: Int32Array,
    start: number,
  ): Pick<Program, 'operations' | 'left' | 'right' | 'callee' | 'operands'> {
    const codes = this.#codes
    const lefts = this.#left
    const rights = this.#right
    const count = this.#count
    const operations = new Uint8Array(count)
    const left = new Int32Array(count)
    const right = new Int32Array(count)
    const callee = new Int32Array(count).fill(-1)
    const operands: number[] = []
    let made = 0
    for (let value = this.inputs; value < count; value++) {
      const code = codes[value]!
      if (needed[value] === 0 || code === isConstant) continue
      number[value] = start + made
      operations[made] = code
      const second = rights[value]!
      right[made] = second < 0 || code === operation.call ? second : number[second]!
      left[made] = code === operation.call ? operands.length : number[lefts[value]!]!
      if (code === operation.call) {
        callee[made] = this.#callee[value]!
        this.#operandsOf(value, (operand) => operands.push(number[operand]!))
      }
      made++
    }
    return {
      operations: operations.slice(0, made),
      left: left.slice(0, made),
      right: right.slice(0, made),
      callee: callee.slice(0, made),
      operands: new Int32Array(operands),
    }
  }

  /** 1 for the values that the outputs are computed from. */
  #needed(outputs: readonly Value[]): Uint8Array {
    const codes = this.#codes
    const lefts = this.#left
    const rights = this.#right
    const needed = new Uint8Array(this.#count)
    for (let index = 0; index < outputs.length; index++) needed[outputs[index]!] = 1
    for (let value = this.#count - 1; value >= this.inputs; value--) {
      const code = codes[value]!
      if (needed[value] === 0 || code === isConstant) continue
      const left = lefts[value]!
      const right = rights[value]!
      if (code === operation.call) this.#operandsOf(value, (operand) => (needed[operand] = 1))
      else {
        needed[left] = 1
        if (right >= 0) needed[right] = 1
      }
    }
    return needed
  }

  #operandsOf(call: Value, visit: (operand: Value) => void): void {
    const start = this.#left[call]!
    const end = start + this.#right[call]!
    for (let index = start; index < end; index++) visit(this.#operands[index]!)
  }
}

const smallest = 1024

function mixed(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e3779b1)
  return product ^ (product >>> 15)
}

function grown<Numbers extends Uint8Array | Int32Array | Float64Array>(
  from: Numbers,
  into: Numbers,
): Numbers {
  into.set(from)
  return into
}
