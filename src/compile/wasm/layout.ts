import { firstResult, operandsOf, type Program } from '../program.js'
import { type Code, get, number } from './formula.js'
import type { FunctionWriter, Lanes } from './module.js'
import type { Stretch, Surroundings } from './operations.js'
import { op } from './opcodes.js'

/** V8 compiles functions of this many operations well; longer ones can take very long. */
export const longestStretch = 4000

/** The operations `from` to `to` (exclusive), cut into stretches of bounded length. */
export function stretches(from: number, to: number): Stretch[] {
  const cut: Stretch[] = []
  for (let start = from; start < to; start += longestStretch)
    cut.push({ from: start, to: Math.min(start + longestStretch, to) })
  return cut
}

/** Where values live in memory, in bytes from its beginning. Values have places when they cross between functions. */
export interface Layout {
  place(value: number): number | undefined
  /** Whether there is one number for all lanes. */
  isCommon(value: number): boolean
  /** Bytes used. */
  readonly size: number
}

/**
 * Inputs are at `8·input`, one number for all lanes; everything else has one number per lane. Outputs that are results are at their place from `outputs` on, other results that are used in
 * another stretch than their own behind them.
 */
export function layoutOf(
  program: Program,
  cut: readonly Stretch[],
  outputs: number,
  lanes: Lanes = 1,
): Layout {
  const start = firstResult(program)
  const places = new Map<number, number>()
  program.outputs.forEach((value, index) => {
    if (value >= start && !places.has(value)) places.set(value, outputs + 8 * lanes * index)
  })
  let size = outputs + 8 * lanes * program.outputs.length
  for (const { from, to } of cut)
    for (let index = from; index < to; index++)
      for (const operand of operandsOf(program, index))
        if (operand >= start && operand < start + from && !places.has(operand)) {
          places.set(operand, size)
          size += 8 * lanes
        }
  return {
    place: (value) => (value < program.inputs ? 8 * value : places.get(value)),
    isCommon: (value) => value < program.inputs,
    size,
  }
}

/** Writes those outputs to their places that are inputs, constants or the same as another output. */
export function copyOutputs(
  out: FunctionWriter,
  program: Program,
  layout: Layout,
  outputs: number,
  read: (value: number) => Code = (value) => () => loadFrom(out, layout.place(value)!),
): void {
  program.outputs.forEach((value, index) => {
    const to = outputs + 8 * index
    if (value < program.inputs) storeAt(out, to, read(value))
    else if (value < firstResult(program))
      storeAt(out, to, number(program.constants[value - program.inputs]!))
    else if (layout.place(value) !== to) storeAt(out, to, () => loadFrom(out, layout.place(value)!))
  })
}

/** Reads values from memory, each at most once per function, and writes those that have a place. */
export function throughMemory(out: FunctionWriter, layout: Layout): Surroundings {
  const loaded = new Map<number, Code>()
  return {
    read: (value) => {
      const known = loaded.get(value)
      if (known !== undefined) return known
      const local = out.local(out.numberType)
      loaded.set(value, get(local))
      return () => {
        if (layout.isCommon(value)) loadForAll(out, layout.place(value)!)
        else loadFrom(out, layout.place(value)!)
        out.tee(local)
      }
    },
    isKept: (value) => layout.place(value) !== undefined,
    keep(value, local) {
      storeAt(out, layout.place(value)!, get(local))
    },
  }
}

export function loadFrom(out: FunctionWriter, place: number): void {
  out.op(op.i32Const, 0)
  out.load(place)
}

export function loadForAll(out: FunctionWriter, place: number): void {
  out.op(op.i32Const, 0)
  out.loadForAll(place)
}

export function storeAt(out: FunctionWriter, place: number, value: Code): void {
  out.op(op.i32Const, 0)
  value(out)
  out.store(place)
}
