import { type DrawnSamples, rowLength, rowsInMemory } from '../drawn-samples.js'
import { type EnsembleProgram, ensembleShape, vectorsPerBlock } from '../ensemble.js'
import { type Ensemble, wordsPerReplica } from '../ensemble-run.js'
import { operandsOf, type Program } from '../program.js'
import { type Code, define, get, integer, integerAdd, number } from './formula.js'
import { importsOf } from './host-functions.js'
import { loadEnsemble } from './load-ensemble.js'
import { loadForAll } from './layout.js'
import { addLibrary, type Library } from './library.js'
import { FunctionWriter, ModuleWriter } from './module.js'
import { emitOperations, type Surroundings } from './operations.js'
import { op, vector } from './opcodes.js'
import { draw, type Generator, normals, randomMask, randomSign, randomUniform } from './random.js'
import { countDown } from './sample-loop.js'

// The parameters of `run`: how many blocks of replicas, how many rounds of `every` steps, and where things are.
const given = { blocks: 0, rounds: 1, states: 2, streams: 3, data: 4 } as const

/** The ensemble in WebAssembly. Throws a `RangeError` for a step that is too long for one function. */
export function wasmEnsemble(ensemble: EnsembleProgram): Ensemble {
  const module = new WebAssembly.Module(ensembleModule(ensemble))
  const table = ensemble.samples === undefined ? new Float64Array(0) : rowsInMemory(ensemble.samples)
  return loadEnsemble({ shape: ensembleShape(ensemble), module, table }, importsOf(module))
}

/** More operations than this, for all vectors of a block, make a function that takes too long to compile. */
const longest = 30_000

/** The binary module: its size does not depend on the numbers of replicas, steps and samples. */
export function ensembleModule(ensemble: EnsembleProgram): Uint8Array<ArrayBuffer> {
  const { step, after, counts, masks, every, samples } = ensemble
  const vectors = vectorsPerBlock(ensemble)
  if (vectors * step.program.operations.length > longest) throw new RangeError('the step is too long')
  const module = new ModuleWriter()
  const library = addLibrary(module, after === undefined ? [step.program] : [step.program, after], 2)
  const out = new FunctionWriter({ parameters: ['i32', 'i32', 'i32', 'i32', 'i32'], results: [] }, 2)

  const parameters = Array.from({ length: counts.parameters }, (_, index) =>
    define(out, 'f64', () => loadForAll(out, 8 * index)),
  )
  const probabilities = masks.map((mask) =>
    'constant' in mask ? number(mask.constant) : parameters[mask.parameter]!,
  )
  const steady = new Map<number, Code>(parameters.map((code, index) => [index, code]))
  const usedLater = usedFrom(step.program, step.ends[0]!)
  emitOperations(
    out,
    step.program,
    library,
    { from: 0, to: step.ends[0]! },
    {
      read: (value) => steady.get(value)!,
      isKept: (value) => usedLater.has(value),
      keep: (value, local) => steady.set(value, get(local)),
    },
  )

  const lanes = Array.from({ length: vectors }, () => ({
    state: Array.from({ length: counts.states }, () => out.local('v128')),
    generator: [0, 1, 2, 3].map(() => out.local('v128')) as unknown as Generator,
  }))
  const [rounds, steps] = [out.local('i32'), out.local('i32')]
  countDown(out, given.blocks, () => {
    lanes.forEach(({ state, generator }, index) => {
      state.forEach((local, k) => loadLanes(out, local, given.states, counts.states, 2 * index, k))
      generator.forEach((local, k) => loadLanes(out, local, given.streams, wordsPerReplica, 2 * index, k))
    })
    set(out, rounds, get(given.rounds))
    countDown(out, rounds, () => {
      const oneStep = (): void => {
        const noise = noiseOf(out, lanes, counts, probabilities)
        lanes.forEach(({ state, generator }, index) => {
          const inputs = new Map(steady)
          const place = (code: Code, k: number): void => void inputs.set(counts.parameters + k, code)
          state.forEach((local, k) => place(get(local), k))
          if (samples !== undefined)
            drawnSample(out, generator, samples).forEach((code, k) => place(code, counts.states + k))
          noise[index]!.forEach((code, k) => place(code, counts.states + counts.data + k))
          const range = { from: step.ends[0]!, to: step.program.operations.length }
          becomes(out, step.program, library, range, inputs, state)
        })
      }
      if (every === 1) oneStep()
      else {
        set(out, steps, integer(every))
        countDown(out, steps, oneStep)
      }
      if (after !== undefined)
        for (const { state } of lanes) {
          const inputs = new Map<number, Code>(parameters.map((code, index) => [index, code]))
          state.forEach((local, k) => inputs.set(counts.parameters + k, get(local)))
          becomes(out, after, library, { from: 0, to: after.operations.length }, inputs, state)
        }
    })
    lanes.forEach(({ state, generator }, index) => {
      state.forEach((local, k) => storeLanes(out, local, given.states, counts.states, 2 * index, k))
      generator.forEach((local, k) => storeLanes(out, local, given.streams, wordsPerReplica, 2 * index, k))
    })
    const replicas = 2 * vectors
    set(out, given.states, integerAdd(get(given.states), integer(8 * counts.states * replicas)))
    set(out, given.streams, integerAdd(get(given.streams), integer(8 * wordsPerReplica * replicas)))
  })
  module.add(out, 'run')
  return module.finish(65536)
}

type Counts = EnsembleProgram['counts']

/**
 * What is drawn in one step for each vector, without the samples: a last normal without a partner shares a pair with the
 * next vector.
 */
function noiseOf(
  out: FunctionWriter,
  lanes: readonly { generator: Generator }[],
  { normals: normalCount, signs, uniforms }: Counts,
  probabilities: readonly Code[],
): Code[][] {
  let spare: Code | undefined
  return lanes.map(({ generator }, index) => {
    const noise: Code[] = []
    while (noise.length + 1 < normalCount) noise.push(...normals(out, generator))
    if (normalCount % 2 === 1) {
      if (index % 2 === 0) {
        const pair = normals(out, generator)
        noise.push(pair[0])
        spare = pair[1]
      } else noise.push(spare!)
    }
    for (let k = 0; k < signs; k++) noise.push(randomSign(out, generator))
    for (let k = 0; k < uniforms; k++) noise.push(randomUniform(out, generator))
    for (const probability of probabilities) noise.push(randomMask(out, generator, probability))
    return noise
  })
}

/** The numbers of a sample drawn for each lane. */
function drawnSample(out: FunctionWriter, generator: Generator, samples: DrawnSamples): Code[] {
  const { count, choice, symbols } = samples
  const bits = define(out, 'i64', draw(out, generator))
  const rows = [0, 1].map((lane) => {
    const [row, word] = [out.local('i32'), out.local('i64')]
    bits(out)
    out.vector(vector.extractI64)
    out.code.byte(lane)
    out.tee(word)
    // The upper half times the count, of which the upper half is an index.
    out.op(op.i64Const, 32, op.i64ShiftRightUnsigned)
    out.op(op.i64Const)
    out.code.signed(count)
    out.op(op.i64Multiply, op.i64Const, 32, op.i64ShiftRightUnsigned, op.i32WrapI64)
    integer(8 * rowLength(samples))(out)
    out.op(op.i32Multiply)
    out.get(given.data)
    out.op(op.i32Add)
    out.set(row)
    if (choice !== undefined) orAlias(out, row, word, symbols.length)
    return row
  })
  return Array.from(symbols, (_, column) => {
    const local = out.local('v128')
    out.get(rows[0]!)
    out.loadForAll(8 * column)
    out.set(local)
    out.get(rows[1]!)
    out.get(local)
    out.loadLane(8 * column, 1)
    out.set(local)
    return get(local)
  })
}

/** The row stays where the lower half of the word is below the threshold after its numbers; else it is that of its alias. */
function orAlias(out: FunctionWriter, row: number, word: number, columns: number): void {
  out.get(row)
  out.get(row)
  out.loadOne(8 * (columns + 1))
  out.op(op.i32TruncateF64Unsigned)
  out.get(given.data)
  out.op(op.i32Add)
  out.get(word)
  out.op(op.i32WrapI64, op.f64ConvertI32Unsigned)
  out.get(row)
  out.loadOne(8 * columns)
  out.op(op.f64Less, op.select)
  out.set(row)
}

/** Computes a map of the state, which then is the state. */
function becomes(
  out: FunctionWriter,
  program: Program,
  library: Library,
  range: { readonly from: number; readonly to: number },
  inputs: ReadonlyMap<number, Code>,
  state: readonly number[],
): void {
  const known = new Map(inputs)
  const isOutput = new Set(program.outputs)
  const surroundings: Surroundings = {
    read: (value) => known.get(value)!,
    isKept: (value) => isOutput.has(value),
    keep: (value, local) => known.set(value, get(local)),
  }
  emitOperations(out, program, library, range, surroundings)
  // All of the next state is on the stack before the first of it becomes the state.
  for (const value of program.outputs) {
    const constant = value - program.inputs
    if (constant >= 0 && constant < program.constants.length) number(program.constants[constant]!)(out)
    else known.get(value)!(out)
  }
  for (const local of state.toReversed()) out.set(local)
}

function set(out: FunctionWriter, local: number, value: Code): void {
  value(out)
  out.set(local)
}

/** Number `k` of two replicas that lie one after the other, `width` numbers each. */
function loadLanes(
  out: FunctionWriter,
  local: number,
  base: number,
  width: number,
  first: number,
  k: number,
): void {
  out.get(base)
  out.loadForAll(8 * (first * width + k))
  out.set(local)
  out.get(base)
  out.get(local)
  out.loadLane(8 * ((first + 1) * width + k), 1)
  out.set(local)
}

function storeLanes(
  out: FunctionWriter,
  local: number,
  base: number,
  width: number,
  first: number,
  k: number,
): void {
  for (const lane of [0, 1]) {
    out.get(base)
    out.get(local)
    out.storeLane(8 * ((first + lane) * width + k), lane)
  }
}

function usedFrom(program: Program, from: number): Set<number> {
  const used = new Set<number>(program.outputs)
  for (let index = from; index < program.operations.length; index++)
    for (const operand of operandsOf(program, index)) used.add(operand)
  return used
}
