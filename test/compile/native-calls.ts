import { compileWasm } from '../../src/compile/index.js'
import { schedule } from '../../src/compile/schedule.js'
import { instantiate } from '../../src/compile/wasm/instantiate.js'
import { loadFrom, storeAt } from '../../src/compile/wasm/layout.js'
import { addLibrary } from '../../src/compile/wasm/library.js'
import { FunctionWriter, ModuleWriter } from '../../src/compile/wasm/module.js'
import { createGraph, functionNamed, type FunctionName } from '../../src/expression/index.js'

/** The distance from one double to the next of the same size. */
export function unitInLastPlace(value: number): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, Math.abs(value))
  const exponent = Math.max(1, bits.getUint16(0) >> 4) - 1023
  return 2 ** (exponent - 52)
}

export type Evaluate = (...args: number[]) => number

/** One function, compiled, for so many arguments. */
export function native(name: FunctionName, arity: number): Evaluate {
  const graph = createGraph()
  const symbols = Array.from({ length: arity }, (_, index) => graph.symbol(`x${index}`))
  const kernel = compileWasm([graph.call(name, symbols)], symbols)
  const output = new Float64Array(1)
  return (...args) => {
    kernel.run(Float64Array.from(args), output)
    return output[0]!
  }
}

/** The function for two lists of arguments at a time. */
export function inPairs(
  name: FunctionName,
  arity: number,
): (lanes: readonly (readonly number[])[]) => number[] {
  const graph = createGraph()
  const symbols = Array.from({ length: arity }, (_, index) => graph.symbol(`x${index}`))
  const module = new ModuleWriter()
  const library = addLibrary(module, schedule([graph.call(name, symbols)], symbols), 2)
  const run = new FunctionWriter({ parameters: [], results: [] }, 2)
  const result = run.local('v128')
  for (let index = 0; index < arity; index++) loadFrom(run, 16 * index)
  library.call(run, functionNamed(name)!, arity)
  run.set(result)
  storeAt(run, 0, (out) => out.get(result))
  module.add(run, 'run')
  const { memory, run: call } = instantiate(module.finish(64))
  const numbers = new Float64Array(memory.buffer)
  return (lanes) => {
    lanes.forEach((args, lane) => args.forEach((arg, index) => (numbers[2 * index + lane] = arg)))
    call()
    return [numbers[0]!, numbers[1]!]
  }
}
