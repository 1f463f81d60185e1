import type { ElementaryFunction } from '../expression/index.js'
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
  readonly #functions: ElementaryFunction[] = []

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
  calleeOf(value: Value): ElementaryFunction {
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

  call(callee: ElementaryFunction, operands: readonly Value[]): Value {
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
    this.#hashes[this.#room()] = hash
    return this.#enter(slot, operation.call, start, operands.length, index)
  }

  #areConstant(a: Value, b: Value): boolean {
    return this.#codes[a] === isConstant && this.#codes[b] === isConstant
  }

  #make(code: number, left: number, right: number): Value {
    const mask = this.#table.length - 1
    const hash = mixed(mixed(code, left), right)
    let slot = hash & mask
    for (; this.#table[slot] !== 0; slot = (slot + 1) & mask) {
      const known = this.#table[slot]! - 1
      if (this.#codes[known] === code && this.#left[known] === left && this.#right[known] === right)
        return known
    }
    this.#hashes[this.#room()] = hash
    return this.#enter(slot, code, left, right, -1)
  }

  #enter(slot: number, code: number, left: number, right: number, callee: number): Value {
    const made = this.#append(code, left, right, callee)
    this.#table[slot] = made + 1
    if (2 * this.#count > this.#table.length) this.#rehash()
    return made
  }

  /** The next value, for which there is room. */
  #room(): Value {
    if (this.#count === this.#codes.length) this.#grow()
    return this.#count
  }

  #append(code: number, left: number, right: number, callee: number): Value {
    const made = this.#room()
    this.#count++
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
    for (let value = 0; value < this.#count; value++) {
      if (this.#codes[value]! >= isInput) continue
      let slot = this.#hashes[value]! & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = value + 1
    }
    this.#table = table
  }

  /** The finished program, with only what the outputs need, in the order in which it was made. */
  finish(outputs: readonly Value[]): Program {
    const needed = this.#needed(outputs)
    const number = new Int32Array(this.#count)
    for (let value = 0; value < this.inputs; value++) number[value] = value
    let constants = 0
    let results = 0
    for (let value = this.inputs; value < this.#count; value++)
      if (needed[value] === 1) {
        if (this.#codes[value] === isConstant) number[value] = this.inputs + constants++
        else results++
      }
    const program = {
      inputs: this.inputs,
      constants: new Float64Array(constants),
      functions: this.#functions,
      outputs: new Int32Array(outputs.length),
      operations: new Uint8Array(results),
      left: new Int32Array(results),
      right: new Int32Array(results),
      callee: new Int32Array(results),
    }
    const operands: number[] = []
    const start = this.inputs + constants
    let made = 0
    for (let value = this.inputs; value < this.#count; value++) {
      if (needed[value] === 0) continue
      const code = this.#codes[value]!
      if (code === isConstant) {
        program.constants[number[value]! - this.inputs] = this.#numbers[value]!
        continue
      }
      number[value] = start + made
      const left = this.#left[value]!
      const right = this.#right[value]!
      program.operations[made] = code
      program.callee[made] = this.#callee[value]!
      program.left[made] = code === operation.call ? operands.length : number[left]!
      program.right[made] = code === operation.call || right < 0 ? right : number[right]!
      if (code === operation.call)
        for (let index = left; index < left + right; index++) operands.push(number[this.#operands[index]!]!)
      made++
    }
    outputs.forEach((output, index) => (program.outputs[index] = number[output]!))
    return { ...program, operands: new Int32Array(operands) }
  }

  /** 1 for the values that the outputs are computed from. */
  #needed(outputs: readonly Value[]): Uint8Array {
    const needed = new Uint8Array(this.#count)
    for (const output of outputs) needed[output] = 1
    for (let value = this.#count - 1; value >= this.inputs; value--)
      if (needed[value] === 1) {
        const code = this.#codes[value]!
        const left = this.#left[value]!
        const right = this.#right[value]!
        if (code === operation.call)
          for (let index = left; index < left + right; index++) needed[this.#operands[index]!] = 1
        else if (code < isInput) {
          needed[left] = 1
          if (right >= 0) needed[right] = 1
        }
      }
    return needed
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
