import type { ElementaryFunction } from '../expression/index.js'
import { operation, type Program } from './program.js'

/** A value of a program that is being built. Values with equal operations are the same number. */
export type Value = number

interface Entry {
  readonly operation: number
  readonly operands: readonly Value[]
  readonly callee: number
}

/** Collects operations, each distinct one once; operations on constants alone are carried out at once. */
export class ProgramBuilder {
  readonly #inputs: number
  // One entry per value that is neither input nor constant; `undefined` marks those two.
  readonly #entries: (Entry | undefined)[] = []
  readonly #constants = new Map<Value, number>()
  readonly #numbers = new Map<string, Value>()
  readonly #known = new Map<number | string, Value>()
  readonly #functions: ElementaryFunction[] = []

  constructor(inputs: number) {
    this.#inputs = inputs
    for (let index = 0; index < inputs; index++) this.#entries.push(undefined)
  }

  constant(value: number): Value {
    const key = Object.is(value, -0) ? '-0' : String(value)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const made = this.#entries.push(undefined) - 1
    this.#numbers.set(key, made)
    this.#constants.set(made, value)
    return made
  }

  /** The number of a constant value. */
  constantOf(value: Value): number | undefined {
    return this.#constants.get(value)
  }

  add = (a: Value, b: Value): Value => this.#binary(operation.add, a, b, (x, y) => x + y)
  subtract = (a: Value, b: Value): Value => this.#binary(operation.subtract, a, b, (x, y) => x - y)
  multiply = (a: Value, b: Value): Value => this.#binary(operation.multiply, a, b, (x, y) => x * y)
  divide = (a: Value, b: Value): Value => this.#binary(operation.divide, a, b, (x, y) => x / y)
  negate = (a: Value): Value => this.#unary(operation.negate, a, (x) => -x)
  squareRoot = (a: Value): Value => this.#unary(operation.squareRoot, a, Math.sqrt)

  call(callee: ElementaryFunction, operands: readonly Value[]): Value {
    const numbers = operands.map((operand) => this.#constants.get(operand))
    if (numbers.every((number) => number !== undefined)) return this.constant(callee.evaluate(...numbers))
    let index = this.#functions.indexOf(callee)
    if (index < 0) index = this.#functions.push(callee) - 1
    return this.#make(`${index} ${operands.join(' ')}`, {
      operation: operation.call,
      operands,
      callee: index,
    })
  }

  #unary(code: number, a: Value, compute: (x: number) => number): Value {
    const x = this.#constants.get(a)
    if (x !== undefined) return this.constant(compute(x))
    return this.#make(code * 2 ** 48 + a, { operation: code, operands: [a], callee: -1 })
  }

  #binary(code: number, a: Value, b: Value, compute: (x: number, y: number) => number): Value {
    const x = this.#constants.get(a)
    const y = this.#constants.get(b)
    if (x !== undefined && y !== undefined) return this.constant(compute(x, y))
    const commutes = code === operation.add || code === operation.multiply
    const operands = commutes && a > b ? [b, a] : [a, b]
    const key = code * 2 ** 48 + operands[0]! * 2 ** 24 + operands[1]!
    return this.#make(key, { operation: code, operands, callee: -1 })
  }

  #make(key: number | string, entry: Entry): Value {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const made = this.#entries.push(entry) - 1
    this.#known.set(key, made)
    return made
  }

  /** The finished program, with only what the outputs need. */
  finish(outputs: readonly Value[]): Program {
    const needed = this.#needed(outputs)
    const number = new Int32Array(this.#entries.length)
    const constants: number[] = []
    const results: Entry[] = []
    for (let value = 0; value < this.#inputs; value++) number[value] = value
    for (const [value, constant] of this.#constants)
      if (needed[value] === 1) number[value] = this.#inputs + constants.push(constant) - 1
    const start = this.#inputs + constants.length
    for (let value = this.#inputs; value < this.#entries.length; value++) {
      const entry = this.#entries[value]
      if (entry !== undefined && needed[value] === 1) number[value] = start + results.push(entry) - 1
    }
    return {
      inputs: this.#inputs,
      constants: new Float64Array(constants),
      functions: this.#functions,
      outputs: new Int32Array(outputs.map((output) => number[output]!)),
      ...flattened(results, number),
    }
  }

  /** 1 for the values that the outputs are computed from; operands always come before what uses them. */
  #needed(outputs: readonly Value[]): Uint8Array {
    const needed = new Uint8Array(this.#entries.length)
    for (const output of outputs) needed[output] = 1
    for (let value = this.#entries.length - 1; value >= 0; value--)
      if (needed[value] === 1)
        for (const operand of this.#entries[value]?.operands ?? none) needed[operand] = 1
    return needed
  }
}

const none: readonly Value[] = []

/** The operations in flat arrays, with the values renumbered. */
function flattened(
  results: readonly Entry[],
  number: Int32Array,
): Pick<Program, 'operations' | 'left' | 'right' | 'callee' | 'operands'> {
  const operations = new Uint8Array(results.length)
  const left = new Int32Array(results.length)
  const right = new Int32Array(results.length).fill(-1)
  const callee = new Int32Array(results.length)
  const operands: number[] = []
  results.forEach((entry, index) => {
    operations[index] = entry.operation
    callee[index] = entry.callee
    if (entry.operation === operation.call) {
      left[index] = operands.length
      right[index] = entry.operands.length
      for (const operand of entry.operands) operands.push(number[operand]!)
    } else {
      left[index] = number[entry.operands[0]!]!
      if (entry.operands.length > 1) right[index] = number[entry.operands[1]!]!
    }
  })
  return { operations, left, right, callee, operands: new Int32Array(operands) }
}
