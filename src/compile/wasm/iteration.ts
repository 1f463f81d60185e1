import type { Expression } from '../../expression/index.js'
import { checkLengths, type Iteration, type IterationShape } from '../iteration.js'
import { type IterationProgram, iterationProgram } from '../iteration-program.js'
import { type Code, define, get, integer, integerAdd, integerSubtract, number } from './formula.js'
import { instantiate } from './instantiate.js'
import {
  copyOutputs,
  type Layout,
  layoutOf,
  loadFrom,
  longestStretch,
  storeAt,
  stretches,
  throughMemory,
} from './layout.js'
import { operandsOf } from '../program.js'
import { addLibrary, type Library } from './library.js'
import { FunctionWriter, ModuleWriter } from './module.js'
import { emitOperations, type Surroundings } from './operations.js'
import { op, emptyBlock } from './opcodes.js'

/** How many numbers of noise are handed over at a time: they stay in the fastest cache. */
const noiseBlock = 2048

/** As `compileIteration`, in WebAssembly, with the loop over steps inside the module. Throws as `compileWasm` does. */
export function compileWasmIteration(
  next: readonly Expression[],
  state: readonly Expression[],
  parameters: readonly Expression[],
  noise: readonly Expression[],
): Iteration {
  const shape = { states: state.length, parameters: parameters.length, noises: noise.length }
  const iterated = iterationProgram(next, state, parameters, noise)
  const stepsAtOnce = shape.noises === 0 ? 2 ** 31 - 1 : Math.max(1, Math.floor(noiseBlock / shape.noises))
  const noiseRoom = shape.noises === 0 ? 0 : stepsAtOnce * shape.noises
  const plan: Plan = { ...iterated, shape, outputs: 8 * (shape.parameters + shape.states + noiseRoom) }
  const module = new ModuleWriter()
  const library = addLibrary(module, iterated.program)
  const isShort = iterated.program.operations.length <= longestStretch
  const size = isShort ? writeInOne(module, library, plan) : writeInParts(module, library, plan)
  const { run, memory } = instantiate(module.finish(size))
  const given = new Float64Array(memory.buffer, 0, shape.parameters + shape.states + noiseRoom)
  return {
    ...shape,
    run(state, parameters, noise, steps) {
      checkLengths(shape, state, parameters, noise, steps)
      const { parameters: first, states, noises } = shape
      for (let index = 0; index < first; index++) given[index] = parameters[index]!
      for (let index = 0; index < states; index++) given[first + index] = state[index]!
      for (let done = 0; done < steps; done += stepsAtOnce) {
        const count = Math.min(stepsAtOnce, steps - done)
        const offset = done * noises
        for (let index = 0; index < count * noises; index++)
          given[first + states + index] = noise[offset + index]!
        run(count)
      }
      for (let index = 0; index < states; index++) state[index] = given[first + index]!
    },
  }
}

/** What is written: memory holds parameters, state, a block of noise, then the outputs and what crosses functions. */
interface Plan extends IterationProgram {
  readonly shape: IterationShape
  /** Where the outputs are, in bytes. */
  readonly outputs: number
}

/** One function; the state stays in local variables over all steps. */
function writeInOne(
  module: ModuleWriter,
  library: Library,
  { program, invariant, shape, outputs }: Plan,
): number {
  const out = new FunctionWriter({ parameters: ['i32'], results: [] })
  const noisePointer = out.local('i32')
  const fixed = Array.from({ length: shape.parameters + shape.states }, (_, value) =>
    define(out, 'f64', () => loadFrom(out, 8 * value)),
  )
  const stateLocal = (index: number): number => 2 + shape.parameters + index
  const kept = new Map<number, Code>()
  const isOutput = new Set(program.outputs)
  const usedInLoop = usedFrom(program, invariant)
  const once: Surroundings = {
    read: (value) => fixed[value]!,
    isKept: (value) => isOutput.has(value) || usedInLoop.has(value),
    keep: (value, local) => kept.set(value, get(local)),
  }
  emitOperations(out, program, library, { from: 0, to: invariant }, once)

  loop(out, () => {
    const read = noiseReader(out, noisePointer)
    const each: Surroundings = {
      read: (value) => kept.get(value) ?? fixed[value] ?? read(value),
      isKept: (value) => isOutput.has(value),
      keep: (value, local) => kept.set(value, get(local)),
    }
    const to = program.operations.length
    emitOperations(out, program, library, { from: invariant, to }, each)
    // All of the next state is on the stack before the first of it becomes the state.
    for (const value of program.outputs) {
      const isConstant = value >= program.inputs && value < program.inputs + program.constants.length
      if (isConstant) number(program.constants[value - program.inputs]!)(out)
      else each.read(value)(out)
    }
    for (let index = shape.states - 1; index >= 0; index--) out.set(stateLocal(index))
    integerAdd(get(noisePointer), integer(8 * shape.noises))(out)
    out.set(noisePointer)
  })
  for (let index = 0; index < shape.states; index++)
    storeAt(out, 8 * (shape.parameters + index), get(stateLocal(index)))
  module.add(out, 'run')
  return outputs
}

/** Several functions; state and everything that crosses between them is in memory. */
function writeInParts(
  module: ModuleWriter,
  library: Library,
  { program, invariant, shape, outputs }: Plan,
): number {
  const before = stretches(0, invariant)
  const inLoop = stretches(invariant, program.operations.length)
  const layout = layoutOf(program, [...before, ...inLoop], outputs)
  const write = (list: typeof before): number[] =>
    list.map((stretch) => {
      const part = new FunctionWriter({ parameters: ['i32'], results: [] })
      emitOperations(part, program, library, stretch, withNoise(part, layout, shape))
      return module.add(part)
    })
  const firstParts = write(before)
  const loopParts = write(inLoop)
  const main = new FunctionWriter({ parameters: ['i32'], results: [] })
  const noisePointer = main.local('i32')
  const callPart = (part: number): void => {
    main.get(noisePointer)
    main.call(part)
  }
  firstParts.forEach(callPart)
  loop(main, () => {
    loopParts.forEach(callPart)
    copyOutputs(main, program, layout, outputs, (value) => (code) => {
      if (isNoise(shape, value)) code.get(noisePointer)
      else code.op(op.i32Const, 0)
      code.load(8 * value)
    })
    for (let index = 0; index < shape.states; index++)
      storeAt(main, 8 * (shape.parameters + index), () => loadFrom(main, outputs + 8 * index))
    integerAdd(get(noisePointer), integer(8 * shape.noises))(main)
    main.set(noisePointer)
  })
  module.add(main, 'run')
  return layout.size
}

/** Repeats the body as often as parameter 0 says, which counts down to 0; it is at least 1. */
function loop(out: FunctionWriter, body: () => void): void {
  out.op(op.loop, emptyBlock)
  body()
  integerSubtract(get(0), integer(1))(out)
  out.tee(0)
  out.op(op.branchIf, 0, op.end)
}

/** Reads an input that is noise, relative to the pointer. */
function noiseReader(out: FunctionWriter, pointer: number): (value: number) => Code {
  const known = new Map<number, number>()
  return (value) => () => {
    const local = known.get(value)
    if (local !== undefined) return out.get(local)
    const made = out.local('f64')
    known.set(value, made)
    out.get(pointer)
    out.load(8 * value)
    out.tee(made)
  }
}

function withNoise(out: FunctionWriter, layout: Layout, shape: IterationShape): Surroundings {
  const memory = throughMemory(out, layout)
  const noise = noiseReader(out, 0)
  return { ...memory, read: (value) => (isNoise(shape, value) ? noise(value) : memory.read(value)) }
}

function isNoise(shape: IterationShape, value: number): boolean {
  const first = shape.parameters + shape.states
  return value >= first && value < first + shape.noises
}

function usedFrom(program: IterationProgram['program'], from: number): Set<number> {
  const used = new Set<number>()
  for (let index = from; index < program.operations.length; index++)
    for (const operand of operandsOf(program, index)) used.add(operand)
  return used
}
