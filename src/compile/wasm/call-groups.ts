import { firstResult, operandsOf, operation, type Program } from '../program.js'
import type { Library } from './library.js'
import type { Stretch } from './operations.js'

/**
 * The operations of a stretch in an order in which independent calls of one function stand together: one list for each
 * step, of a single operation or of the calls of a group. What calls need comes right before them; the rest is in the
 * order of the program, after all calls.
 */
export function callGroups(program: Program, { from, to }: Stretch, library: Library): number[][] {
  const start = firstResult(program)
  const inStretch = (value: number): boolean => value >= start + from && value < start + to
  const isGrouped = (index: number): boolean =>
    program.operations[index] === operation.call &&
    library.together(program.functions[program.callee[index]!]!) > 1
  // How many grouped calls lie one behind the other up to an operation: those with the same number are independent.
  const depths = new Uint32Array(to - from)
  const calls = new Map<string, number[]>()
  for (let index = from; index < to; index++) {
    let depth = 0
    for (const operand of operandsOf(program, index))
      if (inStretch(operand)) depth = Math.max(depth, depths[operand - start - from]!)
    if (isGrouped(index)) {
      depth++
      const key = `${depth} ${program.callee[index]!}`
      const known = calls.get(key)
      if (known === undefined) calls.set(key, [index])
      else known.push(index)
    }
    depths[index - from] = depth
  }
  const done = new Uint8Array(to - from)
  const steps: number[][] = []
  const finish = (indices: readonly number[]): void => {
    for (const index of indices) done[index - from] = 1
  }
  const needed = (calling: readonly number[]): number[] => {
    const found = new Set<number>()
    const pending = [...calling]
    for (let index = pending.pop(); index !== undefined; index = pending.pop())
      for (const operand of operandsOf(program, index)) {
        const other = operand - start
        if (!inStretch(operand) || done[other - from] === 1 || found.has(other)) continue
        found.add(other)
        pending.push(other)
      }
    return [...found].sort((a, b) => a - b)
  }
  const depthOf = (key: string): number => Number(key.slice(0, key.indexOf(' ')))
  for (const key of [...calls.keys()].sort((a, b) => depthOf(a) - depthOf(b))) {
    const list = calls.get(key)!
    const most = library.together(program.functions[program.callee[list[0]!]!]!)
    for (let first = 0; first < list.length; first += most) {
      const group = list.slice(first, first + most)
      const before = needed(group)
      for (const index of before) steps.push([index])
      finish(before)
      steps.push(group)
      finish(group)
    }
  }
  for (let index = from; index < to; index++) if (done[index - from] === 0) steps.push([index])
  return steps
}
