import type { Kept } from './elementary/exponential.js'
import { type Code, get } from './formula.js'
import { FunctionWriter, type ModuleWriter } from './module.js'

/** Several calls of one function in stages; `kept` has places for what each keeps from one stage to the next. */
export type Staged = (
  out: FunctionWriter,
  operands: readonly Code[],
  kept: readonly (readonly Kept[])[],
) => Code[]

/** Emits calls of one function together. */
export type Together = (out: FunctionWriter, operands: readonly Code[]) => Code[]

/**
 * Calls of a function of pairs together. What is kept goes through globals: the engine moves computations to where their
 * results are used, which would undo the stages, but not reads and writes. With `copied` the stages are written in, else
 * they are a function of the module for each number of calls.
 */
export function together(
  module: ModuleWriter,
  staged: Staged,
  { keeps, copied }: { keeps: number; copied: boolean },
): Together {
  const globals: number[][] = []
  const functions = new Map<number, number>()
  const keptIn = (out: FunctionWriter, count: number): Kept[][] => {
    while (globals.length < count) globals.push(Array.from({ length: keeps }, () => module.addGlobal()))
    return globals.slice(0, count).map((places) =>
      places.map((index) => ({
        set(value) {
          value(out)
          out.setGlobal(index)
        },
        get: (to) => to.getGlobal(index),
      })),
    )
  }
  const functionFor = (count: number): number => {
    const known = functions.get(count)
    if (known !== undefined) return known
    const out = new FunctionWriter({ parameters: new Array<'v128'>(count).fill('v128'), results: [] }, 2)
    const kept = keptIn(out, count)
    const operands = kept.map((_, index) => get(index))
    staged(out, operands, kept).forEach((result, index) => kept[index]![0]!.set(result))
    const made = module.add(out)
    functions.set(count, made)
    return made
  }
  return (out, operands) => {
    if (copied) return staged(out, operands, keptIn(out, operands.length))
    for (const operand of operands) operand(out)
    out.call(functionFor(operands.length))
    return keptIn(out, operands.length).map(([first]) => {
      const local = out.local('v128')
      first!.get(out)
      out.set(local)
      return get(local)
    })
  }
}
