import type { Expression } from '../expression/index.js'
import type { Kernel } from './kernel.js'
import { firstResult, operation, type Program } from './program.js'
import { schedule } from './schedule.js'

/**
 * The outputs as functions of the inputs (symbols), by an interpreter over a flat list of operations: works everywhere,
 * needs no code generation, and is the reference for other backends. Throws `unknown-symbol` when an output contains a
 * symbol that is not an input.
 */
export function compileTape(outputs: readonly Expression[], inputs: readonly Expression[]): Kernel {
  return tapeKernel(schedule(outputs, inputs))
}

export function tapeKernel(program: Program): Kernel {
  const values = freshValues(program)
  const outputs = program.outputs
  return {
    inputs: program.inputs,
    outputs: outputs.length,
    run(input, output) {
      for (let index = 0; index < program.inputs; index++) values[index] = input[index]!
      interpret(program, values, 0, program.operations.length)
      for (let index = 0; index < outputs.length; index++) output[index] = values[outputs[index]!]!
    },
  }
}

/** Room for all values of a program, with its constants in place. */
export function freshValues(program: Program): Float64Array {
  const values = new Float64Array(firstResult(program) + program.operations.length)
  values.set(program.constants, program.inputs)
  return values
}

/** Carries out the operations `from` to `to` (exclusive). */
export function interpret(program: Program, values: Float64Array, from: number, to: number): void {
  const { operations, left, right } = program
  let target = firstResult(program) + from
  for (let index = from; index < to; index++, target++) {
    const a = left[index]!
    const b = right[index]!
    switch (operations[index]) {
      case operation.add:
        values[target] = values[a]! + values[b]!
        break
      case operation.subtract:
        values[target] = values[a]! - values[b]!
        break
      case operation.multiply:
        values[target] = values[a]! * values[b]!
        break
      case operation.divide:
        values[target] = values[a]! / values[b]!
        break
      case operation.negate:
        values[target] = -values[a]!
        break
      case operation.squareRoot:
        values[target] = Math.sqrt(values[a]!)
        break
      default:
        values[target] = callOut(program, values, index)
    }
  }
}

function callOut(program: Program, values: Float64Array, index: number): number {
  const { operands } = program
  const called = program.functions[program.callee[index]!]!
  const start = program.left[index]!
  const first = values[operands[start]!]!
  if (program.right[index] === 1) return called.evaluate(first)
  const second = values[operands[start + 1]!]!
  if (program.right[index] === 2) return called.evaluate(first, second)
  return called.evaluate(
    ...Array.from(operands.subarray(start, start + program.right[index]!), (v) => values[v]!),
  )
}
