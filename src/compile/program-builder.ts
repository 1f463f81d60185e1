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
    const constants = [...this.#constants].filter(([value]) => needed.has(value))
    const results = this.#entries.flatMap((entry, value) =>
      entry !== undefined && needed.has(value) ? [{ ...entry, value }] : [],
    )
    const number = new Int32Array(this.#entries.length)
    for (let index = 0; index < this.#inputs; index++) number[index] = index
    constants.forEach(([value], index) => (number[value] = this.#inputs + index))
    results.forEach(({ value }, index) => (number[value] = this.#inputs + constants.length + index))
    const calls: number[] = []
    const left = new Int32Array(results.length)
    const right = new Int32Array(results.length).fill(-1)
    results.forEach((entry, index) => {
      const renumbered = entry.operands.map((operand) => number[operand]!)
      if (entry.operation === operation.call) {
        left[index] = calls.length
        right[index] = renumbered.length
        calls.push(...renumbered)
      } else {
        left[index] = renumbered[0]!
        if (renumbered.length > 1) right[index] = renumbered[1]!
      }
    })
    return {
      inputs: this.#inputs,
      constants: Float64Array.from(constants, ([, constant]) => constant),
      operations: Uint8Array.from(results, (entry) => entry.operation),
      left,
      right,
      callee: Int32Array.from(results, (entry) => entry.callee),
      functions: this.#functions,
      operands: Int32Array.from(calls),
      outputs: Int32Array.from(outputs, (output) => number[output]!),
    }
  }

  #needed(outputs: readonly Value[]): Set<Value> {
    const needed = new Set(outputs)
    for (const value of needed)
      for (const operand of this.#entries[value]?.operands ?? []) needed.add(operand)
    return needed
  }
}
